// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs of the real CPU runner: measured, cancelled, killed, dropped.
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/runner_processes.h"
#include "tests/support/runner_requests.h"
#include "ui/client/runs.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 60'000;

/// How runs ended.
struct Ending {
  explicit Ending(Runs* runs) {
    QObject::connect(runs, &Runs::ended, runs, [this](const RunEnd& run_end) {
      ++times;
      end = run_end;
    });
  }
  QString sentence() const { return in_words(end); }

  int times = 0;
  RunEnd end;
};

}  // namespace

class TestRuns : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
  }

  void real_run_measures_what_was_predicted() {
    Runs runs;
    Ending ending(&runs);
    runs.start(small_run());
    QVERIFY(runs.is_running());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY2(ending.end.is_done(), qPrintable(ending.sentence()));
    QVERIFY(!runs.is_running());
    QCOMPARE(runs.progress().part(), 1.0);
    QVERIFY(!runs.progress().seconds_left);
    QCOMPARE(runs.record(), ending.end.record);
    const Record& record = *runs.record();
    QCOMPARE(record.iterations.size(), std::size_t{2});
    QCOMPARE(record.iterations.back().arena_peak_bytes, record.start.predicted_arena_peak_bytes);
    QCOMPARE(record.iterations.back().forward_steps, record.start.predicted_forward_steps);
    QVERIFY(record.verify && record.verify->bit_identical);
    QCOMPARE(static_cast<int>(record.end->status), static_cast<int>(EndEvent::Status::Done));
  }

  void lines_are_the_record() {
    Runs runs;
    Ending ending(&runs);
    QByteArray text;
    QObject::connect(&runs, &Runs::line, &runs, [&](const QByteArray& line) { text += line + "\n"; });
    runs.start(small_run());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    const auto record = parse_record(text.toStdString());
    QVERIFY(record);
    QCOMPARE(record->actions.size(), runs.record()->actions.size());
    QVERIFY(!record->is_partial());
  }

  void a_second_run_starts_afresh() {
    Runs runs;
    Ending ending(&runs);
    runs.start(small_run());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    const auto first = runs.record();
    runs.start(small_run(3));
    QVERIFY(!runs.record());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 2, kPatienceMs);
    QCOMPARE(first->iterations.size(), std::size_t{2});
    QCOMPARE(runs.record()->iterations.size(), std::size_t{3});
  }

  void cancel_stops_a_real_run_and_keeps_its_record() {
    Runs runs;
    Ending ending(&runs);
    runs.start(small_run(100'000'000, 200));
    QTRY_VERIFY_WITH_TIMEOUT(runs.record() && !runs.record()->iterations.empty(), kPatienceMs);
    const qint64 process = runs.process_id();
    QVERIFY(is_alive(process));
    runs.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY(!ending.end.is_done() && ending.end.was_cancelled);
    QVERIFY(ending.sentence().contains(QStringLiteral("cancelled")));
    QCOMPARE(static_cast<int>(runs.record()->end->status), static_cast<int>(EndEvent::Status::Cancelled));
    QTRY_VERIFY(!is_alive(process));
  }

  void cancelled_before_it_has_started_it_ends_at_once() {
    Runs runs;
    Ending ending(&runs);
    runs.start(small_run());
    runs.cancel();
    QCOMPARE(ending.times, 1);
    QVERIFY(ending.sentence().contains(QStringLiteral("cancelled before it started")));
    QTest::qWait(200);  // by then the request has been written out, and is not wanted any more
    QCOMPARE(ending.times, 1);
    QVERIFY(!runs.is_running() && runs.process_id() == 0);
  }

  void killed_runner_gives_a_message_and_the_partial_record() {
    Runs runs;
    Ending ending(&runs);
    runs.start(small_run(100'000'000, 200));
    QTRY_VERIFY_WITH_TIMEOUT(runs.record() && !runs.record()->iterations.empty(), kPatienceMs);
    ::kill(static_cast<pid_t>(runs.process_id()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY(!ending.end.is_done());
    QVERIFY2(ending.sentence().contains(QStringLiteral("killed")), qPrintable(ending.sentence()));
    QVERIFY(runs.record()->is_partial());
    QVERIFY(!runs.record()->iterations.empty());
  }

  void dropped_mid_run_it_leaves_no_process() {
    qint64 process = 0;
    {
      Runs runs;
      runs.start(small_run(100'000'000, 200));
      QTRY_VERIFY_WITH_TIMEOUT(runs.record(), kPatienceMs);
      process = runs.process_id();
      QVERIFY(is_alive(process));
    }
    QTRY_VERIFY(!is_alive(process));  // nothing waited until it was dead
  }

  void updates_are_no_more_than_frames() {
    Runs runs;
    Ending ending(&runs);
    QSignalSpy updated(&runs, &Runs::updated);
    QElapsedTimer time;
    time.start();
    runs.start(small_run(500, 40));
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY2(updated.count() <= time.elapsed() / 30 + 2, qPrintable(QString::number(updated.count())));
  }

  void an_unknown_device_is_said() {
    Runs runs;
    Ending ending(&runs);
    Run run = small_run();
    auto plan = std::make_shared<Plan>(*run.plan);
    plan->problem.device = "abacus";
    run.plan = plan;
    runs.start(run);
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY2(ending.sentence().contains(QStringLiteral("abacus")), qPrintable(ending.sentence()));
  }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestRuns)
#include "tst_runs.moc"
