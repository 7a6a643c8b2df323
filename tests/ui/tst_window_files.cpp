// SPDX-License-Identifier: GPL-3.0-or-later
/// Files that the window opens, saves and exports: real files, read back.
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <QPointer>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <functional>
#include <map>
#include <set>

#include "core/files/plan_file.h"
#include "core/files/problem_file.h"
#include "core/files/record_file.h"
#include "tests/support/test_files.h"
#include "tests/support/window_bench.h"
#include "ui/client/kept_runs.h"
#include "ui/window/help_page.h"
#include "ui/workbench/timeline_source.h"

namespace tidemark {

class TestWindowFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_windows(settings_); }
  void init() { begin_with_a_window(); }

  void problems_plans_and_records_reopen_equal() {
    const QTemporaryDir folder;
    const QString problem_path = folder.filePath(QStringLiteral("one"));
    const QString plan_path = folder.filePath(QStringLiteral("two"));
    const QString record_path = folder.filePath(QStringLiteral("three"));
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    QSignalSpy finished(&bench.workbench, &Workbench::run_finished);
    bench.click("run");
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    bench.window.files()->save_problem(problem_path);
    bench.window.files()->save_plan(plan_path);
    bench.window.files()->save_record(record_path);
    const Problem problem = bench.workbench.problem();
    const auto plan = bench.workbench.plan();
    const auto record = bench.workbench.record();
    QTRY_VERIFY_WITH_TIMEOUT(
        QFile::exists(problem_path) && QFile::exists(plan_path) && QFile::exists(record_path), kPatienceMs);

    // The kind of a file is found from its content; these files have no endings.
    Bench other;
    other.workbench.set_problem(Problem{});
    other.window.files()->open(problem_path);
    QTRY_COMPARE_WITH_TIMEOUT(other.workbench.problem(), problem, kPatienceMs);
    other.window.files()->open(plan_path);
    QTRY_VERIFY_WITH_TIMEOUT(other.workbench.plan() && !other.workbench.plan()->policy, kPatienceMs);
    QCOMPARE(other.workbench.plan()->actions, plan->actions);
    QCOMPARE(other.workbench.plan()->forward_steps, plan->forward_steps);
    other.window.files()->open(record_path);
    QTRY_VERIFY_WITH_TIMEOUT(other.workbench.record(), kPatienceMs);
    QCOMPARE(other.workbench.record()->iterations.size(), record->iterations.size());
    QCOMPARE(other.workbench.record()->iterations[0].loss, record->iterations[0].loss);
    QTRY_COMPARE(other.result(1, 2), QStringLiteral("equal to the byte"));
  }

  void a_truncated_file_is_said_and_changes_nothing() {
    const QTemporaryDir folder;
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const Problem before = bench.workbench.problem();
    const QString whole = folder.filePath(QStringLiteral("whole.json"));
    QVERIFY(save_plan(*bench.workbench.plan(), whole.toStdString()));
    const QString torn = folder.filePath(QStringLiteral("torn.json"));
    QVERIFY(put_file(torn, content_of(whole).chopped(200)));
    bench.window.files()->open(torn);
    QTRY_VERIFY_WITH_TIMEOUT(bench.notice().contains(QStringLiteral("torn.json")), kPatienceMs);
    QVERIFY(bench.log().contains(QStringLiteral("torn.json")));
    QCOMPARE(bench.workbench.problem(), before);

    bench.window.files()->open(folder.filePath(QStringLiteral("nowhere")));
    bench.window.files()->save_plan(QStringLiteral("/no/such/folder/plan.json"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.log().contains(QStringLiteral("nowhere")), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(bench.log().contains(QStringLiteral("/no/such/folder")), kPatienceMs);
  }

  void exports_are_read_back() {
    const QTemporaryDir folder;
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready() && bench.workbench.strategy_costs(), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(bench.workbench.strategy_costs()->length, 100, kPatienceMs);
    const auto exported = [&](void (FileActions::*write)(const QString&), const char* name) {
      const QString path = folder.filePath(QLatin1String(name));
      (bench.window.files()->*write)(path);
      [[maybe_unused]] const bool is_there =
          QTest::qWaitFor([&] { return QFile::exists(path); }, kPatienceMs);
      return content_of(path);
    };
    const QByteArray schedule = exported(&FileActions::export_schedule, "schedule.csv");
    QCOMPARE(schedule.count('\n'), static_cast<qsizetype>(bench.workbench.plan()->actions.size()) + 1);
    const QByteArray curve = exported(&FileActions::export_curves, "curve.csv");
    QVERIFY(curve.contains("\nism,10,"));
    for (const Strategy strategy : kStrategies)
      QVERIFY(curve.contains('\n' + QByteArray(name_of(strategy).data()) + ','));
    const QByteArray table = exported(&FileActions::export_table, "table.csv");
    QVERIFY(table.contains("\n100,10,225,"));
    QVERIFY(exported(&FileActions::export_trace, "trace.json").contains("traceEvents"));
  }

  void files_are_offered_under_names_that_tell_problems_apart() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready() && bench.workbench.strategy_costs(), kPatienceMs);
    const auto offered = [&](const char* text) {
      QString name;
      QTimer look;  // the dialog may run an event loop of its own, or come later
      connect(&look, &QTimer::timeout, this, [&] {
        auto* files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (!files) return;
        name = QFileInfo(files->selectedFiles().value(0)).fileName();
        title_ = files->windowTitle();
        files->reject();
      });
      look.start(5);
      for (QAction* action : bench.window.findChildren<QAction*>())
        if (action->text() == QString::fromUtf8(text)) action->trigger();
      [[maybe_unused]] const bool came = QTest::qWaitFor([&] { return !name.isEmpty(); }, kPatienceMs);
      return name;
    };
    QCOMPARE(offered("&Save problem…"), "ism_100-steps_10-slots.tidemark");
    QCOMPARE(offered("Save &plan…"), "ism_100-steps_10-slots_plan.json");
    QCOMPARE(offered("&Trade-off curves as CSV…"), "ism_100-steps_10-slots_curves.csv");
    QCOMPARE(offered("&Schedule as CSV…"), "ism_100-steps_10-slots_schedule.csv");
    QVERIFY2(title_.contains("about") && title_.contains("KiB"), qPrintable(title_));
    QCOMPARE(offered("Schedule as &trace…"), "ism_100-steps_10-slots_schedule.trace.json");
    QStringList charts;
    for (const Plot* chart : bench.window.findChildren<Plot*>()) {
      charts += chart->picture_words().file_name;
      QCOMPARE(chart->picture_words().title, "ISM over 100 steps, 10 internal states");
      QVERIFY(chart->picture_words().caption.contains("225 forward steps"));
    }
    for (const char* what : {"timeline", "tradeoff", "table", "loss"})
      QVERIFY2(charts.contains("ism_100-steps_10-slots_" + QString(what)), what);
  }

  void a_large_schedule_is_exported_in_part() {
    const QTemporaryDir folder;
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.window.files()->ask_above(1000);
    for (QAction* action : bench.window.findChildren<QAction*>())
      if (action->text() == QStringLiteral("&Schedule as CSV…")) action->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(bench.find<QDialog>("range_dialog"), kPatienceMs);
    const QPointer<QDialog> dialog = bench.find<QDialog>("range_dialog");
    const QString whole = bench.find<QLabel>("range_size")->text();
    bench.find<QSpinBox>("range_last")->setValue(19);
    bench.find<QSpinBox>("range_first")->setValue(10);
    QVERIFY(bench.find<QLabel>("range_size")->text() != whole);
    QTest::keyClick(bench.find<QSpinBox>("range_first"), Qt::Key_Return);
    QTRY_VERIFY(bench.window.findChild<QFileDialog*>());
    QVERIFY(!dialog || !dialog->isVisible());
    auto* files = bench.window.findChild<QFileDialog*>();
    const QString path = folder.filePath(QStringLiteral("part.csv"));
    files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(path);
    QTest::keyClick(files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit")), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), kPatienceMs);
    const QByteArray part = content_of(path);
    QCOMPARE(part.count('\n'), 11);
    QVERIFY(part.contains("\n10,") && part.contains("\n19,") && !part.contains("\n20,"));
  }

  /// A trace on the CPU was once drawn with a GPU's times, because only the cells were compared.
  void a_trace_takes_only_times_that_were_measured_of_its_like_data() {
    QTest::addColumn<std::function<void(Problem&)>>("change");
    QTest::addColumn<bool>("is_like_it");
    using Change = std::function<void(Problem&)>;
    QTest::newRow("the same") << Change([](Problem&) {}) << true;
    QTest::newRow("another strategy") << Change([](Problem& run) { run.strategy = Strategy::Hsm; }) << true;
    QTest::newRow("another device") << Change([](Problem& run) { run.device = "cuda:77"; }) << false;
    QTest::newRow("a wider cell") << Change([](Problem& run) { run.cell.hidden = 32; }) << false;
    QTest::newRow("another precision")
        << Change([](Problem& run) { run.cell.precision = Precision::Float16; }) << false;
    QTest::newRow("longer chunks") << Change([](Problem& run) { run.chunk_length = 4; }) << false;
  }

  void a_trace_takes_only_times_that_were_measured_of_its_like() {
    QFETCH(std::function<void(Problem&)>, change);
    QFETCH(bool, is_like_it);
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const Problem problem = bench.workbench.problem();
    Record run;
    run.start.problem = problem;
    change(run.start.problem);
    run.start.sizes = {512, 1792, 1280};
    run.start.times = {.advance = 2e-3, .keep = 3e-3, .backward = 5e-3};
    run.end = EndEvent{};
    bench.workbench.show_record(std::make_shared<const Record>(run));
    bench.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    QVERIFY(bench.workbench.record() != nullptr);

    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("trace.json"));
    bench.window.files()->export_trace(path);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), kPatienceMs);
    std::map<QString, std::set<double>> microseconds;  // of each kind of action, for a step
    for (const QJsonValue& value : QJsonDocument::fromJson(content_of(path))["traceEvents"].toArray()) {
      const QJsonObject event = value.toObject();
      const QString kind = event["name"].toString().section(' ', 0, 0);
      const int steps = event["args"]["to"].toInt() - event["args"]["from"].toInt();
      if (kind == "advance") microseconds[kind].insert(event["dur"].toDouble() / steps);
      if (kind == "keep" || kind == "backward") microseconds[kind].insert(event["dur"].toDouble());
    }
    const auto all = [is_like_it](double measured) { return std::set<double>{is_like_it ? measured : 1}; };
    QCOMPARE(microseconds[QStringLiteral("advance")], all(2000));
    QCOMPARE(microseconds[QStringLiteral("keep")], all(3000));
    QCOMPARE(microseconds[QStringLiteral("backward")], all(5000));
  }

  void dropped_files_are_opened() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("dropped.tidemark"));
    Problem problem;
    problem.length = 77;
    QVERIFY(save_problem(problem, path.toStdString()));
    Bench bench;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bench.window, &drop);
    QTRY_COMPARE_WITH_TIMEOUT(bench.workbench.problem(), problem, kPatienceMs);
    QVERIFY(QSettings().value(QStringLiteral("recent_files")).toStringList().contains(path));
  }

  void runs_of_a_gpu_are_replayed_without_one() {
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    const QAction* menu = nullptr;
    for (const QMenu* top : bench.window.findChildren<QMenu*>()) {
      for (QAction* action : top->actions()) {
        if (action->text() == QStringLiteral("Open a run &from a GPU")) menu = action;
      }
    }
    QVERIFY(menu);
    QTRY_VERIFY_WITH_TIMEOUT(menu->menu()->actions().size() > 3, kPatienceMs);
    const QList<QAction*> runs = menu->menu()->actions();
    // A view that hears of a record first would place it on the timeline that it still has.
    const TimelineSource source(&bench.workbench);
    std::shared_ptr<const Timeline> told = source.timeline();
    int told_too_early = 0;
    connect(&source, &TimelineSource::timeline_changed, this, [&] { told = source.timeline(); });
    connect(&source, &TimelineSource::record_changed, this,
            [&] { told_too_early += source.record() != nullptr && told != source.timeline() ? 1 : 0; });
    std::shared_ptr<const Record> before;
    for (QAction* run : runs) {
      QVERIFY(run->isEnabled());
      run->trigger();
      QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record() != before && bench.is_ready(), kPatienceMs);
      before = bench.workbench.record();
      QCOMPARE(to_json_line(before->start), to_json_line(load_record(run->statusTip().toStdString())->start));
      QCOMPARE(bench.workbench.problem(), before->start.problem);
      const auto plan = bench.workbench.plan();
      QVERIFY2(plan, qPrintable(run->text()));
      QCOMPARE(plan->forward_steps, bench.workbench.record()->start.predicted_forward_steps);
      QVERIFY(before->start.device.id.starts_with("cuda:0"));
      QVERIFY(source.record() == before);
    }
    QCOMPARE(told_too_early, 0);
  }

  void a_run_stopped_in_its_first_iteration_is_kept() {
    const QString folder = autosave_folder();
    QDir(folder).removeRecursively();
    Bench bench;
    Problem problem = bench.workbench.problem();
    problem.length = 20'000;  // its first iteration takes long enough to be stopped
    bench.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(bench.is_ready(), kPatienceMs);
    bench.click("run");
    QTRY_VERIFY_WITH_TIMEOUT(bench.workbench.record() && !bench.workbench.record()->actions.empty(),
                             kPatienceMs);
    ::kill(static_cast<pid_t>(bench.workbench.runner_process_id()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(QDir(folder).entryList({QStringLiteral("*.jsonl")}).size(), 1, kPatienceMs);
    const QString kept = QDir(folder).filePath(QDir(folder).entryList({QStringLiteral("*.jsonl")}).first());
    const auto record = load_record(kept.toStdString());
    QVERIFY(record && record->is_partial() && !record->actions.empty());
  }

 private:
  QString title_;  ///< of the last file dialog
  QTemporaryDir settings_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestWindowFiles)
#include "tst_window_files.moc"
