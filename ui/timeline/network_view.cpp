// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/network_view.h"

#include <QAction>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/timeline/action_facts.h"
#include "ui/charts/qcustomplot_header.h"
#include "ui/timeline/timeline_layers.h"
#include "ui/words/action_words.h"
#include "ui/words/caption_words.h"
#include "ui/words/chart_format.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr double kSide = 14;        // pixels left of h_0 and right of the last state
constexpr double kCellPart = 0.62;  // of the way from one cell to the next; the rest is its hidden state's
constexpr double kWidestPitch = 34;
constexpr double kCellHeight = 30;
constexpr double kInputHeight = 12;
constexpr double kGap = 3;
constexpr double kFrame = 2;    // pixels around what is computed now
constexpr double kArrow = 3.5;  // half the width of an arrow's head

QColor translucent(QColor color, double alpha) {
  color.setAlphaF(static_cast<float>(alpha));
  return color;
}

/// An arrow from `from` to `to`, level or upright.
void draw_arrow(QCPPainter& painter, const QPointF& from, const QPointF& to, const QColor& color,
                double width, double head = kArrow) {
  const QLineF line(from, to);
  if (line.length() < 1) return;
  const QPointF along = (to - from) / line.length();
  const QPointF across(-along.y(), along.x());
  const double length = std::min(1.4 * head, line.length());
  const QPointF base = to - along * length;
  painter.setPen(QPen(color, width, Qt::SolidLine, Qt::FlatCap));
  painter.drawLine(from, base);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(QPolygonF({to, base + across * head, base - across * head}));
}

}  // namespace

NetworkView::NetworkView(Workbench* workbench, TimelineSource* source, QWidget* parent)
    : QWidget(parent),
      workbench_(workbench),
      source_(source),
      shown_(new QAction(tr("Unrolled network"), this)) {
  setAccessibleName(tr("Unrolled network"));
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAttribute(Qt::WA_OpaquePaintEvent);
  shown_->setCheckable(true);
  shown_->setChecked(true);
  shown_->setToolTip(
      tr("The cells of a short sequence, what is stored of them, and how far gradients have come"));
  connect(shown_, &QAction::toggled, this, &NetworkView::refresh_visibility);
  connect(source_, &TimelineSource::timeline_changed, this, &NetworkView::timeline_changed);
  connect(workbench, &Workbench::cursor_changed, this, &NetworkView::cursor_changed);
  timeline_changed();
  refresh_visibility();
}

// --- changes

void NetworkView::timeline_changed() {
  const bool had_picture = has_picture();
  timeline_ = source_->timeline();
  if (timeline_ != nullptr && steps() > kMostSteps) timeline_ = nullptr;
  cursor_changed();
  if (has_picture() == had_picture) return;
  refresh_visibility();
  Q_EMIT has_picture_changed(has_picture());
}

void NetworkView::cursor_changed() {
  setAccessibleDescription(state_words());
  update();
}

void NetworkView::refresh_visibility() {
  shown_->setEnabled(has_picture());
  const bool is_wanted = has_picture() && shown_->isChecked();
  // Without a parent it would become a window of its own.
  if (parentWidget() != nullptr || !is_wanted) setVisible(is_wanted);
}

void NetworkView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) updateGeometry();
}

// --- what there is

std::int64_t NetworkView::moment() const {
  return std::clamp<std::int64_t>(workbench_->cursor(), 0, timeline_->last_moment());
}

std::optional<Action> NetworkView::last_action() const {
  if (moment() == 0) return std::nullopt;
  return timeline_->actions()[static_cast<std::size_t>(moment() - 1)];
}

const Lifetime* NetworkView::stored(Lifetime::Kind kind, std::int64_t step) const {
  for (std::int32_t slot = 0; slot < timeline_->slot_count(); ++slot) {
    const Lifetime* life = timeline_->in_slot(slot, moment());
    if (life != nullptr && life->kind == kind && life->step == step) return life;
  }
  return nullptr;
}

QString NetworkView::state_words() const {
  if (!has_picture()) return tr("There is no schedule that is short enough to be drawn as a network.");
  QStringList held;
  for (std::int32_t slot = 0; slot < timeline_->slot_count(); ++slot) {
    if (const Lifetime* life = timeline_->in_slot(slot, moment()))
      held += words_for(*life, moment(), timeline_->sequence());
  }
  const std::int64_t next = timeline_->next_backward(moment());
  return tr("%1. Stored: %2. In the core: %3. %4.")
      .arg(caption_words(*timeline_, moment()),
           held.isEmpty() ? tr("nothing") : held.join(QStringLiteral(", ")),
           words_for(timeline_->core_at(moment()), timeline_->sequence()),
           next == 0 ? tr("Every step has been backpropagated")
                     : tr("Next to be backpropagated: %1").arg(chunk_text(next, timeline_->sequence())));
}

QString NetworkView::step_words(std::int64_t step) const {
  QStringList lines{chunk_text(step, timeline_->sequence())};
  if (const Lifetime* internal = stored(Lifetime::Kind::Internal, step))
    lines += tr("its internal state is in slot %1").arg(internal->slot);
  if (const Lifetime* hidden = stored(Lifetime::Kind::Hidden, step))
    lines += tr("%1 is in slot %2").arg(hidden_text(step)).arg(hidden->slot);
  const CoreState core = timeline_->core_at(moment());
  if (core.internal == step) lines += tr("its internal state is in the core");
  if (core.hidden == step) lines += tr("%1 is the current hidden state").arg(hidden_text(step));
  if (step > 0) {
    const std::int64_t times = timeline_->forward_counts()[static_cast<std::size_t>(step - 1)];
    lines += times == 1 ? tr("computed once in all") : tr("computed %1 times in all").arg(count_text(times));
    if (step > timeline_->next_backward(moment()))
      lines += tr("backpropagated");
    else if (step > timeline_->reached(moment()))
      lines += tr("not computed yet");
    else if (lines.size() == 2)
      lines += tr("computed, and nothing kept");
  }
  return lines.join(QLatin1Char('\n'));
}

QString NetworkView::words_at(const QPointF& position) const {
  if (!has_picture()) return {};
  if (position.x() < cell(1).left() && position.x() >= 0) return step_words(0);
  const std::int64_t step = step_at(position);
  return step == 0 ? QString() : step_words(step);
}

// --- places

double NetworkView::pitch() const {
  const double room = width() - 2 * kSide;
  return std::min(kWidestPitch, room / (static_cast<double>(steps()) + 1 - kCellPart));
}

QRectF NetworkView::cell(std::int64_t step) const {
  const double used = pitch() * (static_cast<double>(steps()) + 1 - kCellPart);
  const double left = (width() - used) / 2 + pitch() * (static_cast<double>(step) - kCellPart);
  const double top = kGap + fontMetrics().height() + kGap;
  return {left, top, pitch() * kCellPart, kCellHeight};
}

QPointF NetworkView::hidden_state(std::int64_t step) const {
  const QRectF box = cell(step + 1);
  return {box.left() - pitch() * (1 - kCellPart) / 2, box.center().y()};
}

std::int64_t NetworkView::step_at(const QPointF& position) const {
  const double steps_right = (position.x() - cell(1).left()) / pitch();
  const auto step = static_cast<std::int64_t>(std::floor(steps_right)) + 1;
  return step < 1 || step > steps() || position.y() < 0 || position.y() > height() ? 0 : step;
}

QSize NetworkView::sizeHint() const {
  const double lines = 2 * (fontMetrics().height() + kGap);
  return {600, qCeil(lines + kGap + kCellHeight + kInputHeight + kGap)};
}

QSize NetworkView::minimumSizeHint() const {
  return {300, sizeHint().height()};
}

// --- painting

void NetworkView::paintEvent(QPaintEvent*) {
  QCPPainter painter(this);
  const ChartColors colors(palette());
  painter.fillRect(rect(), colors.background);
  painter.setFont(font());
  painter.setAntialiasing(true);
  if (has_picture()) {
    paint_inputs(painter, colors);
    paint_edges(painter, colors);
    paint_cells(painter, colors);
    paint_gradient(painter, colors);
    paint_states(painter, colors);
  }
  if (hasFocus()) {
    painter.setAntialiasing(false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Active, QPalette::Highlight), 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
}

/// Arrows of the hidden states from cell to cell.
void NetworkView::paint_edges(QCPPainter& painter, const ChartColors& colors) const {
  const auto last = last_action();
  const std::int64_t reached = timeline_->reached(moment());
  for (std::int64_t step = 0; step <= steps(); ++step) {
    const bool is_now = last && last->forward_chunks() > 0 && last->from <= step && step <= last->to;
    const QColor color = is_now ? colors.forward : step <= reached ? colors.faint : colors.grid;
    const double y = cell(1).center().y();
    const double right =
        step < steps() ? cell(step + 1).left() : cell(step).right() + pitch() * (1 - kCellPart);
    const double left = step > 0 ? cell(step).right() : right - pitch() * (1 - kCellPart);
    draw_arrow(painter, {left, y}, {right, y}, color, is_now ? 2 : 1, std::min(kArrow, pitch() / 6));
  }
}

/// Cells: empty outlines of what is not computed yet, pale where nothing was kept, striped where the internal
/// state is stored, full where it is in the core, in the colour of backward steps where gradients have
/// passed.
void NetworkView::paint_cells(QCPPainter& painter, const ChartColors& colors) const {
  const auto last = last_action();
  const CoreState core = timeline_->core_at(moment());
  const std::int64_t next = timeline_->next_backward(moment());
  const std::int64_t reached = timeline_->reached(moment());
  const BarPainter bars(colors);
  for (std::int64_t step = 1; step <= steps(); ++step) {
    const QRectF box = cell(step);
    const bool is_forward_now = last && last->forward_chunks() > 0 && last->from < step && step <= last->to;
    const bool is_backward_now = last && last->kind == ActionKind::Backward && last->from == step;
    painter.setPen(QPen(step <= reached ? colors.faint : colors.grid, 1));
    painter.setBrush(step > next ? translucent(colors.backward, is_backward_now ? 1 : 0.45)
                     : step <= reached
                         ? mixed(colors.background, colors.forward, is_forward_now ? 0.55 : 0.12)
                         : colors.background);
    painter.drawRoundedRect(box, 2, 2);
    if (core.internal == step) {
      painter.setBrush(colors.keep);
      painter.drawRoundedRect(box, 2, 2);
    }
    if (const Lifetime* life = stored(Lifetime::Kind::Internal, step); life && !life->is_spent_at(moment())) {
      painter.setAntialiasing(false);
      bars.draw(&painter, Lifetime::Kind::Internal, box.adjusted(1, 1, -1, -1));
      painter.setAntialiasing(true);
    }
    if (!is_forward_now && !is_backward_now) continue;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colors.text, kFrame));
    painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 3, 3);
  }
}

/// The inputs' arrows, and the steps' numbers below them as far as there is room.
void NetworkView::paint_inputs(QCPPainter& painter, const ChartColors& colors) const {
  const double widest = fontMetrics().horizontalAdvance(QString::number(steps())) + 6;
  std::int64_t every = 1;
  for (const std::int64_t wider : {2, 5, 10, 20}) {
    if (static_cast<double>(every) * pitch() < widest) every = wider;
  }
  for (std::int64_t step = 1; step <= steps(); ++step) {
    const QRectF box = cell(step);
    draw_arrow(painter, {box.center().x(), box.bottom() + kInputHeight}, {box.center().x(), box.bottom() + 1},
               colors.faint, 1, std::min(kArrow - 1, pitch() / 6));
    if (step != 1 && step % every != 0) continue;
    if (step == 1 && every > 1 && static_cast<double>(every - 1) * pitch() < widest) continue;
    painter.setPen(colors.text);
    painter.drawText(QRectF(box.center().x() - 30, box.bottom() + kInputHeight, 60, fontMetrics().height()),
                     Qt::AlignHCenter | Qt::AlignTop, QString::number(step));
  }
}

/// The gradient that flows back above the cells, down to the last step that was backpropagated.
void NetworkView::paint_gradient(QCPPainter& painter, const ChartColors& colors) const {
  const std::int64_t next = timeline_->next_backward(moment());
  if (next == steps()) return;
  const double y = cell(1).top() - kGap - 3;
  const auto last = last_action();
  const bool is_now = last && last->kind == ActionKind::Backward;
  draw_arrow(painter, {cell(steps()).right(), y}, {cell(next + 1).left() - pitch() * (1 - kCellPart), y},
             colors.backward, is_now ? 3 : 2, kArrow + 1);
}

/// Stored hidden states as marks on their arrows, each with its slot above, and a ring around the current
/// hidden state.
void NetworkView::paint_states(QCPPainter& painter, const ChartColors& colors) const {
  const double radius = std::clamp(pitch() * 0.24, 3.0, 6.0);
  const auto last = last_action();
  const double above = cell(1).top() - kGap;
  for (std::int32_t slot = 0; slot < timeline_->slot_count(); ++slot) {
    const Lifetime* life = timeline_->in_slot(slot, moment());
    if (life == nullptr || life->is_spent_at(moment())) continue;
    const bool is_hidden = life->kind == Lifetime::Kind::Hidden;
    const QColor color = is_hidden ? colors.stored_hidden : colors.stored_internal;
    const QPointF place = is_hidden ? hidden_state(life->step) : cell(life->step).center();
    if (is_hidden) {
      painter.setPen(QPen(color, 1.4));
      painter.drawLine(QPointF(place.x(), above), place);
      painter.setPen(Qt::NoPen);
      painter.setBrush(color);
      painter.drawEllipse(place, radius, radius);
    }
    const QString number = QString::number(slot);
    if (fontMetrics().horizontalAdvance(number) + 2 > pitch()) continue;
    painter.setPen(colors.text);
    painter.drawText(QRectF(place.x() - 30, kGap, 60, above - kGap), Qt::AlignHCenter | Qt::AlignVCenter,
                     number);
  }
  const QPointF current = hidden_state(timeline_->core_at(moment()).hidden);
  const bool is_restored = last && last->kind == ActionKind::Restore;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(is_restored ? colors.restore : colors.text, is_restored ? 3 : 2));
  painter.drawEllipse(current, radius + 1.5, radius + 1.5);
}

// --- mouse and keys

bool NetworkView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString words = words_at(help->pos());
    if (words.isEmpty()) {
      QToolTip::hideText();
      event->ignore();
    } else {
      QToolTip::showText(help->globalPos(), words, this);
    }
    return true;
  }
  return QWidget::event(event);
}

void NetworkView::mouseReleaseEvent(QMouseEvent* event) {
  QWidget::mouseReleaseEvent(event);
  if (event->button() != Qt::LeftButton || !has_picture()) return;
  const std::int64_t step = step_at(event->position());
  if (step == 0) return;
  if (const auto touch = next_touch(*timeline_, step, moment())) workbench_->set_cursor(*touch);
}

void NetworkView::keyPressEvent(QKeyEvent* event) {
  if (!has_picture() || (event->modifiers() & ~Qt::KeypadModifier)) return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left:
      return workbench_->set_cursor(std::max<std::int64_t>(moment() - 1, 0));
    case Qt::Key_Right:
      return workbench_->set_cursor(std::min(moment() + 1, timeline_->last_moment()));
    case Qt::Key_Home:
      return workbench_->set_cursor(0);
    case Qt::Key_End:
      return workbench_->set_cursor(timeline_->last_moment());
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace tidemark
