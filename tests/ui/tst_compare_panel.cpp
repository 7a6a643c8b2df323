// SPDX-License-Identifier: GPL-3.0-or-later
/// Strategies side by side: what the rows say, and that a double click adopts one in the same memory.
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>

#include "tests/support/chart_testing.h"
#include "tests/support/planned_workbench.h"
#include "ui/charts/chart_colors.h"
#include "ui/tradeoff/compare_panel.h"

namespace tidemark {
namespace {

enum Column { Name, ForwardSteps, MoreTime, Memory, Share, Slots };

struct Shown {
  Workbench workbench;
  ComparePanel panel{&workbench};

  bool open(Strategy strategy, std::int64_t length, double slot_count) {
    if (!solve(workbench, length, slot_count, strategy)) return false;
    panel.resize(380, 260);
    panel.show();
    return QTest::qWaitFor([this] { return panel.table()->rowCount() == int(kStrategies.size()); });
  }
  static int row_of(Strategy strategy) { return static_cast<int>(strategy); }
  QString text(Strategy strategy, Column column) const {
    const QTableWidgetItem* item = panel.table()->item(row_of(strategy), column);
    return item ? item->text() : QString();
  }
  QPoint middle_of(Strategy strategy) const {
    return panel.table()->visualItemRect(panel.table()->item(row_of(strategy), Name)).center();
  }
};

class TestComparePanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() {
    fail_on_any_warning();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }

  void says_what_each_strategy_does_with_the_memory() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 100, 20));  // beta 1, so that an internal state takes two hidden ones
    QVERIFY2(shown.panel.findChild<QLabel*>()->text().endsWith("20 hidden states"),
             qPrintable(shown.panel.findChild<QLabel*>()->text()));
    QCOMPARE(shown.text(Strategy::Ism, ForwardSteps), QString("225"));  // 10 internal states
    QCOMPARE(shown.text(Strategy::Ism, Slots), QString("10"));
    QCOMPARE(shown.text(Strategy::Ism, MoreTime), QString("41.7 %"));
    QCOMPARE(shown.text(Strategy::Hsm, Slots), QString("20"));
    QCOMPARE(shown.text(Strategy::Standard, ForwardSteps), QString("needs at least 100 hidden states"));
    QVERIFY(shown.panel.table()->item(Shown::row_of(Strategy::Msm), Name)->font().bold());
    QVERIFY(!shown.panel.table()->item(Shown::row_of(Strategy::Ism), Name)->font().bold());
  }

  void a_click_does_nothing_and_a_double_click_adopts() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 100, 20));
    const Problem before = shown.workbench.problem();
    QWidget* rows = shown.panel.table()->viewport();
    QTest::mouseClick(rows, Qt::LeftButton, Qt::NoModifier, shown.middle_of(Strategy::Ism));
    QCOMPARE(shown.workbench.problem(), before);
    QTest::mouseDClick(rows, Qt::LeftButton, Qt::NoModifier, shown.middle_of(Strategy::Ism));
    QCOMPARE(shown.workbench.problem().strategy, Strategy::Ism);
    QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, 10}));
    QTRY_VERIFY(shown.panel.table()->item(Shown::row_of(Strategy::Ism), Name)->font().bold());
    QCOMPARE(shown.text(Strategy::Ism, ForwardSteps), QString("225"));
  }

  void return_adopts_and_a_strategy_gets_what_it_needs() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 100, 20));
    shown.panel.table()->setCurrentCell(Shown::row_of(Strategy::Standard), Name);
    QTest::keyClick(shown.panel.table(), Qt::Key_Return);
    QCOMPARE(shown.workbench.problem().strategy, Strategy::Standard);
    QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, 100}));
    QTRY_VERIFY(shown.workbench.plan() && shown.workbench.plan()->problem.strategy == Strategy::Standard);
  }

  void a_hidden_panel_waits_until_it_is_shown() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 100, 20));
    shown.panel.hide();
    QVERIFY(solve(shown.workbench, 100, 30, Strategy::Msm));
    QTest::qWait(40);
    QCOMPARE(shown.text(Strategy::Hsm, Slots), QString("20"));
    shown.panel.show();
    QCOMPARE(shown.text(Strategy::Hsm, Slots), QString("30"));
  }

  void says_why_there_is_nothing_to_compare() {
    Workbench workbench;
    ComparePanel panel(&workbench);
    panel.show();
    Problem problem;
    problem.budget = {Budget::Measure::Bytes, 1e6};  // no device says how many states that is
    workbench.set_problem(problem);
    QTRY_VERIFY(!workbench.planning_error().isEmpty());
    QTRY_COMPARE(panel.findChild<QLabel*>()->text(), workbench.planning_error());
    QVERIFY(!panel.table()->isVisible());
  }

  /// All columns are seen in a dock of the usual width.
  void fits_a_narrow_dock() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 1000, 50));
    QVERIFY2(shown.panel.table()->horizontalHeader()->length() <= shown.panel.width(),
             qPrintable(QString::number(shown.panel.table()->horizontalHeader()->length())));
  }

  void dark_and_light() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 100, 20));
    const auto ink = [&] {
      return shown.panel.table()->item(Shown::row_of(Strategy::Standard), ForwardSteps)->foreground().color();
    };
    QCOMPARE(ink(), ChartColors(shown.panel.palette()).faint);
    shown.panel.setPalette(dark_palette());
    QTRY_COMPARE(ink(), ChartColors(dark_palette()).faint);
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestComparePanel)
#include "tst_compare_panel.moc"
