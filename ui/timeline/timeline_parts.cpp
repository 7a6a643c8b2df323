// SPDX-License-Identifier: GPL-3.0-or-later
/// Builds the parts of a TimelineView: axes, legend, lines and labels, and the actions that switch things on
/// and off. Sees to it that labels fit.
#include "ui/charts/chart_tickers.h"
#include "ui/timeline/timeline_view.h"
#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

constexpr int kGap = 14;          // pixels between the timeline and the memory strip
constexpr int kRoomForTick = 26;  // pixels of an axis for each number on it
constexpr int kMostTicks = 5;

}  // namespace

void TimelineView::build_axes() {
  steps_rect_ = axisRect();
  memory_rect_ = new QCPAxisRect(this);
  plotLayout()->take(steps_rect_);
  plotLayout()->setRowSpacing(0);
  plotLayout()->addElement(1, 0, steps_rect_);
  plotLayout()->addElement(2, 0, memory_rect_);
  margins_ = new QCPMarginGroup(this);
  for (QCPAxisRect* rect : {steps_rect_, memory_rect_}) {
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins_);
    for (QCPAxis* axis : rect->axes()) axis->setLayer(QStringLiteral("axes"));
    for (QCPAxis* axis : rect->axes()) axis->grid()->setLayer(QStringLiteral("grid"));
  }
  QCPAxis* time = steps_rect_->axis(QCPAxis::atBottom);
  QCPAxis* memory_time = memory_rect_->axis(QCPAxis::atBottom);
  time->setTickLabels(false);
  memory_rect_->setMinimumMargins(QMargins(0, kGap, kRightMargin, 0));
  // The memory strip and the timeline follow each other, whichever of the two the mouse is over.
  connect(time, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), memory_time,
          qOverload<const QCPRange&>(&QCPAxis::setRange));
  connect(memory_time, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), time,
          qOverload<const QCPRange&>(&QCPAxis::setRange));
  memory_rect_->setRangeZoomAxes(time, nullptr);
  memory_rect_->setRangeDragAxes(time, nullptr);
  steps_rect_->axis(QCPAxis::atLeft)->setLabel(tr("step"));
  using Numbers = TextTicker::Numbers;
  const auto count = [](double value) { return short_count_text(value); };
  for (QCPAxis* axis : {time, memory_time})
    axis->setTicker(QSharedPointer<TextTicker>::create(Numbers::Real, false, count));
  steps_rect_->axis(QCPAxis::atLeft)
      ->setTicker(QSharedPointer<TextTicker>::create(Numbers::Whole, false, count));
  QCPAxis* percent = memory_rect_->axis(QCPAxis::atRight);
  percent->setVisible(true);
  percent->setTicker(QSharedPointer<TextTicker>::create(Numbers::Real, false, count));
  percent->grid()->setVisible(false);
  set_memory_share(memory_share_);
}

void TimelineView::build_key() {
  key_ = new TimelineKey(this);
  plotLayout()->addElement(0, 0, key_);
  plotLayout()->setRowStretchFactor(0, kLegendStretch);
  key_->setLayer(QStringLiteral("legend"));
  const auto stroke = [this](ActionKind kind, bool rises) {
    return [this, kind, rises](QCPPainter* painter, const QRectF& icon) {
      painter->setAntialiasing(true);
      painter->setPen(ActionsLayer::pen_of(kind, colors()));
      painter->drawLine(rises ? QLineF(icon.bottomLeft(), icon.topRight())
                              : QLineF(icon.topLeft(), icon.bottomRight()));
    };
  };
  const auto bar = [this](Lifetime::Kind kind) {
    return [this, kind](QCPPainter* painter, const QRectF& icon) {
      painter->setAntialiasing(false);
      BarPainter(colors()).draw(painter, kind, icon.adjusted(0, 2, 0, -2));
    };
  };
  const auto line = [](const MemoryLayer* of) {
    return [of](QCPPainter* painter, const QRectF& icon) {
      painter->setAntialiasing(false);
      painter->setPen(of->pen());
      painter->drawLine(QLineF(icon.left(), icon.center().y(), icon.right(), icon.center().y()));
    };
  };
  key_->add(ChartWord::Advance, stroke(ActionKind::Advance, true));
  key_->add(ChartWord::Keep, stroke(ActionKind::Keep, true));
  key_->add(ChartWord::Backward, stroke(ActionKind::Backward, false));
  key_->add(ChartWord::Restore, [this](QCPPainter* painter, const QRectF& icon) {
    painter->setAntialiasing(false);
    painter->setPen(ActionsLayer::pen_of(ActionKind::Restore, colors()));
    painter->drawLine(QLineF(icon.center().x(), icon.top() - 2, icon.center().x(), icon.bottom() + 2));
  });
  key_->add(ChartWord::HiddenStored, bar(Lifetime::Kind::Hidden));
  key_->add(ChartWord::InternalStored, bar(Lifetime::Kind::Internal));
  key_->add(ChartWord::TimesComputed,
            [this](QCPPainter* painter, const QRectF& icon) { counts_->draw_icon(painter, icon); });
  key_->add(ChartWord::Predicted, [this](QCPPainter* painter, const QRectF& icon) {
    painter->setAntialiasing(false);
    painter->fillRect(icon, predicted_->brush());
    painter->setPen(predicted_->pen());
    painter->drawLine(icon.topLeft(), icon.topRight());
  });
  key_->add(ChartWord::Measured, line(measured_));
  key_->add(ChartWord::DeviceMemory, line(device_));
}

void TimelineView::show_key() {
  const bool has_strip = part_ != Part::Timeline;
  for (const ChartWord word : {ChartWord::Advance, ChartWord::Keep, ChartWord::Backward, ChartWord::Restore,
                               ChartWord::HiddenStored, ChartWord::InternalStored})
    key_->set_shown(word, part_ != Part::Memory);
  key_->set_shown(ChartWord::TimesComputed, counts_->visible());
  key_->set_shown(ChartWord::Predicted, has_strip);
  key_->set_shown(ChartWord::Measured, has_strip && !measured_->is_empty());
  key_->set_shown(ChartWord::DeviceMemory, has_strip && !device_->is_empty() && device_->visible());
}

void TimelineView::build_items() {
  QCPAxis* time = steps_rect_->axis(QCPAxis::atBottom);
  QCPAxis* steps = steps_rect_->axis(QCPAxis::atLeft);
  QCPAxis* memory = memory_rect_->axis(QCPAxis::atLeft);
  actions_ = new ActionsLayer(time, steps);
  predicted_ = new MemoryLayer(memory_rect_->axis(QCPAxis::atBottom), memory);
  measured_ = new MemoryLayer(memory_rect_->axis(QCPAxis::atBottom), memory);
  device_ = new MemoryLayer(memory_rect_->axis(QCPAxis::atBottom), memory);
  device_->join_values();
  device_->setVisible(false);

  const auto pin = [](QCPItemPosition* position, QCPAxisRect* rect, QCPItemPosition::PositionType x,
                      QCPItemPosition::PositionType y) {
    position->setAxisRect(rect);
    position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    position->setTypeX(x);
    position->setTypeY(y);
  };
  const auto inside = QCPItemPosition::ptAxisRectRatio;
  const auto on_axis = QCPItemPosition::ptPlotCoords;
  budget_line_ = new QCPItemLine(this);
  pin(budget_line_->start, memory_rect_, inside, on_axis);
  pin(budget_line_->end, memory_rect_, inside, on_axis);
  budget_label_ = new QCPItemText(this);
  pin(budget_label_->position, memory_rect_, inside, on_axis);
  budget_label_->setPadding(QMargins(2, 1, 2, 1));
  for (QCPAbstractItem* item :
       {static_cast<QCPAbstractItem*>(budget_line_), static_cast<QCPAbstractItem*>(budget_label_)}) {
    item->setClipAxisRect(memory_rect_);
    item->setSelectable(false);
  }
  empty_label_ = new QCPItemText(this);
  pin(empty_label_->position, steps_rect_, inside, inside);
  empty_label_->position->setCoords(0.5, 0.5);

  measure_ = new QCPItemRect(this);
  measure_->setLayer(cursor_layer());
  pin(measure_->topLeft, steps_rect_, on_axis, inside);
  pin(measure_->bottomRight, steps_rect_, on_axis, inside);
  measure_->setClipAxisRect(steps_rect_);
  measure_->setVisible(false);
  marked_ = new MarkedStretch(this);
  marked_->setLayer(cursor_layer());
  marked_->set_rects(steps_rect_, memory_rect_, steps_rect_);
  counts_ = new StepCountsBand(this, steps_rect_);
  play_head_ = new PlayHead(this);
  play_head_->setLayer(cursor_layer());
  play_head_->set_rects(steps_rect_, memory_rect_);
  measured_label_ = new HoverLabel(this, cursor_layer()->name());
  measured_label_->position->setParentAnchor(measure_->topRight);
}

void TimelineView::build_actions() {
  const auto add = [this](const QString& text, const QKeySequence& keys, bool on) {
    auto* action = new QAction(text, this);
    action->setCheckable(true);
    action->setChecked(on);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    addAction(action);
    return action;
  };
  in_milliseconds_ = add(tr("Measured milliseconds"), QKeySequence(Qt::Key_T), false);
  lifetimes_ = add(tr("Lifetimes of stored states"), QKeySequence(Qt::Key_L), true);
  restores_ = add(tr("Restores"), QKeySequence(Qt::Key_R), true);
  step_counts_ = add(tr("How often each step is computed"), QKeySequence(Qt::Key_C), true);
  device_memory_ = add(tr("Device memory or resident set"), QKeySequence(Qt::Key_M), false);
  connect(in_milliseconds_, &QAction::toggled, this,
          [this](bool on) { set_axis(on ? Axis::Milliseconds : Axis::Operations); });
  connect(lifetimes_, &QAction::toggled, this, &TimelineView::set_lifetimes_shown);
  connect(restores_, &QAction::toggled, this, &TimelineView::set_restores_shown);
  connect(step_counts_, &QAction::toggled, this, &TimelineView::set_step_counts_shown);
  connect(device_memory_, &QAction::toggled, this, &TimelineView::set_device_memory_shown);
  set_step_counts_shown(true);
}

bool TimelineView::fit_labels() {
  const QFontMetrics metrics(font());
  const auto fitting = [&metrics](int room, const QStringList& labels) {
    const auto found = std::find_if(labels.begin(), labels.end(), [&](const QString& label) {
      return metrics.horizontalAdvance(label) <= room;
    });
    return found == labels.end() ? QString() : *found;
  };
  bool is_changed = false;
  const auto set_label = [&is_changed](QCPAxis* axis, const QString& label) {
    is_changed |= axis->label() != label;
    axis->setLabel(label);
  };
  const auto set_ticks = [&is_changed](QCPAxis* axis, int room) {
    const int ticks = std::clamp(room / kRoomForTick, 1, kMostTicks);
    is_changed |= axis->ticker()->tickCount() != ticks;
    axis->ticker()->setTickCount(ticks);
  };
  QCPAxis* memory = memory_rect_->axis(QCPAxis::atLeft);
  QCPAxis* percent = memory_rect_->axis(QCPAxis::atRight);
  if (part_ != Part::Memory) {
    set_label(steps_rect_->axis(QCPAxis::atLeft), fitting(steps_rect_->height(), {steps_label_}));
    set_ticks(steps_rect_->axis(QCPAxis::atLeft), steps_rect_->height());
  }
  if (part_ != Part::Timeline) {
    set_label(memory,
              fitting(memory_rect_->height(), {tr("memory / %1").arg(memory_unit_name_), memory_unit_name_}));
    set_label(percent, fitting(memory_rect_->height(), {tr("% of standard"), tr("%")}));
    for (QCPAxis* axis : {memory, percent}) set_ticks(axis, memory_rect_->height());
  }
  QCPAxisRect* bottom = part_ == Part::Timeline ? steps_rect_ : memory_rect_;
  set_label(bottom->axis(QCPAxis::atBottom), fitting(bottom->width(), time_labels_));
  place_budget_label();
  return is_changed;
}

void TimelineView::fit_layout() {
  if (!fit_labels()) return;
  for (const auto phase :
       {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins, QCPLayoutElement::upLayout})
    plotLayout()->update(phase);
}

}  // namespace tidemark
