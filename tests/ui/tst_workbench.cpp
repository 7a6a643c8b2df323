// SPDX-License-Identifier: GPL-3.0-or-later
/// The workbench: a problem in, plans, comparisons and records out, and one view state for all.
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <csignal>

#include "core/plan/budget_readings.h"
#include "tests/support/plans.h"
#include "tests/support/runner_processes.h"
#include "ui/ask/headline.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 60'000;

[[nodiscard]] bool wait_for_plan(const Workbench& workbench) {
  return QTest::qWaitFor(
      [&] {
        return !workbench.is_planning() && workbench.plan() &&
               workbench.plan()->problem == workbench.problem();
      },
      kPatienceMs);
}

[[nodiscard]] bool wait_for_devices(const Workbench& workbench) {
  return QTest::qWaitFor([&] { return workbench.device_bytes().has_value(); }, kPatienceMs);
}

}  // namespace

class TestWorkbench : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
  }

  void a_new_problem_is_planned_and_compared() {
    Workbench workbench;
    QSignalSpy planned(&workbench, &Workbench::plan_changed);
    QSignalSpy selected(&workbench, &Workbench::selected_cell_changed);
    workbench.set_problem(small_problem());
    QCOMPARE(workbench.problem(), small_problem());
    QVERIFY(wait_for_plan(workbench));
    QCOMPARE(planned.count(), 1);  // nothing was planned before the problem was known
    QVERIFY(workbench.planning_error().isEmpty());
    QVERIFY(workbench.plan()->optimal);
    QCOMPARE(workbench.selected_cell(), (TableCell{40, 5}));
    QCOMPARE(selected.count(), 1);  // of that cell
    QTRY_VERIFY_WITH_TIMEOUT(workbench.strategy_costs() && workbench.strategy_costs()->length == 40,
                             kPatienceMs);
  }

  void devices_tell_sizes_and_missing_ones_their_reason() {
    Workbench workbench;
    workbench.set_problem(small_problem());
    QVERIFY(wait_for_devices(workbench));
    QCOMPARE(workbench.device_bytes()->hidden, 64 * 2 * 4);
    QCOMPARE(workbench.device()->info.id, std::string("cpu"));
    for (const DeviceDescription& device : workbench.devices()) {
      QVERIFY(device.info.available || !device.info.reason.empty());
    }
    QVERIFY(wait_for_plan(workbench));
    QTRY_VERIFY_WITH_TIMEOUT(workbench.peak_bytes().has_value(), kPatienceMs);
    const auto readings = readings_of(*workbench.settled());
    QCOMPARE(*readings.bytes, 5 * 512);
    QCOMPARE(*workbench.peak_bytes(), 5 * 512);
  }

  void too_small_a_budget_has_a_reason_and_a_remedy() {
    Workbench workbench;
    Problem problem = small_problem();
    problem.strategy = Strategy::Standard;
    workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.smallest_budget().has_value(), kPatienceMs);
    QVERIFY(!workbench.plan());
    QCOMPARE(
        workbench.planning_error(),
        QStringLiteral("a budget of 5 hidden states (2560 bytes) is too small for standard over 40 steps: "
                       "the smallest that works is 40 hidden states (20480 bytes)"));
    problem.budget = *workbench.smallest_budget();
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
    QVERIFY(workbench.planning_error().isEmpty());
    QVERIFY(!workbench.smallest_budget());
  }

  void headline_says_the_papers_figures() {
    Workbench workbench;
    Problem problem;
    problem.strategy = Strategy::Ism;
    problem.length = 1000;
    problem.budget = {Budget::Measure::Slots, 50};
    problem.device = "cpu";
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
    const QString headline = headline_of(workbench);
    QVERIFY2(headline.startsWith(QStringLiteral("1,950 forward steps · 31.7 % more time · ")),
             qPrintable(headline));
    QVERIFY(!footnote_of(workbench).contains(QStringLiteral("plain")));
    problem.strategy = Strategy::Msm;
    problem.alpha = 5;
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
    QVERIFY(footnote_of(workbench).contains(QStringLiteral("by one forward step")));
  }

  void chunks_of_steps_are_planned_with_the_devices_sizes() {
    Workbench workbench;
    Problem problem = small_problem();
    problem.chunk_length = 7;
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
    QVERIFY2(workbench.planning_error().isEmpty(), qPrintable(workbench.planning_error()));
    QCOMPARE(workbench.plan()->sizes.beta_ratio(), 7.0);
    QCOMPARE(workbench.device_bytes()->beta, 7 * 512);
    QCOMPARE(workbench.selected_cell(), (TableCell{6, 5}));  // 40 steps are 6 chunks of 7
    QTRY_VERIFY_WITH_TIMEOUT(workbench.strategy_costs() && workbench.strategy_costs()->length == 6,
                             kPatienceMs);
    QVERIFY(footnote_of(workbench).contains(QStringLiteral("chunks of 7 steps")));
    problem.length = 43;  // no other question to the device
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
    QCOMPARE(workbench.plan()->actions.empty(), false);
    workbench.run(1, true);
    QTRY_VERIFY_WITH_TIMEOUT(!workbench.is_running(), kPatienceMs);
    QVERIFY(workbench.record() && workbench.record()->verify);
    QVERIFY(workbench.record()->verify->relative_l2 <= 1e-6);
    QCOMPARE(workbench.record()->iterations[0].arena_peak_bytes, *workbench.peak_bytes());
  }

  void chunks_are_found_by_measuring_the_device_once() {
    Workbench workbench;
    Problem problem = small_problem();
    problem.budget = {Budget::Measure::Percent, 60};
    problem.chunk_length = kAutoChunk;
    workbench.set_problem(problem);
    QVERIFY(workbench.is_planning());
    QTRY_VERIFY_WITH_TIMEOUT(workbench.plan() && !workbench.is_planning(), kPatienceMs);
    QVERIFY(workbench.calibration());
    const auto plan = workbench.plan();
    QVERIFY(plan->problem.chunk_length >= 1);
    QCOMPARE(workbench.settled_problem().chunk_length, plan->problem.chunk_length);
    QCOMPARE(plan->calibration, workbench.calibration());
    QVERIFY(footnote_of(workbench).contains(QStringLiteral("predicted from measured steps")));
    const auto measured = workbench.calibration();
    problem.length = 41;
    workbench.set_problem(problem);
    QVERIFY(!workbench.is_calibrating());
    QTRY_VERIFY_WITH_TIMEOUT(workbench.plan() && workbench.plan()->problem.length == 41, kPatienceMs);
    QCOMPARE(workbench.calibration(), measured);
  }

  void measuring_gives_way_to_another_question_and_to_the_end() {
    Workbench workbench;
    QVERIFY(wait_for_devices(workbench));
    Problem problem = small_problem();
    problem.cell.hidden = 300;
    problem.chunk_length = kAutoChunk;
    workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.is_calibrating(), kPatienceMs);
    problem.chunk_length = 1;
    workbench.set_problem(problem);
    QVERIFY(!workbench.is_calibrating());
    QVERIFY(wait_for_plan(workbench));
    problem.chunk_length = kAutoChunk;
    workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.is_calibrating(), kPatienceMs);  // ends with the workbench
  }

  void chunks_cannot_be_found_without_a_runner() {
    const QTemporaryDir empty;
    qputenv("TIDEMARK_RUNNERS", empty.path().toUtf8());
    Workbench workbench;
    Problem problem = small_problem();
    problem.chunk_length = kAutoChunk;
    workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(!workbench.planning_error().isEmpty(), kPatienceMs);
    QVERIFY(!workbench.is_planning() && !workbench.plan());
    QVERIFY(workbench.planning_error().contains(QStringLiteral("not installed")));
    problem.chunk_length = 1;
    problem.beta = 2;  // and a budget in slots: no device has to be asked
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
  }

  /// Whenever the workbench says that it has an answer, the answer has the sizes of the cell in question,
  /// however long the device takes to report them.
  void another_cells_sizes_are_no_final_answer() {
    const QTemporaryDir folder;
    QVERIFY(install_runner(folder, held_for_gru(folder)));
    Workbench workbench;
    Problem problem = small_problem();
    problem.cell = {CellKind::Lstm, 64, 1, 1};
    problem.strategy = Strategy::Msm;
    workbench.set_problem(problem);
    QVERIFY(QTest::qWaitFor([&] { return workbench.plan() && !workbench.is_planning(); }, kPatienceMs));
    QCOMPARE(workbench.plan()->sizes.beta_ratio(), 2.5);

    QStringList wrong;
    const auto look = [&] {
      if (workbench.is_planning()) return;
      if (!workbench.plan() || workbench.plan()->problem.cell.kind != workbench.problem().cell.kind ||
          workbench.plan()->sizes.beta_ratio() != 5.0) {
        wrong << headline_of(workbench) + footnote_of(workbench);
      }
    };
    connect(&workbench, &Workbench::problem_changed, this, look);
    connect(&workbench, &Workbench::plan_changed, this, look);
    connect(&workbench, &Workbench::devices_changed, this, look);
    problem.cell.kind = CellKind::Gru;
    workbench.set_problem(problem);
    QVERIFY(is_gru_asked(folder));
    QVERIFY(workbench.is_planning());
    QVERIFY(workbench.plan());  // the earlier answer stays visible, and is_planning() marks it
    problem.length = 41;        // another question about the same cell waits as well
    workbench.set_problem(problem);
    QVERIFY(workbench.is_planning());
    QVERIFY(let_go_of_gru(folder));
    QVERIFY(QTest::qWaitFor([&] { return !workbench.is_planning(); }, kPatienceMs));
    QVERIFY(workbench.plan());
    QCOMPARE(workbench.plan()->sizes.beta_ratio(), 5.0);
    QCOMPARE(workbench.plan()->problem, problem);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void a_question_with_its_own_sizes_waits_for_no_device() {
    const QTemporaryDir folder;
    QVERIFY(install_runner(folder, "#!/bin/sh\nexec sleep 600\n"));
    Workbench workbench;
    Problem problem = small_problem();
    problem.beta = 2;
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
    QVERIFY(workbench.is_asking_device());  // for bytes
    QCOMPARE(workbench.plan()->sizes.beta_ratio(), 2.0);
    problem.budget = {Budget::Measure::Percent, 20};  // of what the device stores
    workbench.set_problem(problem);
    QTest::qWait(300);
    QVERIFY(workbench.is_planning());
  }

  void a_device_that_is_not_there_is_an_error() {
    Workbench workbench;
    Problem problem = small_problem();
    problem.device = "cuda:77";
    workbench.set_problem(problem);
    QVERIFY(QTest::qWaitFor([&] { return !workbench.is_planning(); }, kPatienceMs));
    QVERIFY(!workbench.plan() && !workbench.solution());
    QVERIFY2(workbench.planning_error().contains(QStringLiteral("cuda:77")),
             qPrintable(workbench.planning_error()));
    problem.device = "cpu";
    workbench.set_problem(problem);
    QVERIFY(wait_for_plan(workbench));
  }

  void a_plan_from_a_file_is_shown_as_it_is() {
    Solver solver;
    const std::shared_ptr<const Plan> made = **make_plan(small_problem(), std::nullopt, solver);
    const std::shared_ptr<const Plan> given = *plan_from_actions(*made, made->actions);
    Workbench workbench;
    workbench.show_plan(given);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.plan() && !workbench.plan()->policy, kPatienceMs);
    QVERIFY(wait_for_devices(workbench));
    QTRY_VERIFY_WITH_TIMEOUT(workbench.peak_bytes().has_value(), kPatienceMs);
    QVERIFY(workbench.plan()->actions == given->actions);
    QVERIFY2(
        headline_of(workbench).startsWith(QStringLiteral("%L1 forward steps · ").arg(given->forward_steps)),
        qPrintable(headline_of(workbench)));
  }

  void the_cursor_stays_within_the_plan() {
    Workbench workbench;
    workbench.set_problem(small_problem());
    QVERIFY(wait_for_plan(workbench));
    const auto last = static_cast<std::int64_t>(workbench.plan()->actions.size());
    workbench.set_cursor(1'000'000);
    QCOMPARE(workbench.cursor(), last);
    workbench.set_cursor(-3);
    QCOMPARE(workbench.cursor(), 0);
    workbench.set_cursor(last);
    Problem shorter = small_problem();
    shorter.length = 4;
    workbench.set_problem(shorter);
    QVERIFY(wait_for_plan(workbench));
    QVERIFY(workbench.cursor() <= static_cast<std::int64_t>(workbench.plan()->actions.size()));
  }

  void a_run_measures_what_was_predicted_and_can_be_shown_again() {
    Workbench workbench;
    workbench.set_problem(small_problem());
    QVERIFY(wait_for_devices(workbench));
    QVERIFY(wait_for_plan(workbench));
    QSignalSpy finished(&workbench, &Workbench::run_finished);
    workbench.run(3, true);
    QVERIFY(workbench.is_running());
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QVERIFY2(finished[0][0].toBool(), qPrintable(finished[0][1].toString()));
    const auto record = workbench.record();
    QCOMPARE(record->iterations.size(), std::size_t{3});
    QCOMPARE(record->iterations[0].arena_peak_bytes, *workbench.peak_bytes());
    QCOMPARE(record->iterations[0].forward_steps, workbench.plan()->forward_steps);
    QCOMPARE(workbench.records().size(), std::size_t{1});

    Workbench other;
    other.show_record(record);
    QCOMPARE(other.record(), record);
    QCOMPARE(other.problem(), record->start.problem);
    QVERIFY(wait_for_plan(other));
  }

  /// A record that is opened while a run goes on stays shown when that run, which is cancelled for it, has
  /// ended. The run's record is not lost.
  void a_record_opened_during_a_run_stays_shown() {
    Workbench workbench;
    workbench.set_problem(small_problem());
    QVERIFY(wait_for_plan(workbench));
    QSignalSpy finished(&workbench, &Workbench::run_finished);
    workbench.run(1, false);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    const auto opened = std::make_shared<const Record>(*workbench.record());
    workbench.run(100'000'000, false);
    QTRY_VERIFY_WITH_TIMEOUT(workbench.record() && !workbench.record()->actions.empty(), kPatienceMs);
    QVERIFY(workbench.shows_run());
    const qint64 runner = workbench.runner_process_id();

    std::vector<std::shared_ptr<const Record>> left;
    connect(
        &workbench, &Workbench::run_finished, this,
        [&](bool, const QString&, const std::shared_ptr<const Record>& record) { left.push_back(record); });
    workbench.show_record(opened);
    QCOMPARE(workbench.record(), opened);
    QVERIFY(!workbench.shows_run());
    QTRY_VERIFY_WITH_TIMEOUT(!workbench.is_running(), kPatienceMs);
    QCOMPARE(workbench.record(), opened);
    QCOMPARE(left.size(), std::size_t{1});
    QVERIFY(left[0]->end && left[0]->end->status == EndEvent::Status::Cancelled);
    QCOMPARE(workbench.records().size(), std::size_t{3});  // of the first run, the opened one, the cancelled
    QCOMPARE(workbench.records()[1], opened);
    QCOMPARE(workbench.records()[2], left[0]);
    QTRY_VERIFY(!is_alive(runner));

    workbench.run(1, false);  // and the next run is shown again
    QTRY_VERIFY_WITH_TIMEOUT(!workbench.is_running(), kPatienceMs);
    QCOMPARE(workbench.record(), workbench.records().back());
  }

  void a_record_of_a_device_that_is_not_here_can_be_planned() {
    Workbench workbench;
    workbench.set_problem(small_problem());
    QVERIFY(wait_for_plan(workbench));
    workbench.run(1, false);
    QTRY_VERIFY_WITH_TIMEOUT(!workbench.is_running(), kPatienceMs);
    auto elsewhere = std::make_shared<Record>(*workbench.record());
    elsewhere->start.problem.device = "cuda:77";
    Workbench other;
    other.show_record(elsewhere);
    QVERIFY(wait_for_plan(other));
    QCOMPARE(other.device_bytes().value(), elsewhere->start.sizes);
    QCOMPARE(other.plan()->forward_steps, elsewhere->start.predicted_forward_steps);
  }

  void dropped_mid_solve_and_mid_run_it_leaves_nothing() {
    qint64 runner = 0;
    {
      Workbench workbench;
      workbench.set_problem(small_problem());
      QVERIFY(wait_for_devices(workbench));
      QVERIFY(wait_for_plan(workbench));
      workbench.run(100'000'000, false);
      QTRY_VERIFY_WITH_TIMEOUT(workbench.record(), kPatienceMs);
      runner = workbench.runner_process_id();
      workbench.set_problem(slow_problem());
      QVERIFY(QTest::qWaitFor([&] { return workbench.planning_progress() > 0; }, kPatienceMs));
      QVERIFY(workbench.is_planning());
    }
    QVERIFY(runner > 0);
    QTRY_VERIFY(!is_alive(runner));  // nothing waited until it was dead
  }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestWorkbench)
#include "tst_workbench.moc"
