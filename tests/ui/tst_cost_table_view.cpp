// SPDX-License-Identifier: GPL-3.0-or-later
/// The heat map: what is sampled, what is drawn, and what mouse and keys do.
#include <QImage>
#include <QTemporaryDir>
#include <cmath>

#include "core/solver/baselines.h"
#include "core/solver/closed_forms.h"
#include "tests/support/chart_testing.h"
#include "tests/support/picture_testing.h"
#include "tests/support/planned_workbench.h"
#include "ui/table/cost_table_panel.h"

using namespace tidemark;

namespace {

struct Shown {
  Workbench workbench;
  CostTableView view{&workbench};

  bool open(Strategy strategy, std::int64_t length = 100, double slot_count = 10) {
    if (!solve(workbench, length, slot_count, strategy)) return false;
    view.resize(700, 500);
    view.show();
    return drawn();
  }
  bool drawn() {
    view.replot();
    return QTest::qWaitFor([this] { return view.is_complete(); }, 20'000);
  }
  QPoint pixel(std::int64_t length, std::int64_t slot_count) const {
    return {qRound(view.xAxis->coordToPixel(static_cast<double>(length))),
            qRound(view.yAxis->coordToPixel(static_cast<double>(slot_count)))};
  }
};

}  // namespace

class TestCostTableView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() {
    fail_on_any_warning();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }

  void an_axis_is_sampled_once_a_pixel_or_once_a_number() {
    const auto roomy = sample_axis({0.5, 10.5, 100, false}, 10);
    QCOMPARE(roomy.size(), std::size_t(10));
    QCOMPARE(roomy.front().number, 1);
    QCOMPARE(roomy.front().first_pixel, 0);
    QCOMPARE(roomy.front().last_pixel, 9);
    QCOMPARE(roomy.back().number, 10);
    const auto dense = sample_axis({0.5, 1e9 + 0.5, 100, false}, 1'000'000'000);
    QCOMPARE(dense.size(), std::size_t(100));
    for (std::size_t i = 1; i < dense.size(); ++i) QVERIFY(dense[i].number > dense[i - 1].number);
    QCOMPARE(sample_axis({0.5, 1000.5, 100, true}, 5).back().number, 5);  // nothing beyond the table
  }

  void samples_are_the_policys_costs_and_no_more_than_pixels() {
    const CostTable table{make_ism_policy({2, 6, 4}), 6, 100'000, 500};
    const auto samples = sample_costs(table, {0.5, 100'000.5, 300, true}, {0.5, 500.5, 200, true}, 1);
    QVERIFY(samples->cost_per_step.size() <= 300u * 200u);
    QVERIFY(samples->lengths_merged() > 1);
    for (std::size_t i = 0; i < samples->lengths.size(); i += 7)
      for (std::size_t j = 0; j < samples->slots.size(); j += 5) {
        const std::int64_t t = samples->lengths[i].number;
        QCOMPARE(samples->at(i, j),
                 static_cast<float>(static_cast<double>(ism_cost(t, samples->slots[j].number)) /
                                    static_cast<double>(t)));
      }
  }

  void infeasible_cells_are_not_a_number() {
    const CostTable table{make_standard_policy({1, 2, 1}), 1, 20, 20};
    const auto samples = sample_costs(table, {0.5, 20.5, 20, false}, {0.5, 20.5, 20, false}, 1);
    QVERIFY(samples->has_infeasible());
    QVERIFY(std::isnan(samples->at(19, 0)));
    QCOMPARE(samples->at(19, 19), 1.0f);
  }

  void stopping_gives_nothing() {
    std::stop_source stop;
    stop.request_stop();
    const CostTable table{make_hsm_policy({1, 2, 1}), 1, 100, 100};
    QVERIFY(!sample_costs(table, {}, {}, 1, stop.get_token()));
  }

  void cells_have_the_colour_of_their_cost() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    QTRY_COMPARE(shown.view.samples()->table.policy->strategy(), Strategy::Hsm);
    const QPoint at = shown.pixel(50, 3);
    const QRgb wanted = color_at(ColorMap::Viridis, cost_part(static_cast<double>(hsm_cost(50, 3)) / 50));
    const auto color = [&] {
      shown.view.replot();
      return shown.view.grab().toImage().pixelColor(at);
    };
    QTRY_COMPARE(color(), QColor(wanted));
    shown.view.set_color_map(ColorMap::Cividis);
    QCOMPARE(color(),
             QColor(color_at(ColorMap::Cividis, cost_part(static_cast<double>(hsm_cost(50, 3)) / 50))));
  }

  void a_click_asks_why_and_a_double_click_adopts() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Ism));
    const QSignalSpy asked(&shown.workbench, &Workbench::why_asked);
    QTest::mouseClick(&shown.view, Qt::LeftButton, Qt::NoModifier, shown.pixel(40, 4));
    QCOMPARE(shown.workbench.selected_cell(), (TableCell{40, 4}));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(shown.workbench.problem().length, 100);
    QTRY_VERIFY(shown.view.accessibleDescription().contains("t = 40 steps"));

    const QPoint at = shown.pixel(40, 4);
    QTest::mouseDClick(&shown.view, Qt::LeftButton, Qt::NoModifier, at);
    QTest::mouseRelease(&shown.view, Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(shown.workbench.problem().length, 40);
    QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, 4}));
  }

  void control_and_arrows_move_the_selection_and_return_asks() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Ism));
    shown.workbench.select_cell({50, 5});
    const QCPRange range = shown.view.xAxis->range();
    QTest::keyClick(&shown.view, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(&shown.view, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(shown.workbench.selected_cell(), (TableCell{51, 6}));
    QTest::keyClick(&shown.view, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClick(&shown.view, Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(shown.workbench.selected_cell(), (TableCell{41, 1}));  // the table's edge stops it
    QCOMPARE(shown.view.xAxis->range(), range);
    QTest::keyClick(&shown.view, Qt::Key_Return);
    QCOMPARE(shown.workbench.problem().length, 41);
  }

  void hovering_says_what_is_best_there() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    QTest::mouseMove(&shown.view, shown.pixel(10, 4));
    QTRY_VERIFY2(shown.view.readout().contains("C = 24 forward steps"), qPrintable(shown.view.readout()));
    QVERIFY(shown.view.readout().contains("t = 10 steps, m = 4 hidden states"));
    QVERIFY(shown.view.readout().contains("C/t = 2.4, overhead 46.7 %"));
    QVERIFY2(shown.view.readout().contains("first: store one of h_1 … h_5 (all equally good)"),
             qPrintable(shown.view.readout()));
    QTest::mouseMove(&shown.view, QPoint(3, 3));
    QTRY_VERIFY(shown.view.readout().isEmpty());
  }

  /// The pointer rests while the strategy changes under it.
  void the_readout_is_of_the_table_shown() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    const QPoint at = shown.pixel(10, 4);
    QTest::mouseMove(&shown.view, at);
    QTRY_VERIFY(shown.view.readout().contains("C = 24 forward steps"));
    QVERIFY(solve(shown.workbench, 100, 10, Strategy::Ism));
    QTRY_VERIFY(!shown.view.readout().contains("C = 24 forward steps"));
    QVERIFY2(shown.view.readout().contains("internal states") || !shown.view.cell_at(at),
             qPrintable(shown.view.readout()));
  }

  /// While the table of another strategy is sampled, the picture of the one before is not shown in its place.
  void a_picture_is_never_of_another_strategy() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    const auto* picture = dynamic_cast<CostHeatMap*>(shown.view.plottable(0));
    QVERIFY(picture && picture->samples());
    Problem problem = shown.workbench.problem();
    problem.strategy = Strategy::Ism;
    shown.workbench.set_problem(problem);
    QTRY_VERIFY(shown.view.xAxis->axisRect() && shown.view.yAxis->label() == "m (internal states)");
    QVERIFY(!picture->samples() || picture->samples()->table.policy->strategy() == Strategy::Ism);
  }

  void choices_of_chunks_name_their_steps() {
    const CostTable table{make_hsm_policy({1, 2, 1}), 1, 200, 50, Sequence(1600, 8)};
    const QString words = table.explanation({125, 1});
    QVERIFY2(words.contains("first: advance, keep chunk 125 (steps 993–1,000) in the core"),
             qPrintable(words));
  }

  /// Several choices that cost the same are told as a choice among them, not as one.
  void ties_are_told_as_such() {
    const CostTable hsm{make_hsm_policy({1, 2, 1}), 1, 200, 50};
    QVERIFY2(hsm.explanation({100, 10}).contains("first: store one of h_11 … h_45 (all equally good)"),
             qPrintable(hsm.explanation({100, 10})));
    QVERIFY(hsm.explanation({10, 3}).contains("first: store h_4"));
    const CostTable ism{make_ism_policy({2, 6, 4}), 6, 200, 50};
    QVERIFY(ism.explanation({100, 10}).contains(
        "first: store the internal state of one of steps 11–46 (all equally good)"));
  }

  /// In a picture for print, how it was drawn is nobody's business; the pointer says it.
  void what_a_pixel_stands_for_is_said_on_screen_alone() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm, 5000, 1000));
    QTemporaryDir folder;
    QVERIFY(export_to(shown.view, folder.filePath("table.svg")));
    QVERIFY(!content_of(folder.filePath("table.svg")).contains("cells"));
    QTest::mouseMove(&shown.view, QPoint(5, 5));
    QTest::mouseMove(&shown.view, shown.view.axisRect()->center());
    QTRY_VERIFY2(shown.view.readout().contains("a pixel stands for up to "),
                 qPrintable(shown.view.readout()));
  }

  /// A zoom survives a slider that is moved a little, and no question of another size or kind.
  void a_zoom_ends_with_the_question_it_makes_sense_for() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    shown.view.zoom(2);
    const QCPRange zoomed = shown.view.xAxis->range();
    QVERIFY(solve(shown.workbench, 110, 10, Strategy::Hsm));
    QTest::qWait(40);
    QCOMPARE(shown.view.xAxis->range(), zoomed);
    QVERIFY(!shown.view.is_following());
    QVERIFY(solve(shown.workbench, 1000, 10, Strategy::Hsm));
    QTRY_VERIFY(shown.view.is_following());
    QVERIFY(shown.view.xAxis->range().contains(1000));
    shown.view.zoom(2);
    QVERIFY(solve(shown.workbench, 1000, 10, Strategy::Ism));
    QTRY_VERIFY(shown.view.is_following());
  }

  void a_hidden_table_waits_until_it_is_shown() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    shown.view.hide();
    const int before = shown.view.rebuilt();
    QVERIFY(solve(shown.workbench, 120, 12, Strategy::Hsm));
    shown.workbench.select_cell({7, 3});
    QTest::qWait(40);
    QCOMPARE(shown.view.rebuilt(), before);
    shown.view.show();
    QCOMPARE(shown.view.rebuilt(), before + 1);
    QVERIFY(shown.view.accessibleDescription().contains("t = 7 steps"));
  }

  void without_a_table_it_says_what_can_be_done() {
    Shown shown;
    Problem problem = problem_of(Strategy::Msm, 300'000'000, {Budget::Measure::Bytes, 1e6});
    problem.beta = 2.5;  // no device says how many states that is
    shown.workbench.set_problem(problem);
    QTRY_VERIFY(!shown.workbench.planning_error().isEmpty());
    shown.view.show();
    const auto* title = dynamic_cast<QCPTextElement*>(shown.view.plotLayout()->element(0, 0));
    QTRY_VERIFY2(title->text().contains("HSM or ISM, which need no table"), qPrintable(title->text()));
  }

  void zooming_samples_the_part_shown() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm));
    shown.view.set_logarithmic(false);
    shown.view.zoom(4);
    QVERIFY(shown.drawn());
    const auto samples = shown.view.samples();
    QVERIFY(samples->lengths.front().number > 1);
    QVERIFY(samples->lengths.back().number < samples->table.longest);
  }

  void baselines_show_what_is_infeasible_and_say_so() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Standard));
    QTRY_VERIFY(shown.view.samples()->has_infeasible());
    QTRY_VERIFY(shown.view.legend->visible());
    QTemporaryDir folder;
    QVERIFY(export_to(shown.view, folder.filePath("table.svg")));
    QVERIFY(content_of(folder.filePath("table.svg")).contains("infeasible"));
  }

  void exports_are_complete_though_never_shown() {
    Workbench workbench;
    QVERIFY(solve(workbench, 60, 5, Strategy::Ism));
    CostTableView view(&workbench);
    QTemporaryDir folder;
    const QString svg = folder.filePath("table.svg");
    QVERIFY(export_to(view, svg));
    QVERIFY(content_of(svg).contains("length t (steps)"));
    QVERIFY(content_of(svg).contains("m (internal states)"));
    QVERIFY(content_of(svg).contains("forward steps per step"));
    const QString png = folder.filePath("table.png");
    QVERIFY(export_to(view, png, {600, 400}));
    const QImage image(png);
    QCOMPARE(image.size(), QSize(600, 400));
    QCOMPARE(image.pixel(150, 100),
             color_at(ColorMap::Viridis, 0));  // few steps, much memory: nothing repeated
  }

  void dark_and_light() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm));
    shown.view.setPalette(dark_palette());
    shown.view.replot();
    QCOMPARE(shown.view.grab().toImage().pixelColor(4, 4), QColor(24, 26, 30));  // within the focus frame
    QCOMPARE(shown.view.xAxis->tickLabelColor(), QColor(230, 230, 230));
  }

  void very_long_tables_are_drawn() {
    Shown shown;
    Problem problem;
    problem.length = 1'000'000'000;
    problem.strategy = Strategy::Hsm;
    problem.beta = 1;
    problem.budget = {Budget::Measure::Slots, 100};
    shown.workbench.set_problem(problem);
    QTRY_VERIFY_WITH_TIMEOUT(shown.workbench.strategy_costs() && !shown.workbench.is_planning(), 20'000);
    shown.view.resize(300, 200);
    shown.view.show();
    QVERIFY(shown.drawn());
    QVERIFY(shown.view.samples()->lengths.size() <= 300);
  }

  void the_panel_switches_between_picture_and_numbers() {
    Workbench workbench;
    QVERIFY(solve(workbench, 60, 5, Strategy::Ism));
    CostTablePanel panel(&workbench);
    panel.resize(600, 400);
    panel.show();
    QVERIFY(panel.heat_map()->isVisible());
    panel.show_numbers(true);
    QVERIFY(panel.numbers()->isVisible());
    QVERIFY(!panel.heat_map()->isVisible());
  }
};

QTEST_MAIN(TestCostTableView)
#include "tst_cost_table_view.moc"
