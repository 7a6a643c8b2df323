// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table as numbers: Qt's own tester checks the model; and the view's current cell.
#include <QAbstractItemModelTester>

#include "core/solver/baselines.h"
#include "core/solver/closed_forms.h"
#include "tests/support/chart_testing.h"
#include "tests/support/planned_workbench.h"
#include "ui/charts/chart_colors.h"
#include "ui/table/cost_numbers_view.h"

using namespace tidemark;

class TestCostNumbersModel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() {
    fail_on_any_warning();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }

  void keeps_the_rules_of_models() {
    CostNumbersModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.set_table({make_hsm_policy({1, 2, 1}), 1, 30, 12});
    QCOMPARE(model.rowCount(), 12);
    QCOMPARE(model.columnCount(), 30);
    model.set_color_map(ColorMap::Cividis);
    model.set_table({make_hsm_policy({1, 2, 1}), 1, 10, 2});
    QCOMPARE(model.columnCount(), 10);
    model.set_table({});
    QCOMPARE(model.columnCount(), 0);
  }

  void says_costs_with_their_colours() {
    CostNumbersModel model;
    model.set_table({make_ism_policy({2, 6, 4}), 6, 1000, 60});
    const QModelIndex index = model.index_of({1000, 50});
    QCOMPARE(index.data().toString().section('\n', 0, 0), QString("1,950"));
    const QColor tint(color_at(ColorMap::Viridis, cost_part(1.95)));
    QCOMPARE(index.data(Qt::BackgroundRole).value<QColor>(), tint);
    QCOMPARE(index.data(Qt::ForegroundRole).value<QColor>(), readable_on(tint));
    QVERIFY(index.data(Qt::ToolTipRole).toString().contains("overhead 31.7 %"));
    QCOMPARE(model.headerData(999, Qt::Horizontal).toString(), QString("1,000"));
    QCOMPARE(model.headerData(10, Qt::Vertical).toString(), QString("50"));
    QCOMPARE(model.headerData(10, Qt::Vertical, Qt::ToolTipRole).toString(),
             QString("budget m = 50 internal states"));
    QVERIFY(!model.headerData(60, Qt::Vertical).isValid());
  }

  /// Rows rise like the heat map's axis; what is stored first stands below each number, and the caption says
  /// what all that is.
  void names_its_axes_and_shows_first_choices() {
    CostNumbersModel model;
    QVERIFY(model.caption().isEmpty());
    model.set_table({make_hsm_policy({1, 2, 1}), 1, 30, 12});
    QCOMPARE(model.headerData(0, Qt::Vertical).toString(), QString("12"));
    QCOMPARE(model.headerData(11, Qt::Vertical).toString(), QString("1"));
    QCOMPARE(model.index_of({10, 3}).data().toString(), QString("25\nh 4"));
    QCOMPARE(model.index_of({10, 1}).data().toString(), QString("55\n–"));
    QVERIFY(
        model.caption().contains("Columns: t steps. Rows: m hidden states. Cells: forward steps C(t, m)"));
    model.set_table({make_ism_policy({2, 6, 4}), 6, 30, 12});
    QVERIFY(model.index_of({10, 3}).data().toString().startsWith("18\ni "));
    QVERIFY(model.caption().contains("Rows: m internal states"));
  }

  void infeasible_cells_have_no_number() {
    CostNumbersModel model;
    model.set_table({make_standard_policy({1, 2, 1}), 1, 20, 20});
    QCOMPARE(model.index_of({20, 1}).data().toString().trimmed(), QString("—"));
    QVERIFY(!model.index_of({20, 1}).data(Qt::BackgroundRole).isValid());
    QVERIFY(model.index_of({20, 1}).data(Qt::ToolTipRole).toString().contains("at least 20"));
  }

  void of_long_tables_it_shows_a_window_of_columns() {
    CostNumbersModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.set_table({make_hsm_policy({1, 2, 1}), 1, 1'000'000'000'000, 50});
    QCOMPARE(model.columnCount(), CostNumbersModel::kMostColumns);
    const TableCell far{500'000'000'000, 7};
    QVERIFY(!model.index_of(far).isValid());
    model.reveal(far);
    QCOMPARE(model.cell(model.index_of(far)), far);
    const TableCell last{1'000'000'000'000, 50};
    model.reveal(last);
    QCOMPARE(model.cell(model.index_of(last)), last);
    QCOMPARE(model.columnCount(), CostNumbersModel::kMostColumns);
  }

  void the_current_cell_is_the_selected_one_both_ways() {
    Workbench workbench;
    QVERIFY(solve(workbench, 60, 5, Strategy::Ism));
    CostNumbersView view(&workbench);
    view.resize(500, 300);
    view.show();
    workbench.select_cell({30, 4});
    QTRY_COMPARE(view.currentIndex().data().toString().section('\n', 0, 0), QString::number(ism_cost(30, 4)));
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(workbench.selected_cell(), (TableCell{31, 3}));  // more memory is farther up
    const int rows = view.model()->rowCount();
    const QModelIndex other = view.model()->index(rows - 2, view.currentIndex().column());
    view.scrollTo(other);
    const QSignalSpy asked(&workbench, &Workbench::why_asked);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, view.visualRect(other).center());
    QCOMPARE(workbench.selected_cell(), (TableCell{31, 2}));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(workbench.problem().length, 60);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(workbench.problem().length, 31);
    QCOMPARE(workbench.problem().budget.value, 2.0);
  }
};

QTEST_MAIN(TestCostNumbersModel)
#include "tst_cost_numbers_model.moc"
