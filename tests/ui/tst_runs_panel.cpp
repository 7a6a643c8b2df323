// SPDX-License-Identifier: GPL-3.0-or-later
/// The table of runs, with real files and a real run: opened, compared, named, deleted.
#include <QAbstractItemModelTester>
#include <QDir>
#include <QLineEdit>
#include <QMessageBox>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <algorithm>
#include <memory>

#include "core/files/record_file.h"
#include "tests/support/planned_workbench.h"
#include "tests/support/test_files.h"
#include "ui/run/run_comparison.h"
#include "ui/run/runs_panel.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 60'000;

/// A finished run over `length` steps, whose iterations took so many seconds.
Record some_run(std::int64_t length, double seconds) {
  Record record;
  StartEvent& start = record.start;
  start.problem = problem_of(Strategy::Msm, length, 6);
  start.problem.device = "cuda:7";
  start.device.name = "A device";
  start.sizes = {256, 896, 640};
  start.iterations = 2;
  start.predicted_forward_steps = 60;
  start.predicted_arena_peak_bytes = 1000;
  start.times = {seconds, seconds, seconds};
  start.predicted_seconds = seconds;
  record.actions.push_back({1, 0, Action::store_hidden(0, 0), 0, 10, 256});
  for (std::int64_t n = 1; n <= 2; ++n)
    record.iterations.push_back(
        {.n = n, .loss = 5, .seconds = seconds, .forward_steps = 60, .arena_peak_bytes = 1000});
  record.verify = VerifyEvent{.bit_identical = true, .standard_seconds = 1};
  record.end = EndEvent{};
  return record;
}

struct Panel {
  Panel() {
    panel.resize(420, 240);
    panel.show();
    panel.activateWindow();
    is_active = QTest::qWaitForWindowActive(&panel);
  }
  QTableView* table() const { return panel.findChild<QTableView*>("runs"); }
  int rows() const { return table()->model()->rowCount(); }
  QString text(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
  /// The row of that many steps; -1: none.
  int row_of(const QString& steps) const {
    for (int row = 0; row < rows(); ++row)
      if (text(row, RunsModel::Length) == steps) return row;
    return -1;
  }
  void select(int row, Qt::KeyboardModifiers keys = {}) {
    const QModelIndex index = table()->model()->index(row, RunsModel::Length);
    table()->scrollTo(index);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, keys, table()->visualRect(index).center());
  }
  QAction* command(const char* name) const { return panel.findChild<QAction*>(QLatin1String(name)); }

  Workbench workbench{nullptr, Workbench::Asks::WhereNeeded};
  RunsPanel panel{&workbench};
  bool is_active = false;
};

}  // namespace

class TestRunsPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(home_.isValid());
    qputenv("XDG_DATA_HOME", home_.path().toUtf8());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home_.path());
    QCoreApplication::setOrganizationName("tidemark");
    QCoreApplication::setApplicationName("tst_runs_panel");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QVERIFY(autosave_folder().startsWith(home_.path()));
  }
  void init() {
    fail_on_any_warning();
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
    QDir(autosave_folder()).removeRecursively();
    QSettings().clear();
  }

  void keeps_the_rules_of_models() {
    RunsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.set_runs({}, {std::make_shared<const Record>(some_run(40, 2))});
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!(model.flags(model.index(0, RunsModel::Name)) & Qt::ItemIsEditable));  // it has no file
    model.set_runs({}, {});
    QCOMPARE(model.rowCount(), 0);
  }

  void lists_what_was_kept_and_what_comes() {
    keep(40, 1.5, 1);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 1, kPatienceMs);
    QCOMPARE(panel.text(0, RunsModel::Strategy), QStringLiteral("MSM"));
    QCOMPARE(panel.text(0, RunsModel::Length), QStringLiteral("40"));
    QCOMPARE(panel.text(0, RunsModel::Budget), QStringLiteral("6 hidden states"));
    QCOMPARE(panel.text(0, RunsModel::Seconds), QStringLiteral("1.5 s"));
    QCOMPARE(panel.text(0, RunsModel::Overhead), QStringLiteral("50 % more"));
    QCOMPARE(panel.text(0, RunsModel::Peak), QStringLiteral("1,000 B"));
    QCOMPARE(panel.text(0, RunsModel::Verdict), QStringLiteral("as predicted"));
    QCOMPARE(panel.text(0, RunsModel::Device), QStringLiteral("A device"));
    QVERIFY(panel.text(0, RunsModel::Ended).contains("1/1/26"));
    keep(50, 3, 2);  // by this window or another one
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 2, kPatienceMs);
    QCOMPARE(panel.text(0, RunsModel::Length), QStringLiteral("50"));  // the newest first
  }

  void reads_nothing_while_hidden() {
    keep(40, 1.5, 1);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 1, kPatienceMs);
    panel.panel.hide();
    keep(50, 3, 2);
    QTest::qWait(200);
    QCOMPARE(panel.rows(), 1);
    panel.panel.show();
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 2, kPatienceMs);
  }

  /// Numbers by their size, not by their letters.
  void sorts_by_a_column() {
    keep(1000, 0.5, 1);
    keep(200, 20, 2);
    keep(30, 3, 3);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 3, kPatienceMs);
    panel.table()->sortByColumn(RunsModel::Length, Qt::AscendingOrder);
    QCOMPARE(panel.text(0, RunsModel::Length), QStringLiteral("30"));
    QCOMPARE(panel.text(2, RunsModel::Length), QStringLiteral("1,000"));
    panel.table()->sortByColumn(RunsModel::Seconds, Qt::DescendingOrder);
    QCOMPARE(panel.text(0, RunsModel::Seconds), QStringLiteral("20 s"));
    QCOMPARE(panel.text(2, RunsModel::Seconds), QStringLiteral("500 ms"));
  }

  void return_and_double_click_open_a_run_with_all_its_actions() {
    keep(40, 1.5, 1);
    keep(50, 3, 2);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 2, kPatienceMs);
    QVERIFY(panel.is_active);
    panel.select(panel.row_of("40"));
    QTest::keyClick(panel.table(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(panel.workbench.record(), kPatienceMs);
    QCOMPARE(panel.workbench.problem().length, 40);
    QCOMPARE(panel.workbench.record()->actions.size(), std::size_t{1});
    const QModelIndex other = panel.table()->model()->index(panel.row_of("50"), RunsModel::Name);
    QTest::mouseClick(panel.table()->viewport(), Qt::LeftButton, {},
                      panel.table()->visualRect(other).center());
    QTest::mouseDClick(panel.table()->viewport(), Qt::LeftButton, {},
                       panel.table()->visualRect(other).center());
    QTRY_COMPARE_WITH_TIMEOUT(panel.workbench.problem().length, 50, kPatienceMs);
    QTest::qWait(100);
    QCOMPARE(panel.rows(), 2);  // what was opened from here is not listed a second time
  }

  void a_file_that_is_gone_is_said() {
    keep(40, 1.5, 1);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 1, kPatienceMs);
    panel.select(0);
    QSignalSpy said(&panel.workbench, &Workbench::message);
    QVERIFY(put_file(QDir(autosave_folder()).filePath(QDir(autosave_folder()).entryList(QDir::Files).first()),
                     "rubbish"));
    panel.command("open_run")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, kPatienceMs);
    QVERIFY(said[0][0].toString().contains("line 1"));
    QVERIFY(!panel.workbench.record());
  }

  void two_are_compared_side_by_side() {
    keep(40, 2, 1);
    keep(50, 1, 2);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 2, kPatienceMs);
    panel.select(0);
    QVERIFY(!panel.command("compare_runs")->isEnabled());
    panel.select(1, Qt::ControlModifier);
    QVERIFY(panel.command("compare_runs")->isEnabled());
    panel.command("compare_runs")->trigger();
    auto* dialog = panel.panel.findChild<RunComparison*>();
    QVERIFY(dialog && dialog->isVisible());
    const auto* table = dialog->findChild<QTableWidget*>("run_comparison_table");
    QStringList row;
    for (int i = 0; i < table->rowCount(); ++i) {
      if (table->verticalHeaderItem(i)->text() != QStringLiteral("An iteration")) continue;
      for (int column = 0; column < 3; ++column) row << table->item(i, column)->text();
    }
    QCOMPARE(row, (QStringList{"1 s", "2 s", "100 % more"}));
    QVERIFY(table->horizontalHeaderItem(0)->text().contains("50 steps"));
    dialog->close();
  }

  void a_name_is_typed_and_found_again() {
    keep(40, 1.5, 1);
    {
      Panel panel;
      QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 1, kPatienceMs);
      panel.select(0);
      QTest::keyClick(panel.table(), Qt::Key_F2);
      auto* editor = panel.table()->findChild<QLineEdit*>();
      QVERIFY(editor);
      QTest::keyClicks(editor, "before tuning");
      keep(50, 3, 2);  // a run that ends meanwhile takes nothing from whoever types
      QTest::qWait(150);
      QCOMPARE(panel.table()->findChild<QLineEdit*>(), editor);
      QTest::keyClick(editor, Qt::Key_Return);
      QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 2, kPatienceMs);
      QCOMPARE(panel.text(panel.row_of("40"), RunsModel::Name), QStringLiteral("before tuning"));
      QVERIFY(!panel.workbench.record());  // Return ended the name, it opened nothing
    }
    Panel again;
    QTRY_COMPARE_WITH_TIMEOUT(again.rows(), 2, kPatienceMs);
    QCOMPARE(again.text(again.row_of("40"), RunsModel::Name), QStringLiteral("before tuning"));
  }

  void deleting_asks_and_takes_the_file_away() {
    keep(40, 1.5, 1);
    keep(50, 3, 2);
    Panel panel;
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 2, kPatienceMs);
    panel.workbench.show_record(std::make_shared<const Record>(some_run(40, 1.5)));  // it stays on screen
    panel.select(panel.row_of("40"));
    QTest::keyClick(panel.table(), Qt::Key_Delete);
    auto* question = panel.panel.findChild<QMessageBox*>();
    QVERIFY(question && question->text().contains("40 steps"));
    question->button(QMessageBox::Cancel)->click();
    QTest::qWait(50);
    QCOMPARE(QDir(autosave_folder()).entryList(QDir::Files).size(), 2);
    panel.command("delete_runs")->trigger();
    QTRY_VERIFY(panel.panel.findChild<QMessageBox*>());
    panel.panel.findChild<QMessageBox*>()->button(QMessageBox::Yes)->click();
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 1, kPatienceMs);
    QCOMPARE(panel.text(0, RunsModel::Length), QStringLiteral("50"));
    QCOMPARE(QDir(autosave_folder()).entryList(QDir::Files).size(), 1);
  }

  /// A run of this session is there though nothing has kept it, once, and can be opened.
  void a_run_of_this_session_is_listed() {
    Panel panel;
    panel.workbench.set_problem(small_problem());
    QTRY_VERIFY_WITH_TIMEOUT(panel.workbench.plan() && !panel.workbench.is_planning(), kPatienceMs);
    panel.workbench.run(2, false);
    QTRY_COMPARE_WITH_TIMEOUT(panel.rows(), 1, kPatienceMs);
    const auto record = panel.workbench.record();
    QVERIFY(autosave(*record, autosave_path(*record)));
    QTRY_VERIFY_WITH_TIMEOUT(panel.text(0, RunsModel::Ended).contains(QDate::currentDate().toString("yy")),
                             kPatienceMs);
    QCOMPARE(panel.rows(), 1);
  }

  /// The window once grew by every record of every run.
  void a_long_session_does_not_grow() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    std::vector<std::weak_ptr<const Record>> whole;
    for (int i = 0; i < 130; ++i) {
      const auto record = std::make_shared<const Record>(some_run(40, 1 + i));
      whole.push_back(record);
      workbench.show_record(record);
    }
    QVERIFY(std::ranges::count_if(whole, [](const auto& record) { return !record.expired(); }) <= 20);
    QCOMPARE(workbench.records().size(), std::size_t{100});
    QCOMPARE(workbench.records().back(), workbench.record());
    QVERIFY(workbench.records().front()->actions.empty());
    QCOMPARE(run_facts(*workbench.records().front()).overhead, std::optional(30.0));
  }

 private:
  /// Puts a run into the folder, as if it had ended that day.
  static void keep(std::int64_t length, double seconds, int day) {
    const QString path = QStringLiteral("%1/2026-01-%2_00-00-00-000_msm_%3.jsonl")
                             .arg(autosave_folder())
                             .arg(day, 2, 10, QLatin1Char('0'))
                             .arg(length);
    QVERIFY(autosave(some_run(length, seconds), path));
  }

  QTemporaryDir home_;
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestRunsPanel)
#include "tst_runs_panel.moc"
