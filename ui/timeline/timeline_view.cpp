// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_view.h"

#include <algorithm>
#include <cmath>

#include "ui/timeline/mark_of.h"
#include "ui/timeline/no_schedule.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"
#include "ui/words/wrapped_text.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr double kHeadroom = 1.28;  // of the memory strip, as a multiple of the budget or the peak
constexpr int kLeastHeight = 200;   // pixels, within which legend, steps and memory can still be read
constexpr double kShortest = 1e-9;  // a plan whose actions take no time still has an axis
constexpr double kLeastShare = 0.1;
constexpr double kMostShare = 0.7;
constexpr int kColumns = 60;  // characters of a line of the words that stand where there is no schedule

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

}  // namespace

TimelineView::TimelineView(Workbench* workbench, TimelineSource* source, QWidget* parent)
    : Plot(parent), workbench_(workbench), source_(source) {
  setObjectName(QStringLiteral("timeline_plot"));
  setAccessibleName(tr("Timeline of the schedule"));
  setMinimumHeight(kLeastHeight);
  build_axes();
  build_items();
  build_key();
  build_actions();
  connect(source_, &TimelineSource::timeline_changed, this, &TimelineView::timeline_changed);
  connect(source_, &TimelineSource::record_changed, this, &TimelineView::record_changed);
  connect(workbench, &Workbench::plan_changed, this, &TimelineView::say_why_empty);
  connect(workbench, &Workbench::planning_changed, this, &TimelineView::say_why_empty);
  connect(workbench, &Workbench::cursor_changed, this, &TimelineView::place_cursor);
  connect(workbench, &Workbench::mark_changed, this, &TimelineView::place_mark);
  connect(this, &QCustomPlot::afterLayout, this, &TimelineView::fit_layout);
  connect(this, &Plot::clicked, this, [this](const QPoint& position, Qt::KeyboardModifiers modifiers) {
    const auto action = action_under(position);
    if (!action || modifiers.testFlag(Qt::ShiftModifier)) return;
    workbench_->set_cursor(*action + 1);
    workbench_->set_mark(mark_of(*placed_.timeline, lifetime_at(position)));
    if (modifiers.testFlag(Qt::ControlModifier)) select_subproblem(*action);
  });
  timeline_changed();
}

TimelineView::~TimelineView() {
  set_shown(Part::Both);  // the layout owns only what it shows, and would not destroy the rest
}

// --- what is shown

void TimelineView::set_shown(Part part) {
  part_ = part;
  const bool has_timeline_part = part != Part::Memory;
  const bool has_memory_part = part != Part::Timeline;
  const std::pair<QCPLayoutElement*, bool> elements[] = {
      {key_, true}, {steps_rect_, has_timeline_part}, {memory_rect_, has_memory_part}};
  for (const auto& [element, shown] : elements) {
    if (element->layout() != nullptr) plotLayout()->take(element);
    element->setVisible(shown);
  }
  plotLayout()->simplify();
  // One on its own has nothing to line up with; the ticks of one that is not shown are not kept up to date.
  for (QCPAxisRect* rect : {steps_rect_, memory_rect_})
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, part == Part::Both ? margins_ : nullptr);
  int row = 0;
  for (const auto& [element, shown] : elements) {
    if (shown) plotLayout()->addElement(row++, 0, element);
  }
  plotLayout()->setRowStretchFactor(0, kLegendStretch);
  set_memory_share(memory_share_);
  actions_->setVisible(has_timeline_part);
  for (QCPAbstractPlottable* line : {predicted_, measured_}) line->setVisible(has_memory_part);
  place_memory();
  for (QCPItemPosition* position : {empty_label_->position, measure_->topLeft, measure_->bottomRight}) {
    QCPAxisRect* rect = top_rect();
    position->setAxisRect(rect);
    position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
  }
  // An item is visible only where the rectangle is that it was clipped to last, even if it is clipped no
  // more.
  for (QCPAbstractItem* item : std::initializer_list<QCPAbstractItem*>{measure_, measured_label_, play_head_,
                                                                       marked_, empty_label_}) {
    const bool is_clipped = item->clipToAxisRect();
    item->setClipToAxisRect(true);
    item->setClipAxisRect(top_rect());
    item->setClipToAxisRect(is_clipped);
  }
  QCPAxisRect* bottom = part == Part::Timeline ? steps_rect_ : memory_rect_;
  play_head_->set_rects(top_rect(), bottom);
  marked_->set_rects(top_rect(), bottom, has_timeline_part ? steps_rect_ : nullptr);
  set_step_counts_shown(step_counts_->isChecked());
  label_axes();
  data_changed();
}

void TimelineView::set_axis(Axis axis) {
  wanted_axis_ = axis;
  in_milliseconds_->setChecked(axis == Axis::Milliseconds);
  clear_measure();
  place_moments();
  place_memory();
  reset_view();
}

void TimelineView::set_lifetimes_shown(bool shown) {
  lifetimes_->setChecked(shown);
  actions_->set_lifetimes_shown(shown);
  replot(rpQueuedReplot);
}

void TimelineView::set_restores_shown(bool shown) {
  restores_->setChecked(shown);
  actions_->set_restores_shown(shown);
  replot(rpQueuedReplot);
}

void TimelineView::set_step_counts_shown(bool shown) {
  step_counts_->setChecked(shown);
  const bool is_visible = shown && part_ != Part::Memory;
  counts_->setVisible(is_visible);
  const int band = StepCountsBand::kGap + StepCountsBand::kWidth;
  steps_rect_->setMinimumMargins(QMargins(0, kRulerHeight, kRightMargin + (is_visible ? band : 0), 0));
  show_key();
  replot(rpQueuedReplot);
}

void TimelineView::set_device_memory_shown(bool shown) {
  device_memory_->setChecked(shown);
  place_memory();
  data_changed();
}

void TimelineView::set_memory_share(double share) {
  memory_share_ = std::clamp(share, kLeastShare, kMostShare);
  if (part_ == Part::Both) {
    plotLayout()->setRowStretchFactor(1, 1 - memory_share_);
    plotLayout()->setRowStretchFactor(2, memory_share_);
  }
  replot(rpQueuedReplot);
}

void TimelineView::label_axes() {
  const std::int64_t k = has_timeline() ? placed_.timeline->sequence().chunk_length : 1;
  const QString backward = ratio_text(has_timeline() ? placed_.timeline->backward() : kBackwardOfThePaper);
  steps_label_ = k == 1 ? tr("step") : tr("chunk of %1 steps").arg(k);
  if (placed_axis_ == Axis::Milliseconds) {
    time_labels_ = {tr("time / ms, measured"), tr("ms")};
  } else {
    const QString of_one =
        k == 1 ? tr("operations (a forward step is 1, a backward step %1)").arg(backward)
               : tr("operations (a chunk of %1 steps is 1 forward, %2 backward)").arg(k).arg(backward);
    time_labels_ = {of_one, tr("operations")};
  }
  QCPAxis* steps_time = steps_rect_->axis(QCPAxis::atBottom);
  if (part_ != Part::Timeline) steps_time->setLabel({});
  // Without a plan there are no numbers on the axes.
  steps_time->setTickLabels(has_timeline() && part_ == Part::Timeline);
  for (QCPAxis* axis : {steps_rect_->axis(QCPAxis::atLeft), memory_rect_->axis(QCPAxis::atBottom),
                        memory_rect_->axis(QCPAxis::atLeft), memory_rect_->axis(QCPAxis::atRight)})
    axis->setTickLabels(has_timeline());
  fit_labels();
}

void TimelineView::place_budget_label() {
  const QCPAxis* memory = memory_rect_->axis(QCPAxis::atLeft);
  const double room = memory->coordToPixel(budget_line_->start->coords().y()) - memory_rect_->top();
  const bool is_above = room >= QFontMetrics(budget_label_->font()).height() + 2;
  budget_label_->setPositionAlignment(Qt::AlignLeft | (is_above ? Qt::AlignBottom : Qt::AlignTop));
}

void TimelineView::say_why_empty() {
  const QString why = has_timeline() ? QString() : wrapped_text(no_schedule_words(*workbench_), kColumns);
  if (has_timeline() != empty_label_->visible() && empty_label_->text() == why) return;  // said already
  empty_label_->setVisible(!has_timeline());
  empty_label_->setText(why);
  describe();
  replot(rpQueuedReplot);
}

// --- changes in the workbench

void TimelineView::timeline_changed() {
  clear_measure();
  placed_.timeline = source_->timeline();
  place_moments();
  place_memory();
  say_why_empty();
  describe();
  place_cursor();
  place_mark();
  counts_->show(placed_.timeline);
  const bool is_zoomed = !is_following() && (!has_timeline() || keeps_zoom(*placed_.timeline));
  if (has_timeline()) extent_ = {placed_.timeline->sequence(), placed_.timeline->operations().back()};
  is_zoomed ? data_changed() : reset_view();
}

bool TimelineView::keeps_zoom(const Timeline& timeline) const {
  if (!extent_ || extent_->sequence != timeline.sequence()) return false;
  const double operations = timeline.operations().back();
  return operations <= 2 * extent_->operations && extent_->operations <= 2 * operations;
}

void TimelineView::record_changed() {
  const Axis before = placed_axis_;
  const auto moments = placed_.moments;
  place_moments();
  if (placed_.moments != moments) clear_measure();
  place_memory();
  place_cursor();
  if (placed_axis_ != before) return reset_view();  // the old range means nothing on the new axis
  data_changed();
}

void TimelineView::place_moments() {
  const std::shared_ptr<const Record> record = source_->record();
  in_milliseconds_->setEnabled(record != nullptr);
  placed_axis_ = record != nullptr ? wanted_axis_ : Axis::Operations;
  if (has_timeline()) {
    if (placed_axis_ == Axis::Milliseconds) {
      placed_.moments = std::make_shared<const std::vector<double>>(
          moments_in_milliseconds(placed_.timeline->actions(), *record));
    } else {
      placed_.moments = {placed_.timeline, &placed_.timeline->operations()};
    }
  }
  actions_->show(placed_);
  label_axes();
  if (!has_timeline()) return;
  const double end = std::max(placed_.moments->back(), kShortest);
  const auto length = static_cast<double>(placed_.timeline->sequence().chunks());
  // The strip's time axis is tied to this one.
  set_bounds(steps_rect_->axis(QCPAxis::atBottom), {-0.02 * end, 1.02 * end});
  set_bounds(steps_rect_->axis(QCPAxis::atLeft), {-0.04 * length - 0.5, 1.04 * length + 0.5});
}

void TimelineView::place_memory() {
  const bool has_strip = has_timeline() && part_ != Part::Timeline;
  for (MemoryLayer* line : {predicted_, measured_, device_}) line->clear();
  device_->setVisible(has_strip && device_memory_->isChecked());
  budget_line_->setVisible(has_strip);
  budget_label_->setVisible(has_strip);
  show_key();
  if (!has_timeline()) return;
  const Timeline& timeline = *placed_.timeline;
  predicted_->show(placed_.moments, {placed_.timeline, &timeline.memory()},
                   {placed_.timeline, &timeline.memory_levels()}, placed_.moments->back());
  const std::shared_ptr<const Record> record = source_->record();
  if (record != nullptr && source_->counts_bytes() && !record->actions.empty()) {
    place_measured_memory(*record);
  }
  show_key();
  fit_memory();
}

void TimelineView::place_measured_memory(const Record& record) {
  /// Amounts of memory, each where its action has ended.
  struct Line {
    std::shared_ptr<std::vector<double>> places = std::make_shared<std::vector<double>>();
    std::shared_ptr<std::vector<std::int64_t>> values = std::make_shared<std::vector<std::int64_t>>();
    void add(double place, std::int64_t value) {
      places->push_back(place);
      values->push_back(value);
    }
    void show_in(MemoryLayer* layer) const {
      layer->show(places, values, std::make_shared<const ValueLevels>(levels_of(*values)), places->back());
    }
  };
  Line arena;
  Line device;
  std::int64_t latest = -1;
  for (const ActionEvent& event : record.actions) {
    if (event.iteration != record.actions.front().iteration || event.index <= latest) continue;
    latest = event.index;
    const double place = (*placed_.moments)[index(event.index) + 1];
    arena.add(place, event.arena_bytes);
    if (event.device_bytes) device.add(place, *event.device_bytes);
  }
  arena.show_in(measured_);
  if (!device.values->empty()) device.show_in(device_);
}

void TimelineView::fit_memory() {
  std::int64_t highest = 0;
  for (const MemoryLayer* line : {predicted_, measured_, device_}) {
    if (line == predicted_ || line->visible()) highest = std::max(highest, line->highest());
  }
  // A budget far above what is used would press everything flat, so its line then stays at the upper edge.
  if (source_->budget() <= 4 * predicted_->highest()) highest = std::max(highest, source_->budget());
  const auto [unit, scale] = memory_unit(highest);
  for (MemoryLayer* line : {predicted_, measured_, device_}) line->set_scale(scale);
  const double top = scale * static_cast<double>(highest) * kHeadroom;
  QCPAxis* memory = memory_rect_->axis(QCPAxis::atLeft);
  memory_unit_name_ = unit;
  memory->setRange(0, top);
  // The percent axis follows from two amounts, since percents need not be 0 where the states take nothing:
  // what chunks take beside them counts, too.
  const double none = 100 * source_->part_of_standard(0);
  const double one = 100 * source_->part_of_standard(1);
  memory_rect_->axis(QCPAxis::atRight)->setRange(none, none + top * (one - none) / scale);

  const double budget = scale * static_cast<double>(source_->budget());
  const double line = std::min(budget, top * 0.985);
  budget_line_->start->setCoords(0, line);
  budget_line_->end->setCoords(1, line);
  budget_label_->position->setCoords(0.004, line);
  const QString words = source_->memory_words(source_->budget());
  budget_label_->setText(budget > top ? tr("tidemark: budget %1, above this chart").arg(words)
                                      : tr("tidemark: budget %1").arg(words));
  fit_labels();
}

std::pair<QString, double> TimelineView::memory_unit(std::int64_t highest) const {
  const Timeline& timeline = *placed_.timeline;
  if (!source_->counts_bytes()) {
    const Strategy strategy = timeline.plan().problem.strategy;
    return {slot_contents(strategy), 1.0 / static_cast<double>(slot_size(strategy, timeline.sizes()))};
  }
  if (highest >= 1LL << 30) return {tr("GiB"), std::pow(2.0, -30)};
  if (highest >= 1LL << 20) return {tr("MiB"), std::pow(2.0, -20)};
  return {tr("KiB"), std::pow(2.0, -10)};
}

void TimelineView::place_cursor() {
  play_head_->setVisible(has_timeline());
  if (has_timeline()) {
    const std::int64_t moment =
        std::clamp<std::int64_t>(workbench_->cursor(), 0, placed_.timeline->last_moment());
    const double x = (*placed_.moments)[index(moment)];
    std::optional<QLineF> last_action;
    if (moment > 0 && part_ != Part::Memory) {
      const Action& action = placed_.timeline->actions()[index(moment - 1)];
      if (action.from != action.to) {
        last_action = QLineF((*placed_.moments)[index(moment - 1)], static_cast<double>(action.from), x,
                             static_cast<double>(action.to));
      }
    }
    play_head_->show_at(x, last_action);
  }
  replot_cursors();
}

void TimelineView::place_mark() {
  marked_->show(placed_, workbench_->mark());
  replot_cursors();
}

void TimelineView::describe() {
  if (!has_timeline()) return setAccessibleDescription(no_schedule_words(*workbench_));
  const Timeline& timeline = *placed_.timeline;
  setAccessibleDescription(
      tr("%1 over %2: %3 actions, %4, memory peak %5 within a budget of %6. "
         "The wheel, plus and minus zoom time, with Control steps; Home shows everything; Control with left or "
         "right moves the cursor, with Shift it measures; Return asks why.")
          .arg(short_name(timeline.plan().problem.strategy), steps_text(timeline.plan().problem.length),
               count_text(timeline.last_moment()), forward_steps_text(timeline.plan().forward_steps),
               source_->memory_words(timeline.peak()), source_->memory_words(source_->budget())));
}

void TimelineView::show_everything() {
  if (!has_timeline()) return;
  const double end = std::max(placed_.moments->back(), kShortest);
  const auto length = static_cast<double>(placed_.timeline->sequence().chunks());
  time_axis()->setRange(-0.005 * end, 1.005 * end);
  steps_rect_->axis(QCPAxis::atLeft)->setRange(-0.02 * length - 0.3, 1.02 * length + 0.3);
}

void TimelineView::apply_colors(const ChartColors& colors) {
  actions_->set_colors(colors);
  key_->set_color(colors.text);
  counts_->set_colors(colors);
  marked_->set_color(colors.accent);
  QColor water = colors.predicted;
  water.setAlphaF(0.22F);
  predicted_->setPen(QPen(colors.predicted, 1));
  predicted_->setBrush(water);
  measured_->setPen(QPen(colors.measured, 1.6, Qt::DashLine));
  device_->setPen(QPen(colors.faint, 1));
  budget_line_->setPen(QPen(colors.budget, 2));
  budget_label_->setColor(colors.budget);
  QColor veil = colors.background;  // keeps the words readable above what is drawn beneath them
  veil.setAlphaF(0.75F);
  budget_label_->setBrush(veil);
  QFont bold = font();
  bold.setBold(true);
  budget_label_->setFont(bold);
  empty_label_->setColor(colors.text);
  measured_label_->apply_colors(colors);
  QColor range = colors.text;
  range.setAlphaF(0.12F);
  measure_->setBrush(range);
  measure_->setPen(QPen(colors.text, 1, Qt::DashLine));
  play_head_->set_color(colors.text);
}

}  // namespace tidemark
