// SPDX-License-Identifier: GPL-3.0-or-later
/// The trade-off chart: curves, clicks that set the budget, scales, measured points, names and exports.
#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QImage>
#include <QMainWindow>
#include <QScopeGuard>
#include <QTemporaryDir>

#include "core/solver/closed_forms.h"
#include "tests/support/chart_testing.h"
#include "tests/support/picture_testing.h"
#include "tests/support/planned_workbench.h"
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

struct Shown {
  Workbench workbench;
  TradeoffView view{&workbench};

  bool open(Strategy strategy, double slot_count = 10) {
    return tidemark::solve(workbench, 100, slot_count, strategy) && show();
  }
  bool show() {
    view.resize(700, 500);
    view.show();
    view.replot();
    return view.isVisible();
  }
  /// Waits until the chart shows the answer to the problem.
  bool settle() {
    const bool is_solved = QTest::qWaitFor([this] {
      return !workbench.is_planning() && workbench.solution() &&
             workbench.solution()->problem == workbench.problem();
    });
    QTest::qWait(40);
    view.replot();
    return is_solved;
  }
  /// Where the curve has so many slots; of a baseline, its mark.
  QPoint pixel_of(Strategy strategy, int slots) const {
    for (const CurvePoint& point : workbench.strategy_costs()->curves.at(strategy)) {
      if (is_optimised(strategy) && point.slot_count != slots) continue;
      const auto& scales = view.scales();
      return {qRound(view.xAxis->coordToPixel(scales.x_of_quanta(double(point.quanta), strategy))),
              qRound(view.yAxis->coordToPixel(scales.y_of_chunks(double(point.forward_steps))))};
    }
    return {};
  }
};

/// Moves the pointer with the left button down, which QTest::mouseMove() does not.
void move_held(QWidget& widget, const QPoint& at) {
  QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                   Qt::NoModifier);
  QApplication::sendEvent(&widget, &move);
}

}  // namespace

class TestTradeoffView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() {
    fail_on_any_warning();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  }

  void curves_are_the_policies_costs() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    view.show();
    const auto ten = view.curve(Strategy::Hsm)->data()->at(9);
    QCOMPARE(ten->key, 10.0);
    QCOMPARE(ten->value, 3.22);  // C(100, 10) = 322
    QCOMPARE(view.curve(Strategy::Standard)->data()->size(), 1);
    QCOMPARE(view.curve(Strategy::Standard)->data()->at(0)->value, 1.0);
    QCOMPARE(view.curve(Strategy::ChenSqrt)->data()->size(), 1);
  }

  /// The click takes what the readout says: strategy and slots of the point under the mark.
  void a_click_adopts_what_the_readout_says() {
    for (const Strategy asked : {Strategy::Hsm, Strategy::Msm}) {
      Shown shown;
      QVERIFY(shown.open(asked));
      for (const auto& [strategy, slots] :
           {std::pair{Strategy::Hsm, 7}, {Strategy::Ism, 4}, {Strategy::Msm, 6}}) {
        const QPoint at = shown.pixel_of(strategy, slots);
        QTest::mouseMove(&shown.view, QPoint(5, 5));
        QTest::mouseMove(&shown.view, at);
        const QString said = QString("%1, m = %2 ").arg(info_of(strategy).short_name).arg(slots);
        QTRY_VERIFY2(shown.view.readout().startsWith(said), qPrintable(shown.view.readout()));
        QTest::mouseClick(&shown.view, Qt::LeftButton, Qt::NoModifier, at);
        QCOMPARE(shown.workbench.problem().strategy, strategy);
        QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, double(slots)}));
        QCOMPARE(shown.workbench.problem().length, 100);
        QVERIFY(shown.settle());
      }
    }
  }

  void a_baseline_is_adopted_with_the_memory_it_needs() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    QTest::mouseClick(&shown.view, Qt::LeftButton, Qt::NoModifier, shown.pixel_of(Strategy::Standard, 0));
    QCOMPARE(shown.workbench.problem().strategy, Strategy::Standard);
    QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, 100}));
    QVERIFY(shown.settle());
    QVERIFY(shown.workbench.plan() != nullptr);
  }

  void a_click_beside_the_curves_does_nothing() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    const Problem before = shown.workbench.problem();
    const QPoint empty = shown.view.axisRect()->topRight() + QPoint(-30, 30);
    QTest::mouseMove(&shown.view, empty);
    QVERIFY2(shown.view.readout().isEmpty(), qPrintable(shown.view.readout()));
    QTest::mouseClick(&shown.view, Qt::LeftButton, Qt::NoModifier, empty);
    QCOMPARE(shown.workbench.problem(), before);
  }

  void the_budget_line_is_dragged_and_moved_by_keys() {
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      Shown shown;
      QVERIFY(shown.open(strategy));
      const double slot = strategy == Strategy::Ism ? 2 : 1;  // hidden states
      const int y = shown.view.axisRect()->top() + 20;        // far above the curves
      const QPoint from(qRound(shown.view.xAxis->coordToPixel(10 * slot)), y);
      const QPoint to(qRound(shown.view.xAxis->coordToPixel(20 * slot)), y);
      QTest::mousePress(&shown.view, Qt::LeftButton, Qt::NoModifier, from);
      const QCPRange range = shown.view.xAxis->range();
      move_held(shown.view, (from + to) / 2);
      move_held(shown.view, to);
      QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, 20}));
      QCOMPARE(shown.view.xAxis->range(), range);  // the chart is not panned
      QTest::mouseRelease(&shown.view, Qt::LeftButton, Qt::NoModifier, to);
      QCOMPARE(shown.workbench.problem().strategy, strategy);
      QTest::keyClick(&shown.view, Qt::Key_Right, Qt::ControlModifier);
      QCOMPARE(shown.workbench.problem().budget.value, 21.0);
      QTest::keyClick(&shown.view, Qt::Key_Left, Qt::ControlModifier);
      QTest::keyClick(&shown.view, Qt::Key_Left, Qt::ControlModifier);
      QCOMPARE(shown.workbench.problem().budget.value, 19.0);
    }
  }

  /// Up is dearer, down is cheaper, and the memory stays.
  void control_up_and_down_go_from_curve_to_curve() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Msm, 20));
    const auto cost_now = [&] { return shown.workbench.solution()->forward_steps; };
    const std::int64_t before = cost_now();
    QTest::keyClick(&shown.view, Qt::Key_Up, Qt::ControlModifier);
    QVERIFY(shown.settle());
    QVERIFY(shown.workbench.problem().strategy != Strategy::Msm);
    QVERIFY(cost_now() >= before);
    QTest::keyClick(&shown.view, Qt::Key_Down, Qt::ControlModifier);
    QVERIFY(shown.settle());
    QCOMPARE(shown.workbench.problem().strategy, Strategy::Msm);
    QCOMPARE(shown.workbench.problem().budget, (Budget{Budget::Measure::Slots, 20}));
    for (int i = 0; i < 6; ++i) QTest::keyClick(&shown.view, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(shown.workbench.problem().strategy, Strategy::Msm);  // the cheapest that fits
  }

  /// A curve that was solved no further does not look like one that ends.
  void the_end_of_what_was_solved_is_marked() {
    Shown whole;
    QVERIFY(whole.open(Strategy::Hsm));
    QCOMPARE(whole.view.open_ends()->data()->size(), 0);
    whole.view.hide();  // the pointer is for the other one
    Shown cut;
    Problem problem = problem_of(Strategy::Hsm, 200'000, 10);
    problem.beta = 1;
    cut.workbench.set_problem(problem);
    QTRY_VERIFY(cut.workbench.strategy_costs() && cut.workbench.strategy_costs()->length == 200'000);
    QVERIFY(cut.show());
    QVERIFY(cut.view.open_ends()->data()->size() >= 2);
    cut.view.zoom(0.2);
    cut.view.replot();
    const auto& curve = *cut.view.curve(Strategy::Hsm)->data();
    const QPoint end(qRound(cut.view.xAxis->coordToPixel((curve.constEnd() - 1)->key)),
                     qRound(cut.view.yAxis->coordToPixel((curve.constEnd() - 1)->value)));
    QTest::mouseMove(&cut.view, QPoint(5, 5));
    QTest::mouseMove(&cut.view, end);
    QTRY_VERIFY2(cut.view.readout().contains("the curve goes on"), qPrintable(cut.view.readout()));
  }

  /// However many signals a question gives, the chart is made anew once for all that come together, and never
  /// while it is hidden.
  void it_is_made_anew_once_a_question_and_only_when_shown() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    QTest::qWait(40);
    int before = shown.view.rebuilt();
    QElapsedTimer time;
    time.start();
    for (int slots = 11; slots < 111; ++slots)
      shown.workbench.set_problem(problem_of(Strategy::Hsm, 100, slots));
    QCOMPARE(shown.view.rebuilt(), before);
    QTRY_VERIFY(shown.view.rebuilt() > before);
    QTest::qWait(40);
    QVERIFY(shown.view.rebuilt() - before <= time.elapsed() / 4 + 1);
    shown.view.hide();
    QVERIFY(solve(shown.workbench, 120, 10, Strategy::Hsm));
    QTest::qWait(40);
    before = shown.view.rebuilt();
    QVERIFY(solve(shown.workbench, 130, 10, Strategy::Hsm));
    QTest::qWait(40);
    QCOMPARE(shown.view.rebuilt(), before);
    shown.view.show();
    QCOMPARE(shown.view.rebuilt(), before + 1);
    QCOMPARE(shown.view.scales().sequence.length, 130);
  }

  /// For Qt a panel behind another tab is visible, outside of the window.
  void it_is_not_made_anew_behind_another_tab() {
    Workbench workbench;
    QMainWindow window;
    auto* front = new QDockWidget(QStringLiteral("front"), &window);
    front->setWidget(new QWidget);
    auto* behind = new QDockWidget(QStringLiteral("behind"), &window);
    auto* view = new TradeoffView(&workbench);
    behind->setWidget(view);
    window.addDockWidget(Qt::RightDockWidgetArea, behind);
    window.addDockWidget(Qt::RightDockWidgetArea, front);
    window.tabifyDockWidget(behind, front);
    window.resize(700, 500);
    window.show();
    front->raise();
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    QTest::qWait(40);
    const int before = view->rebuilt();
    QVERIFY(solve(workbench, 120, 10, Strategy::Hsm));
    QTest::qWait(40);
    QCOMPARE(view->rebuilt(), before);
    behind->raise();
    QTRY_COMPARE(view->rebuilt(), before + 1);
    QCOMPARE(view->scales().sequence.length, 120);
  }

  void a_zoom_ends_with_the_question_it_makes_sense_for() {
    Shown shown;
    QVERIFY(shown.open(Strategy::Hsm));
    shown.view.zoom(2);
    const QCPRange zoomed = shown.view.xAxis->range();
    QVERIFY(solve(shown.workbench, 110, 10, Strategy::Ism));
    QTest::qWait(40);
    QCOMPARE(shown.view.xAxis->range(), zoomed);
    QVERIFY(solve(shown.workbench, 1000, 10, Strategy::Hsm));
    QTRY_VERIFY(shown.view.is_following());
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

  /// A part of standard BPTT's memory however small is not 0 %, and the bytes stand beside it.
  void small_parts_of_memory_are_told() {
    const DeviceSizes lstm(StateBytes{65536, 229376, 163840});
    TradeoffScales scales;
    scales.sequence = Sequence(1'000'000'000);
    scales.sizes = {2, 7, 5};
    scales.device = lstm;
    Problem problem;
    problem.length = 1'000'000'000;
    scales.share.emplace(problem, scales.sizes, lstm);
    QCOMPARE(scales.memory_text(10 * 2, Strategy::Hsm), QString("640 KiB, 0.0000004 % of standard BPTT"));
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
    panel.resize(700, 500);
    panel.show();
    TradeoffView& view = *panel.view();
    view.set_memory_scale(MemoryScale::Percent);
    QVERIFY(view.xAxis->label().startsWith("memory (% of standard BPTT"));
    view.set_cost_scale(CostScale::Overhead);
    QCOMPARE(view.yAxis->label(), QString("overhead over standard BPTT (%), backward = 2"));
    QVERIFY(!view.can_show(CostScale::Milliseconds));
    view.set_cost_scale(CostScale::Milliseconds);
    QCOMPARE(view.scales().cost, CostScale::PerStep);
    workbench.show_record(record_of(workbench.problem()));
    QTRY_VERIFY(view.can_show(CostScale::Milliseconds));
    QCOMPARE(view.scales().cost, CostScale::Milliseconds);
    QCOMPARE(view.yAxis->label(), QString("time per iteration (ms)"));
  }

  void the_cost_axis_is_titled_in_words_that_fit() {
    Workbench workbench;
    QVERIFY(solve(workbench, 100, 10, Strategy::Hsm));
    TradeoffView view(&workbench);
    for (const auto& [height, title] : {std::pair{600, "forward steps per step, C / t"}, {180, "C / t"}}) {
      view.resize(600, height);
      view.show();
      view.replot();
      QCOMPARE(view.yAxis->label(), QString(title));
      QVERIFY(QFontMetrics(view.yAxis->labelFont()).horizontalAdvance(view.yAxis->label()) <=
              view.axisRect()->height());
    }
  }

  /// In a dock as narrow as the window has them, with letters half as large again.
  void it_fits_a_narrow_dock() {
    Workbench workbench;
    QVERIFY(solve(workbench, 1000, 50, Strategy::Msm));
    const QFont normal = QApplication::font();
    const auto restore = qScopeGuard([&] { QApplication::setFont(normal); });
    QFont large = normal;
    large.setPointSizeF(1.5 * large.pointSizeF());
    QApplication::setFont(large);
    TradeoffPanel panel(&workbench);
    panel.resize(360, 230);
    panel.show();
    QVERIFY2(panel.minimumSizeHint().width() <= 360,
             qPrintable(QString::number(panel.minimumSizeHint().width())));
    TradeoffView& view = *panel.view();
    view.replot();
    view.replot();  // labels are fitted to the room found before
    for (const QCPAxis* axis : {view.xAxis, view.yAxis}) {
      const QFontMetrics metrics(axis->tickLabelFont());
      const bool is_horizontal = axis->orientation() == Qt::Horizontal;
      QVERIFY(QFontMetrics(axis->labelFont()).horizontalAdvance(axis->label()) <=
              (is_horizontal ? view.axisRect()->width() : view.axisRect()->height()));
      double end = -1e9;
      const QVector<double> ticks = axis->tickVector();
      for (int i = 0; i < ticks.size(); ++i) {
        const QString text = axis->tickVectorLabels()[i];
        if (text.isEmpty()) continue;
        const double at = is_horizontal ? axis->coordToPixel(ticks[i]) : -axis->coordToPixel(ticks[i]);
        const double half = (is_horizontal ? metrics.horizontalAdvance(text) : metrics.ascent()) / 2.0;
        QVERIFY(at - half >= end);
        end = at + half;
      }
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
    QVERIFY(view.readout().contains("C = 322 forward steps"));
    QVERIFY2(view.readout().contains("10 hidden states, 9.9 % of standard BPTT"), qPrintable(view.readout()));
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
    view.show();
    QVERIFY(view.curve(Strategy::Hsm)->pen().widthF() > view.curve(Strategy::Ism)->pen().widthF());
    QVERIFY(solve(workbench, 100, 10, Strategy::Ism));
    QTRY_VERIFY(view.curve(Strategy::Ism)->pen().widthF() > view.curve(Strategy::Hsm)->pen().widthF());
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
