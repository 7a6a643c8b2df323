// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_table_view.h"

#include <QActionGroup>
#include <cmath>

#include "ui/charts/chart_tickers.h"
#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

constexpr double kEdge = 0.5;  // cell n reaches from n - 0.5 to n + 0.5

/// Whether a picture of one table may be shown until that of the other is ready.
bool is_alike(const CostTable& a, const CostTable& b) {
  return a && b && a.policy->strategy() == b.policy->strategy() && a.policy->sizes() == b.policy->sizes() &&
         a.sequence.chunk_length == b.sequence.chunk_length;
}

QString gestures() {
  return CostTableView::tr(
      "Wheel, plus and minus zoom; dragging and the arrow keys pan; Home shows everything. "
      "Control and arrows move the selected cell, Return makes it the problem.");
}

QCPRange whole_range(std::int64_t most) {
  return {kEdge, static_cast<double>(most) + kEdge};
}

}  // namespace

/// The colour scale's labels, as many as there is room for.
class CostTicker : public QCPAxisTickerText {
 public:
  explicit CostTicker(const QCPAxis* axis) : axis_(axis) {}

 protected:
  QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale& locale, QChar format,
                                     int precision) override {
    return without_overlaps(*axis_, ticks,
                            QCPAxisTickerText::createLabelVector(ticks, locale, format, precision));
  }

 private:
  const QCPAxis* axis_;  ///< which owns it
};

/// A colour scale whose frame can be given the palette's colours.
class CostColorScale : public QCPColorScale {
 public:
  using QCPColorScale::QCPColorScale;
  QList<QCPAxis*> sides() const { return mAxisRect->axes(); }
};

CostTableView::CostTableView(Workbench* workbench, QWidget* parent)
    : Plot(parent),
      workbench_(workbench),
      updates_(new WhenVisible(this, [this] { take_table(); })),
      words_([](const CellOfTable& of, const auto&) { return of.table.explanation(of.cell); },
             [this](const CellOfTable& of, const QString& words) {
               if (described_ == of) setAccessibleDescription(words + '\n' + gestures());
             }) {
  setObjectName(QStringLiteral("table_plot"));
  setAccessibleName(tr("Cost table"));
  lay_out();
  set_up_axes();
  for (const auto signal :
       {&Workbench::strategy_costs_changed, &Workbench::plan_changed, &Workbench::problem_changed,
        &Workbench::devices_changed, &Workbench::selected_cell_changed, &Workbench::overhead_kind_changed})
    connect(workbench, signal, updates_, &WhenVisible::ask);
  connect(&sampler_, &CostSampler::sampled, this, &CostTableView::take_samples);
  connect(this, &QCustomPlot::afterLayout, this, &CostTableView::label_axes);
  connect(this, &QCustomPlot::afterLayout, this, &CostTableView::ask_for_samples);
  connect(this, &Plot::clicked, this, [this](const QPoint& position) {
    if (const auto cell = cell_at(position)) workbench_->ask_why(*cell);
  });
  updates_->ask();
}

void CostTableView::lay_out() {
  title_ = new QCPTextElement(this);
  title_->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
  title_->setMargins(QMargins(8, 6, 8, 0));
  plotLayout()->insertRow(0);
  plotLayout()->addElement(0, 0, title_);

  scale_ = new CostColorScale(this);
  scale_->setType(QCPAxis::atRight);
  scale_->setBarWidth(14);
  scale_->setRangeDrag(false);
  scale_->setRangeZoom(false);
  scale_->setDataRange({0, 1});
  auto* ticker = new CostTicker(scale_->axis());
  for (const double cost : {1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0})
    ticker->addTick(cost_part(cost), ratio_text(cost));
  ticker->addTick(1, QStringLiteral("∞"));
  ticker->setSubTickCount(0);
  scale_->axis()->setTicker(QSharedPointer<QCPAxisTicker>(ticker));
  plotLayout()->addElement(1, 1, scale_);
  auto* group = new QCPMarginGroup(this);
  axisRect()->setMarginGroup(QCP::msBottom | QCP::msTop, group);
  scale_->setMarginGroup(QCP::msBottom | QCP::msTop, group);

  heat_map_ = new CostHeatMap(xAxis, yAxis);
  heat_map_->setName(tr("infeasible: more memory needed"));
  heat_map_->addToLegend();
  axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
  legend->setVisible(false);

  marks_ = new CellMarks(this, cursor_layer()->name());
}

void CostTableView::set_up_axes() {
  for (QCPAxis* axis : {xAxis, yAxis}) {
    axis->setScaleType(is_logarithmic_ ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setTicker(QSharedPointer<QCPAxisTicker>(
        new TextTicker(TextTicker::Numbers::Whole, is_logarithmic_, short_count_text, axis)));
    axis->grid()->setVisible(false);
    axis->setSubTicks(false);
  }
  label_axes();
}

void CostTableView::label_axes() {
  const auto label = [](QCPAxis* axis, int room, const QString& all, const QString& brief) {
    axis->setLabel(QFontMetrics(axis->labelFont()).horizontalAdvance(all) <= room ? all : brief);
  };
  const QString lengths =
      table_.sequence.chunk_length == 1
          ? tr("length t (steps)")
          : tr("length t (chunks of %1 steps)").arg(count_text(table_.sequence.chunk_length));
  label(xAxis, axisRect()->width(), lengths, tr("t"));
  label(scale_->axis(), axisRect()->height(), tr("forward steps per step"), tr("C / t"));
  if (table_)
    label(yAxis, axisRect()->height(), tr("m (%1)").arg(slot_contents(table_.policy->strategy())), tr("m"));
}

void CostTableView::set_logarithmic(bool is_logarithmic) {
  if (is_logarithmic_ == is_logarithmic) return;
  is_logarithmic_ = is_logarithmic;
  set_up_axes();
  reset_view();
  Q_EMIT options_changed();
}

void CostTableView::set_color_map(ColorMap map) {
  heat_map_->set_color_map(map);
  scale_->setGradient(gradient(map));
  replot(rpQueuedReplot);
  Q_EMIT options_changed();
}

void CostTableView::take_table() {
  ++rebuilt_;
  const CostTable table = cost_table(*workbench_);
  const bool is_new = table != table_;
  table_ = table;
  if (is_new && table_) {
    label_axes();
    set_bounds(xAxis, whole_range(table_.longest));
    set_bounds(yAxis, whole_range(table_.most_slots));
    const ZoomScene shown{slot_contents(table_.policy->strategy()) + table_.length_text(1),
                          static_cast<double>(table_.longest), static_cast<double>(table_.most_slots)};
    if (zoom_.is_outlived(*this, shown)) reset_view();
  }
  heat_map_->set_table(table_);
  // While a slider is dragged the last picture stays until the next one is ready, unless it is one of another
  // strategy or of other sizes.
  const auto& drawn = heat_map_->samples();
  if (drawn && !is_alike(drawn->table, table_)) heat_map_->set_samples(nullptr);
  if (is_new || !table_) describe();
  if (is_new) data_changed();
  take_marks();
}

void CostTableView::ask_for_samples() {
  if (table_ && !is_drawing_picture()) sampler_.ask(table_, sampled_axis(*xAxis), sampled_axis(*yAxis));
}

void CostTableView::take_samples() {
  // Samples of another table arrive if, for instance, the strategy has changed since; they would show
  // something else.
  if (!table_ || sampler_.newest()->table != table_) return;
  heat_map_->set_samples(sampler_.newest());
  legend->setVisible(sampler_.newest()->has_infeasible());
  describe();
  replot(rpQueuedReplot);
}

void CostTableView::take_marks() {
  marks_->problem = table_ ? cell_of_problem(*workbench_) : std::nullopt;
  const TableCell selected = workbench_->selected_cell();
  const bool is_shown = table_ && table_.contains(selected);
  marks_->selected = is_shown ? std::optional(selected) : std::nullopt;
  describe_selected(marks_->selected);
  replot_cursors();
}

/// The words about a cell of a long sequence take longer than a frame's share and follow.
void CostTableView::describe_selected(const std::optional<TableCell>& cell) {
  const auto wanted = cell ? std::optional(CellOfTable{table_, *cell}) : std::nullopt;
  if (wanted && wanted == described_) return;
  described_ = wanted;
  words_.drop();
  const bool is_quick = wanted && is_explained_at_once(cell->length);
  setAccessibleDescription(is_quick ? table_.explanation(*cell) + '\n' + gestures() : gestures());
  if (wanted && !is_quick) words_.ask(*wanted);
}

void CostTableView::describe() {
  const QString strategy = short_name(workbench_->problem().strategy);
  if (!table_) {
    const bool is_coming = workbench_->strategy_costs() == nullptr && workbench_->planning_error().isEmpty();
    title_->setText(is_coming ? tr("%1: solving…").arg(strategy)
                              : tr("%1: no table of so long a sequence\n"
                                   "has been solved. Choose a shorter one, or\n"
                                   "HSM or ISM, which need no table.")
                                    .arg(strategy));
    return;
  }
  title_->setText(tr("%1: the cost C(t, m) / t").arg(strategy));
}

std::optional<TableCell> CostTableView::cell_at(const QPointF& pixel) const {
  if (!table_ || !axisRect()->rect().contains(pixel.toPoint())) return std::nullopt;
  const TableCell cell{std::llround(xAxis->pixelToCoord(pixel.x())),
                       std::llround(yAxis->pixelToCoord(pixel.y()))};
  return table_.contains(cell) ? std::optional(cell) : std::nullopt;
}

void CostTableView::apply_colors(const ChartColors& colors) {
  updates_->now();  // before an export of a table that is not shown
  heat_map_->apply_colors(colors);
  title_->setTextColor(colors.text);
  title_->setFont(font());
  scale_->setGradient(gradient(heat_map_->color_map()));
  QCPAxis* axis = scale_->axis();
  axis->setTickLabelColor(colors.text);
  axis->setLabelColor(colors.text);
  for (QCPAxis* side : scale_->sides()) {
    side->setBasePen(QPen(colors.faint, 1));
    side->setTickPen(QPen(colors.faint, 1));
  }
}

void CostTableView::show_everything() {
  if (!table_) return;
  xAxis->setRange(whole_range(table_.longest));
  yAxis->setRange(whole_range(table_.most_slots));
}

void CostTableView::add_to_menu(QMenu* menu, const QPoint& position) {
  if (const auto cell = cell_at(position)) {
    QAction* use = menu->addAction(
        tr("Use t = %1, m = %2 as the problem").arg(count_text(cell->length), count_text(cell->slots)));
    connect(use, &QAction::triggered, this, [this, cell] { ask_cell(*workbench_, *cell); });
    menu->addSeparator();
  }
  QAction* logarithmic = menu->addAction(tr("Logarithmic axes"));
  logarithmic->setCheckable(true);
  logarithmic->setChecked(is_logarithmic_);
  connect(logarithmic, &QAction::toggled, this, &CostTableView::set_logarithmic);
  auto* maps = new QActionGroup(menu);
  for (const auto& [map, name] :
       {std::pair{ColorMap::Viridis, tr("Viridis colours")}, {ColorMap::Cividis, tr("Cividis colours")}}) {
    QAction* action = menu->addAction(name);
    action->setActionGroup(maps);
    action->setCheckable(true);
    action->setChecked(color_map() == map);
    connect(action, &QAction::triggered, this, [this, chosen = map] { set_color_map(chosen); });
  }
}

void CostTableView::keyPressEvent(QKeyEvent* event) {
  const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
  if (modifiers == Qt::NoModifier && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    const TableCell selected = workbench_->selected_cell();
    if (table_ && table_.contains(selected)) ask_cell(*workbench_, selected);
    return;
  }
  if ((modifiers & ~Qt::ShiftModifier) == Qt::ControlModifier) {
    const std::int64_t by = modifiers.testFlag(Qt::ShiftModifier) ? 10 : 1;
    switch (event->key()) {
      case Qt::Key_Left:
        return move_selection(-by, 0);
      case Qt::Key_Right:
        return move_selection(by, 0);
      case Qt::Key_Up:
        return move_selection(0, by);
      case Qt::Key_Down:
        return move_selection(0, -by);
      default:
        break;
    }
  }
  Plot::keyPressEvent(event);
}

void CostTableView::move_selection(std::int64_t steps, std::int64_t slots) {
  if (!table_) return;
  TableCell cell = table_.clamped(workbench_->selected_cell());
  cell = table_.clamped({cell.length + steps, cell.slots + slots});
  workbench_->select_cell(cell);
  keep_visible(cell);
}

void CostTableView::keep_visible(const TableCell& cell) {
  const auto reveal = [this](QCPAxis* axis, std::int64_t number) {
    const QCPRange range = axis->range();
    const auto value = static_cast<double>(number);
    if (range.contains(value)) return;
    axis->setRange(value, range.size(), Qt::AlignCenter);
    replot(rpQueuedReplot);
  };
  reveal(xAxis, cell.length);
  reveal(yAxis, cell.slots);
}

void CostTableView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const auto cell = cell_at(event->pos()); cell && event->button() == Qt::LeftButton)
    ask_cell(*workbench_, *cell);
  Plot::mouseDoubleClickEvent(event);
}

QString CostTableView::point_at(const std::optional<QPointF>& pixel) {
  const auto cell = pixel ? cell_at(*pixel) : std::nullopt;
  if (!cell) return {};
  const auto& samples = heat_map_->samples();
  const double merged =
      samples ? static_cast<double>(samples->lengths_merged()) * static_cast<double>(samples->slots_merged())
              : 1;
  QString words = table_.explanation(*cell);
  if (merged > 1)
    words += '\n' + tr("(a pixel stands for up to %1 cells: zoom in)").arg(short_count_text(merged));
  return words;
}

}  // namespace tidemark
