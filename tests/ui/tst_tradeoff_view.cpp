// SPDX-License-Identifier: GPL-3.0-or-later
/// The trade-off chart: curves, clicks that set the budget, scales, measured points, names and exports.
#include <QComboBox>
#include <QImage>
#include <QTemporaryDir>

#include "core/solver/closed_forms.h"
#include "tests/support/chart_testing.h"
#include "tests/support/picture_testing.h"
#include "ui/tradeoff/tradeoff_panel.h"

using namespace tidemark;

namespace {

std::shared_ptr<const Record> record_of(const Problem& problem) {
  auto record = std::make_shared<Record>();
  record->start.problem = problem;
  record->start.device.id = problem.device;
  record->start.sizes = {1024, 2048, 1024};
  record->start.predicted_forward_steps = 225;
  record->start.predicted_arena_peak_bytes = 10 * 2048;
  record->start.predicted_seconds = 0.1;
  record->start.times = {1e-4, 2e-4, 4e-4};
  IterationEvent iteration;
  iteration.n = 1;
  iteration.seconds = 0.11;
  iteration.forward_steps = 225;
  iteration.arena_peak_bytes = 10 * 2048;
  record->iterations = {iteration};
  record->end = EndEvent{};
  return record;
}

}  // namespace

class TestTradeoffView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression(".*"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }

  void curves_are_the_policies_costs() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    const TradeoffView view(&workbench);
    const auto ten = view.curve(Strategy::Hsm)->data()->at(9);
    QCOMPARE(ten->key, 10.0);
    QCOMPARE(ten->value, 3.22);  // C(100, 10) = 322
    QCOMPARE(view.curve(Strategy::Standard)->data()->size(), 1);
    QCOMPARE(view.curve(Strategy::Standard)->data()->at(0)->value, 1.0);
    QCOMPARE(view.curve(Strategy::ChenSqrt)->data()->size(), 1);
  }

  void a_click_is_a_new_budget_on_the_strategys_curve() {
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      Workbench workbench;
      QVERIFY(solve(workbench, 100, 10, strategy));
      TradeoffView view(&workbench);
      view.resize(700, 500);
      view.show();
      view.replot();
      const double slot = strategy == Strategy::Ism ? 2 : 1;  // hidden states
      const QPoint at(qRound(view.xAxis->coordToPixel(20 * slot)), view.axisRect()->center().y());
      QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, at);
      QCOMPARE(workbench.problem().budget, (Budget{Budget::Measure::Slots, 20}));
      QCOMPARE(workbench.problem().length, 100);
      QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
      QCOMPARE(workbench.problem().budget.value, 21.0);
      QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
      QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
      QCOMPARE(workbench.problem().budget.value, 19.0);
    }
  }

  void scales_come_back() {
    Problem problem;
    TradeoffScales scales;
    scales.sequence = Sequence(1000);
    scales.sizes = {2, 7, 5};
    scales.device = DeviceSizes({{1000, 3500, 2500}, {}}, {{1000, 3500, 2500}, {{"core", 700}}});
    scales.times = StepTimes{1e-3, 2e-3, 4e-3};
    for (const bool is_known : {true, false}) {
      scales.share.emplace(problem, scales.sizes, is_known ? scales.device : std::nullopt);
      for (const MemoryScale memory : {MemoryScale::HiddenStates, MemoryScale::Bytes, MemoryScale::Percent}) {
        scales.memory = memory;
        for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism})
          QVERIFY(qAbs(scales.quanta_at(scales.x_of_quanta(350, strategy), strategy) - 350) < 1e-9);
      }
    }
    scales.memory = MemoryScale::Percent;
    QVERIFY(qAbs(scales.x_of_quanta(50 * 7, Strategy::Ism) - 5) < 1e-12);  // 50 of 1000 internal states
    scales.cost = CostScale::Overhead;
    QVERIFY(qAbs(scales.y_of_steps(1950) - 31.6666) < 1e-3);
    scales.cost = CostScale::Milliseconds;
    QVERIFY(qAbs(scales.y_of_steps(1950) - (950 * 1 + 1000 * 6)) < 1e-9);
  }

  /// Where bytes are counted, ISM stands right of MSM on every axis: the comparison does not depend on the
  /// axis.
  void strategies_compare_alike_on_every_memory_axis() {
    const DeviceSizes lstm(StateBytes{65536, 229376, 163840});
    TradeoffScales scales;
    scales.sequence = Sequence(1000);
    scales.sizes = {2, 7, 5};
    scales.device = lstm;
    scales.share.emplace(Problem{}, scales.sizes, lstm);
    for (const MemoryScale memory : {MemoryScale::HiddenStates, MemoryScale::Bytes, MemoryScale::Percent}) {
      scales.memory = memory;
      QCOMPARE(scales.x_of_quanta(50 * 7, Strategy::Ism) / scales.x_of_quanta(50 * 2, Strategy::Msm), 3.5);
    }
    QVERIFY(qAbs(scales.x_of_quanta(50 * 7, Strategy::Ism) - 100 * 175 / 2501.0) < 1e-9);
    QVERIFY(qAbs(scales.x_of_bytes(50 * 229376, Strategy::Ism) - 100 * 175 / 2501.0) < 1e-9);
  }

  /// A last chunk that is short is computed once. The cost was once shown too high, as if it were whole.
  void chunks_are_told_in_steps() {
    TradeoffScales scales;
    scales.sequence = Sequence(43, 7);
    QCOMPARE(scales.y_of_chunks(7), 43.0 / 43);
    QCOMPARE(scales.y_of_chunks(9), 57.0 / 43);
  }

  void what_cannot_be_shown_waits_and_is_grey() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Ism));
    TradeoffPanel panel(&workbench);
    TradeoffView& view = *panel.view();
    view.set_memory_scale(MemoryScale::Percent);
    QVERIFY(view.xAxis->label().startsWith("memory (% of standard BPTT"));
    view.set_cost_scale(CostScale::Overhead);
    QCOMPARE(view.yAxis->label(), QString("overhead over standard BPTT (%), backward = 2"));
    QVERIFY(!view.can_show(CostScale::Milliseconds));
    view.set_cost_scale(CostScale::Milliseconds);
    QCOMPARE(view.scales().cost, CostScale::PerStep);
    workbench.show_record(record_of(workbench.problem()));
    QVERIFY(view.can_show(CostScale::Milliseconds));
    QCOMPARE(view.scales().cost, CostScale::Milliseconds);
    QCOMPARE(view.yAxis->label(), QString("time per iteration (ms)"));
  }

  void the_cost_axis_is_titled_in_words_that_fit() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    for (const auto& [height, title] :
         {std::pair{600, "forward steps per step, C / t"}, {180, "forward steps / step"}}) {
      view.resize(600, height);
      view.show();
      view.replot();
      QCOMPARE(view.yAxis->label(), QString(title));
      QVERIFY(QFontMetrics(view.yAxis->labelFont()).horizontalAdvance(view.yAxis->label()) <=
              view.axisRect()->height());
    }
  }

  void hovering_reads_a_point_out() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    view.resize(700, 500);
    view.show();
    view.replot();
    QTest::mouseMove(&view,
                     QPoint(qRound(view.xAxis->coordToPixel(10)), qRound(view.yAxis->coordToPixel(3.22))));
    QTRY_VERIFY(view.readout().contains("HSM, m = 10 hidden states"));
    QVERIFY(view.readout().contains("C/t = 3.22, overhead 74 %"));
  }

  /// The pointer rests while the length changes under it: the point that its words described is gone.
  void the_readout_is_of_the_curves_shown() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    view.resize(700, 500);
    view.show();
    view.replot();
    QTest::mouseMove(&view, QPoint(5, 5));  // the pointer may stand there from another test
    QTest::mouseMove(&view,
                     QPoint(qRound(view.xAxis->coordToPixel(10)), qRound(view.yAxis->coordToPixel(3.22))));
    QTRY_VERIFY(view.readout().contains("C/t = 3.22"));
    QVERIFY(solve(workbench, 1000, 10, Strategy::Hsm));
    QTRY_VERIFY2(!view.readout().contains("C/t = 3.22"), qPrintable(view.readout()));
  }

  void exports_name_their_axes_and_lines() {
    Workbench workbench;
    QVERIFY(solve(workbench, 1000, 50, Strategy::Msm));
    TradeoffView view(&workbench);
    QTemporaryDir folder;
    const QString svg = folder.filePath("curves.svg");
    QVERIFY(export_to(view, svg));
    for (const char* words : {"memory (hidden states)", "forward steps per step", "HSM", "ISM", "MSM",
                              "Chen √t", "Standard", "bound on HSM"})
      QVERIFY2(content_of(svg).contains(words), words);
    QVERIFY(export_to(view, folder.filePath("curves.pdf")));
    QVERIFY(content_of(folder.filePath("curves.pdf")).startsWith("%PDF-"));
    QVERIFY(export_to(view, folder.filePath("curves.png"), {640, 480}));
    QCOMPARE(QImage(folder.filePath("curves.png")).size(), QSize(640, 480));
  }

  void names_hide_neither_each_other_nor_the_lines() {
    const QRectF room(0, 0, 200, 100);
    const QPolygonF line = points_along({QPointF(0, 50), QPointF(200, 50)}, 4, room);
    QVERIFY(line.size() >= 50);
    const QVector<LabelRequest> requests(3,
                                         LabelRequest{QSizeF(40, 12), {QPointF(100, 50), QPointF(30, 50)}});
    const QVector<QRectF> places = place_labels(requests, line, room);
    for (int i = 0; i < places.size(); ++i) {
      QVERIFY(room.contains(places[i]));
      for (const QPointF& point : line) QVERIFY(!places[i].contains(point));
      for (int j = 0; j < i; ++j) QVERIFY(!places[i].intersects(places[j]));
    }
    QVERIFY(place_labels({{QSizeF(300, 12), {QPointF(100, 50)}}}, line, room).first().isNull());
  }

  void the_strategy_asked_for_has_the_strongest_line() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    QVERIFY(view.curve(Strategy::Hsm)->pen().widthF() > view.curve(Strategy::Ism)->pen().widthF());
    QVERIFY(solve(workbench, 100, 10, Strategy::Ism));
    QVERIFY(view.curve(Strategy::Ism)->pen().widthF() > view.curve(Strategy::Hsm)->pen().widthF());
  }

  void dark_and_light() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    view.show();
    const QColor light = view.curve(Strategy::Hsm)->pen().color();
    view.setPalette(dark_palette());
    view.replot();
    QVERIFY(view.curve(Strategy::Hsm)->pen().color() != light);
    QCOMPARE(view.grab().toImage().pixelColor(1, 1), QColor(24, 26, 30));
    QCOMPARE(view.yAxis->labelColor(), QColor(230, 230, 230));
  }
};

QTEST_MAIN(TestTradeoffView)
#include "tst_tradeoff_view.moc"
