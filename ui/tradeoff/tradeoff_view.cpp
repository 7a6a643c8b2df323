// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tradeoff/tradeoff_view.h"

#include <QActionGroup>
#include <QApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/study/equal_memory.h"
#include "ui/charts/chart_tickers.h"
#include "ui/charts/dense_curve.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"
#include "ui/workbench/cost_table.h"

namespace tidemark {
namespace {

constexpr double kReach = 24;            // pixels from the pointer to the point that it means
constexpr double kGrip = 5;              // pixels beside the budget line, or a curve's end, that still are it
constexpr double kDearestShown = 6;      // forward steps per step that the whole view shows at least
constexpr double kDearestFollowed = 60;  // and that it shows at most, however dear the problem is

double not_a_number() {
  return std::numeric_limits<double>::quiet_NaN();
}

/// The paper's bounds on HSM's forward steps (section 3.1): m t^(1+1/m), and 4 t^(1+1/m) for t < 1e5,
/// m < 1e3. None where only the first bound holds, which is far above the second.
std::optional<double> hsm_bound(std::int64_t length, std::int64_t slot_count) {
  const auto t = static_cast<double>(length);
  const auto m = static_cast<double>(slot_count);
  const bool has_constant = length < 100'000;
  if (has_constant && slot_count >= 1000) return std::nullopt;
  return (has_constant ? std::min(4.0, m) : m) * std::pow(t, 1 + 1 / m);
}

QCPScatterStyle::ScatterShape shape_of(Strategy strategy) {
  constexpr std::array kOfBaselines = {QCPScatterStyle::ssSquare, QCPScatterStyle::ssDiamond,
                                       QCPScatterStyle::ssTriangle, QCPScatterStyle::ssTriangleInverted};
  if (is_optimised(strategy)) return QCPScatterStyle::ssNone;
  return kOfBaselines[number_within_kind(strategy) % kOfBaselines.size()];
}

}  // namespace

TradeoffView::TradeoffView(Workbench* workbench, QWidget* parent)
    : Plot(parent), workbench_(workbench), updates_(new WhenVisible(this, [this] { rebuild(); })) {
  setObjectName(QStringLiteral("tradeoff_plot"));
  setAccessibleName(tr("Trade-off of memory and time"));
  setAccessibleDescription(
      tr("Cost against memory for every strategy. Control with left and right moves the budget, Control with "
         "up and down goes to the next curve. ") +
      accessibleDescription());
  add_graphs();
  connect(this, &QCustomPlot::afterLayout, this, &TradeoffView::fit_words);
  for (const auto signal :
       {&Workbench::strategy_costs_changed, &Workbench::problem_changed, &Workbench::records_changed,
        &Workbench::devices_changed, &Workbench::overhead_kind_changed})
    connect(workbench, signal, updates_, &WhenVisible::ask);
  connect(this, &Plot::clicked, this, [this](const QPoint& position) {
    if (const auto found = nearest(position))
      ask_cell(*workbench_, {costs_->length, found->point.slot_count}, found->strategy);
  });
  updates_->ask();
}

void TradeoffView::add_graphs() {
  hsm_bound_ = new DenseCurve(xAxis, yAxis);
  chen_bound_ = addGraph();
  for (const Strategy strategy : kStrategies) {
    QCPGraph* graph = curves_[strategy] = new DenseCurve(xAxis, yAxis);
    graph->setName(short_name(strategy));
    if (!is_optimised(strategy)) graph->setLineStyle(QCPGraph::lsNone);
  }
  links_ = new QCPCurve(xAxis, yAxis);
  open_ends_ = addGraph();
  predicted_ = addGraph();
  measured_ = addGraph();
  problem_mark_ = addGraph();
  hover_mark_ = addGraph();
  for (QCPGraph* marks : {open_ends_, predicted_, measured_, problem_mark_, hover_mark_})
    marks->setLineStyle(QCPGraph::lsNone);
  for (QCPGraph* cursor : {problem_mark_, hover_mark_}) cursor->setLayer(cursor_layer());
  for (int i = 0; i < graphCount(); ++i) graph(i)->setSelectable(QCP::stNone);
  links_->setSelectable(QCP::stNone);
  budget_line_ = new QCPItemStraightLine(this);
  budget_line_->setLayer(cursor_layer());
  budget_line_->setSelectable(false);
  labels_ = new ChartLabels(this);
}

void TradeoffView::set_memory_scale(MemoryScale scale) {
  wanted_memory_ = scale;
  updates_->ask();
  updates_->now();
  reset_view();
}

void TradeoffView::set_cost_scale(CostScale scale) {
  wanted_cost_ = scale;
  updates_->ask();
  updates_->now();
  reset_view();
}

void TradeoffView::rebuild() {
  ++rebuilt_;
  rebuild_scales();
  rebuild_curves();
  rebuild_bounds();
  rebuild_problem();
  rebuild_records();
  TradeoffView::apply_colors(colors());  // the problem's strategy has the strongest line
  set_up_axes();
  const auto chunks = static_cast<double>(scales_.sequence.chunks());
  const double reach = scales_.x_of_quanta(
      static_cast<double>(standard_memory(scales_.sequence.chunks(), scales_.sizes)), Strategy::Hsm);
  const ZoomScene shown{scales_.x_title() + scales_.y_title(), reach, scales_.y_of_chunks(2 * chunks)};
  if (zoom_.is_outlived(*this, shown)) reset_view();
  data_changed();
}

void TradeoffView::rebuild_scales() {
  costs_ = workbench_->strategy_costs();
  TradeoffScales scales;
  scales.device = workbench_->device_sizes();
  if (const auto& strategy_costs = costs_) {
    scales.sequence = strategy_costs->sequence;
    scales.sizes = strategy_costs->sizes;
    // The curves may belong to an earlier question, with other sizes than the device's.
    Problem problem = workbench_->problem();
    problem.length = scales.sequence.length;
    problem.chunk_length = scales.sequence.chunk_length;
    scales.share.emplace(problem, scales.sizes, scales.device);
  }
  scales.basis = overhead_basis(*workbench_);
  scales.times = step_times(workbench_->problem().cell, workbench_->problem().device,
                            scales.sequence.chunk_length, measurements_of(*workbench_));
  if (scales.can_show(wanted_memory_)) scales.memory = wanted_memory_;
  if (scales.can_show(wanted_cost_)) scales.cost = wanted_cost_;
  scales_ = scales;
  Q_EMIT scales_changed();
}

QPointF TradeoffView::place_of(Strategy strategy, const CurvePoint& point) const {
  return {scales_.x_of_quanta(static_cast<double>(point.quanta), strategy),
          scales_.y_of_chunks(static_cast<double>(point.forward_steps))};
}

void TradeoffView::rebuild_curves() {
  const auto& strategy_costs = costs_;
  open_ends_->data()->clear();
  for (const auto& [strategy, graph] : curves_) {
    graph->data()->clear();
    if (!strategy_costs || !strategy_costs->curves.contains(strategy)) continue;
    QVector<QCPGraphData> points;
    for (const CurvePoint& point : strategy_costs->curves.at(strategy)) {
      if (!is_count(point.forward_steps)) continue;
      const QPointF place = place_of(strategy, point);
      points += QCPGraphData(place.x(), place.y());
    }
    graph->data()->set(points, true);
    if (goes_on(*strategy_costs, strategy) && !points.isEmpty())
      open_ends_->addData(points.last().key, points.last().value);
  }
}

void TradeoffView::rebuild_bounds() {
  hsm_bound_->data()->clear();
  chen_bound_->data()->clear();
  const auto& strategy_costs = costs_;
  if (!strategy_costs) return;
  const auto hsm = strategy_costs->curves.find(Strategy::Hsm);
  if (hsm != strategy_costs->curves.end())
    for (const CurvePoint& point : hsm->second)
      if (const auto bound = hsm_bound(strategy_costs->length, point.slot_count))
        hsm_bound_->addData(scales_.x_of_quanta(static_cast<double>(point.quanta), Strategy::Hsm),
                            scales_.y_of_chunks(*bound));
  const auto chen = strategy_costs->curves.find(Strategy::ChenSqrt);
  const auto standard = strategy_costs->curves.find(Strategy::Standard);
  if (chen == strategy_costs->curves.end() || chen->second.empty() ||
      standard == strategy_costs->curves.end() || standard->second.empty())
    return;
  const double twice = scales_.y_of_chunks(2 * static_cast<double>(strategy_costs->length));
  for (const std::int64_t quanta : {chen->second.front().quanta, standard->second.front().quanta})
    chen_bound_->addData(scales_.x_of_quanta(static_cast<double>(quanta), Strategy::ChenSqrt), twice);
}

void TradeoffView::rebuild_problem() {
  problem_mark_->data()->clear();
  budget_line_->setVisible(false);
  const auto& strategy_costs = costs_;
  const auto cell = cell_of_problem(*workbench_);
  const Strategy strategy = workbench_->problem().strategy;
  if (!strategy_costs || !cell || cell->length != strategy_costs->length) return;
  const std::int64_t quanta = cell->slots * slot_size(strategy, strategy_costs->sizes);
  const double x = scales_.x_of_quanta(static_cast<double>(quanta), strategy);
  if (x <= 0) return;
  budget_line_->point1->setCoords(x, 1);
  budget_line_->point2->setCoords(x, 2);
  budget_line_->setVisible(true);
  const auto policy = strategy_costs->policies.find(strategy);
  if (policy == strategy_costs->policies.end()) return;
  const std::int64_t cost = policy->second->cost(cell->length, quanta);
  if (!is_count(cost)) return;
  // A baseline takes what it needs and no more.
  const double at = is_optimised(strategy) ? x : curves_.at(strategy)->data()->constBegin()->key;
  problem_mark_->addData(at, scales_.y_of_chunks(static_cast<double>(cost)));
}

void TradeoffView::rebuild_records() {
  for (QCPGraph* graph : {predicted_, measured_}) graph->data()->clear();
  links_->data()->clear();
  const auto& strategy_costs = costs_;
  if (!scales_.device || !strategy_costs) return;
  double part = 0;  // QCPCurve's own parameter
  for (const auto& record : workbench_->records()) {
    const StartEvent& start = record->start;
    const Problem& problem = workbench_->problem();
    if (record->iterations.empty() || sequence_of(start.problem) != strategy_costs->sequence ||
        start.problem.cell != problem.cell || start.problem.device != problem.device)
      continue;
    const Strategy strategy = start.problem.strategy;
    const RunFacts facts = run_facts(*record);
    const QPointF predicted(scales_.x_of_bytes(facts.predicted_peak_bytes, strategy),
                            scales_.predicted_y(facts));
    const QPointF measured(scales_.x_of_bytes(*facts.peak_bytes, strategy), scales_.measured_y(facts));
    predicted_->addData(predicted.x(), predicted.y());
    measured_->addData(measured.x(), measured.y());
    links_->addData(part++, predicted.x(), predicted.y());
    links_->addData(part++, measured.x(), measured.y());
    links_->addData(part++, not_a_number(), not_a_number());
  }
}

void TradeoffView::rebuild_names() {
  const ChartColors now = colors();
  const auto line_of = [](const QCPGraph* graph) {
    QPolygonF line;
    for (const QCPGraphData& point : *graph->data()) line += QPointF(point.key, point.value);
    return line;
  };
  labels_->names.clear();
  // Marks come first, because a line has more places for its name.
  for (const Strategy strategy : kStrategies)
    labels_->names +=
        ChartLabels::Name{short_name(strategy), now.strategy(strategy), line_of(curves_.at(strategy))};
  labels_->names += ChartLabels::Name{tr("measured"), now.measured, line_of(measured_)};
  if (!predicted_->data()->isEmpty())
    labels_->names += ChartLabels::Name{tr("predicted"), now.predicted, line_of(predicted_)};
  labels_->names += ChartLabels::Name{tr("solved up to here"), now.faint, line_of(open_ends_), true, true};
  labels_->names +=
      ChartLabels::Name{scales_.sequence.chunks() < 100'000 ? tr("bound on HSM: min(m, 4) t^(1 + 1/m)")
                                                            : tr("bound on HSM: m t^(1 + 1/m)"),
                        now.faint, line_of(hsm_bound_), true, true};
  labels_->names += ChartLabels::Name{tr("Chen: about 2 t"), now.faint, line_of(chen_bound_), true, true};
  labels_->names += ChartLabels::Name{QString(), now.budget, {}, false};  // the budget line, an obstacle
}

void TradeoffView::set_up_axes() {
  const bool is_ratio = scales_.cost != CostScale::Overhead;
  xAxis->setScaleType(QCPAxis::stLogarithmic);
  yAxis->setScaleType(is_ratio ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  for (QCPAxis* axis : {xAxis, yAxis}) axis->setSubTicks(false);
  const bool is_bytes = scales_.memory == MemoryScale::Bytes;
  const TextTicker::Text memory_text = [memory = scales_.memory](double x) {
    if (memory == MemoryScale::Percent) return percent_text(x / 100);  // however small a part
    return memory == MemoryScale::Bytes ? bytes_text(x) : short_count_text(x);
  };
  xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new TextTicker(
      is_bytes ? TextTicker::Numbers::Bytes : TextTicker::Numbers::Real, true, memory_text, xAxis)));
  yAxis->setTicker(QSharedPointer<QCPAxisTicker>(
      new TextTicker(TextTicker::Numbers::Real, is_ratio, short_count_text, yAxis)));
  xAxis->setLabel(scales_.x_title());
  yAxis->setLabel(scales_.y_title());
}

void TradeoffView::fit_words() {
  const auto title = [](QCPAxis* axis, int room, const QString& all, const QString& brief) {
    axis->setLabel(QFontMetrics(axis->labelFont()).horizontalAdvance(all) <= room ? all : brief);
  };
  title(xAxis, axisRect()->width(), scales_.x_title(), scales_.x_short_title());
  title(yAxis, axisRect()->height(), scales_.y_title(), scales_.y_short_title());
  if (labels_->names.isEmpty()) return;
  // No name stands on the budget line, which is as long as the chart is high.
  const double budget = budget_line_->point1->key();
  QPolygonF& line = labels_->names.last().line;
  line.clear();
  if (budget_line_->visible())
    line << QPointF(budget, yAxis->range().lower) << QPointF(budget, yAxis->range().upper);
}

void TradeoffView::show_everything() {
  const auto& strategy_costs = costs_;
  if (!strategy_costs) return;
  // Costs from where nothing is repeated up to where curves can still be told apart; memory up to a little
  // more than standard BPTT's.
  const auto steps = static_cast<double>(scales_.sequence.chunks());
  const auto all = static_cast<double>(standard_memory(scales_.sequence.chunks(), scales_.sizes));
  double dearest = kDearestShown;
  if (!problem_mark_->data()->isEmpty()) {
    const auto cell = cell_of_problem(*workbench_);
    const Strategy strategy = workbench_->problem().strategy;
    const std::int64_t cost = strategy_costs->policies.at(strategy)->cost(
        cell->length, cell->slots * slot_size(strategy, strategy_costs->sizes));
    dearest = std::clamp(static_cast<double>(cost) / steps * 1.25, kDearestShown, kDearestFollowed);
  }
  for (const auto& point : strategy_costs->curves.at(Strategy::ChenRecursive))
    dearest = std::clamp(static_cast<double>(point.forward_steps) / steps * 1.15, dearest, kDearestFollowed);
  const double upper = scales_.y_of_chunks(dearest * steps);
  const double least = scales_.y_of_chunks(steps);
  double leftmost = scales_.x_of_quanta(all, Strategy::Hsm);
  for (const auto& [strategy, graph] : curves_)
    for (const QCPGraphData& point : *graph->data())
      if (point.value <= upper) leftmost = std::min(leftmost, point.key);
  if (!problem_mark_->data()->isEmpty()) leftmost = std::min(leftmost, problem_mark_->data()->begin()->key);
  xAxis->setRange(leftmost * 0.6, scales_.x_of_quanta(all, Strategy::Hsm) * 1.6);
  yAxis->setRange(scales_.cost == CostScale::Overhead ? -0.05 * upper : least * 0.9, upper);
}

void TradeoffView::apply_colors(const ChartColors& colors) {
  updates_->now();  // before an export of a chart that is not shown
  for (const auto& [strategy, graph] : curves_) {
    const QColor color = colors.strategy(strategy);
    const bool is_asked = strategy == workbench_->problem().strategy;
    graph->setPen(QPen(color, is_asked ? 2.6 : 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (!is_optimised(strategy))
      graph->setScatterStyle(QCPScatterStyle(shape_of(strategy), QPen(color, 1.6), QBrush(color), 8));
  }
  hsm_bound_->setPen(QPen(colors.faint, 1, Qt::DashLine));
  chen_bound_->setPen(QPen(colors.faint, 1, Qt::DotLine));
  budget_line_->setPen(QPen(colors.budget, 1.2, Qt::DashLine));
  problem_mark_->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.budget, 2), QBrush(colors.background), 10));
  hover_mark_->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.text, 1), QBrush(colors.text), 5));
  open_ends_->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colors.faint, 1.4), QBrush(colors.background), 7));
  predicted_->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssSquare, QPen(colors.predicted, 1.8), Qt::NoBrush, 11));
  measured_->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCross, QPen(colors.measured, 2.2), Qt::NoBrush, 8));
  links_->setPen(QPen(colors.measured, 1));
  rebuild_names();
}

std::optional<TradeoffView::Found> TradeoffView::nearest(const QPointF& pixel) const {
  const auto& strategy_costs = costs_;
  if (!strategy_costs || !axisRect()->rect().contains(pixel.toPoint())) return std::nullopt;
  std::optional<Found> best;
  double least = kReach;
  for (const auto& [strategy, curve] : strategy_costs->curves) {
    // Where curves lie on each other, the problem's own is meant.
    const bool is_own = strategy == workbench_->problem().strategy;
    for (const CurvePoint& point : curve) {
      const QPointF place = place_of(strategy, point);
      const double distance =
          QLineF(pixel, QPointF(xAxis->coordToPixel(place.x()), yAxis->coordToPixel(place.y()))).length();
      if (distance > least || (distance == least && !is_own)) continue;
      least = distance;
      best = Found{strategy, point, place};
    }
  }
  return best;
}

bool TradeoffView::is_on_budget_line(const QPointF& pixel) const {
  return budget_line_->visible() && is_optimised(workbench_->problem().strategy) &&
         axisRect()->rect().contains(pixel.toPoint()) &&
         std::abs(pixel.x() - xAxis->coordToPixel(budget_line_->point1->key())) <= kGrip;
}

void TradeoffView::drag_budget_to(double pixel) {
  const auto& strategy_costs = costs_;
  const Strategy strategy = workbench_->problem().strategy;
  if (!strategy_costs || !is_optimised(strategy)) return;
  const double quanta = scales_.quanta_at(xAxis->pixelToCoord(pixel), strategy);
  ask_budget(std::llround(quanta / static_cast<double>(slot_size(strategy, strategy_costs->sizes))));
}

void TradeoffView::ask_budget(std::int64_t slot_count) {
  const auto& strategy_costs = costs_;
  const Strategy strategy = workbench_->problem().strategy;
  const auto curve = strategy_costs->curves.find(strategy);
  if (curve == strategy_costs->curves.end() || curve->second.empty()) return;
  const std::int64_t snapped =
      std::clamp(slot_count, curve->second.front().slot_count, curve->second.back().slot_count);
  ask_cell(*workbench_, {strategy_costs->length, snapped});
}

void TradeoffView::ask_next_curve(bool is_up) {
  const auto settled = workbench_->settled();
  const auto& strategy_costs = costs_;
  if (!settled || !strategy_costs || !are_costs_of(*strategy_costs, *settled)) return;
  auto rows = strategies_at_equal_memory(*settled, *strategy_costs, scales_.basis);
  std::erase_if(rows, [&](const StrategyAtMemory& row) {
    return row.strategy != settled->problem.strategy && (!row.fits || !is_count(row.cost));
  });
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
  const auto own = std::find_if(rows.begin(), rows.end(), [&](const StrategyAtMemory& row) {
    return row.strategy == settled->problem.strategy;
  });
  if (own == rows.end() || own == (is_up ? rows.end() - 1 : rows.begin())) return;
  workbench_->set_problem(with_strategy(*settled, is_up ? *(own + 1) : *(own - 1)));
}

QString TradeoffView::point_at(const std::optional<QPointF>& pixel) {
  const auto found = pixel ? nearest(*pixel) : std::nullopt;
  hover_mark_->data()->clear();
  if (!found) return {};
  hover_mark_->addData(found->place.x(), found->place.y());
  const double forward_steps = scales_.sequence.in_steps(static_cast<double>(found->point.forward_steps));
  QStringList lines{tr("%1, m = %2 %3")
                        .arg(short_name(found->strategy), count_text(found->point.slot_count),
                             slot_contents(found->strategy)),
                    scales_.memory_text(static_cast<double>(found->point.quanta), found->strategy),
                    tr("C = %1").arg(forward_steps_text(static_cast<std::int64_t>(forward_steps))),
                    tr("C/t = %1, overhead %2")
                        .arg(ratio_text(forward_steps / static_cast<double>(scales_.sequence.length)),
                             percent_text(scales_.basis.overhead(forward_steps, scales_.sequence.length)))};
  if (scales_.cost == CostScale::Milliseconds) lines += scales_.y_text(found->place.y());
  // Many points may share the pixels of the last one.
  const QPointF end = place_of(found->strategy, costs_->curves.at(found->strategy).back());
  const bool is_end = std::abs(xAxis->coordToPixel(end.x()) - xAxis->coordToPixel(found->place.x())) < kGrip;
  if (is_end && goes_on(*costs_, found->strategy)) lines += tr("solved up to here: the curve goes on");
  return lines.join('\n');
}

void TradeoffView::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  const bool is_up_or_down = key == Qt::Key_Up || key == Qt::Key_Down;
  const bool is_left_or_right = key == Qt::Key_Left || key == Qt::Key_Right;
  if ((event->modifiers() & ~Qt::KeypadModifier) != Qt::ControlModifier ||
      !(is_up_or_down || is_left_or_right))
    return Plot::keyPressEvent(event);
  if (is_up_or_down) return ask_next_curve(key == Qt::Key_Up);
  const auto cell = cell_of_problem(*workbench_);
  if (!cell || !costs_ || !is_optimised(workbench_->problem().strategy)) return;
  ask_budget(cell->slots + (key == Qt::Key_Left ? -1 : 1));
}

void TradeoffView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !is_on_budget_line(event->position()))
    return Plot::mousePressEvent(event);
  set_pointer(std::nullopt);
  budget_grip_ = event->pos();
  is_budget_dragged_ = false;
}

void TradeoffView::mouseMoveEvent(QMouseEvent* event) {
  if (!budget_grip_) {
    setCursor(is_on_budget_line(event->position()) ? Qt::SplitHCursor : Qt::ArrowCursor);
    return Plot::mouseMoveEvent(event);
  }
  const int moved = (event->pos() - *budget_grip_).manhattanLength();
  is_budget_dragged_ = is_budget_dragged_ || moved >= QApplication::startDragDistance();
  if (is_budget_dragged_) drag_budget_to(event->position().x());
}

void TradeoffView::mouseReleaseEvent(QMouseEvent* event) {
  if (!budget_grip_) return Plot::mouseReleaseEvent(event);
  budget_grip_.reset();
  if (!is_budget_dragged_) Q_EMIT clicked(event->pos(), event->modifiers());
  set_pointer(event->position());
}

void TradeoffView::add_to_menu(QMenu* menu, const QPoint& /*position*/) {
  const auto add = [this, menu](auto current, std::initializer_list<decltype(current)> all, auto choose) {
    auto* group = new QActionGroup(menu);
    for (const auto scale : all) {
      QAction* action = menu->addAction(title_of(scale));
      action->setActionGroup(group);
      action->setCheckable(true);
      action->setChecked(scale == current);
      action->setEnabled(can_show(scale));
      connect(action, &QAction::triggered, this, [scale, choose] { choose(scale); });
    }
  };
  add(scales_.memory, {MemoryScale::HiddenStates, MemoryScale::Bytes, MemoryScale::Percent},
      [this](MemoryScale scale) { set_memory_scale(scale); });
  menu->addSeparator();
  add(scales_.cost, {CostScale::PerStep, CostScale::Overhead, CostScale::Milliseconds},
      [this](CostScale scale) { set_cost_scale(scale); });
}

}  // namespace tidemark
