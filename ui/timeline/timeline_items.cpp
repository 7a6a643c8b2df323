// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_items.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

constexpr double kPalest = 0.12;     // of the forward colour
constexpr double kRoomForGap = 4;    // pixels that a step must have for a gap between bars
constexpr double kOutline = 8;       // half the height of the outline around a bar
constexpr double kLeastStretch = 2;  // pixels

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

}  // namespace

// --- how often each step is computed

StepCountsBand::StepCountsBand(QCustomPlot* plot, QCPAxisRect* steps)
    : QCPAbstractItem(plot), rect_(steps), colors_(QPalette()) {
  setClipToAxisRect(false);
  setSelectable(false);
}

void StepCountsBand::show(std::shared_ptr<const Timeline> timeline) {
  timeline_ = std::move(timeline);
}

QRectF StepCountsBand::room() const {
  return QRectF(rect_->right() + 1 + kGap, rect_->top(), kWidth, rect_->height());
}

Steps StepCountsBand::steps_between(double upper, double lower) const {
  const QCPAxis* axis = rect_->axis(QCPAxis::atLeft);
  // Step s goes from s - 1 to s on the axis.
  const double first = std::floor(axis->pixelToCoord(lower)) + 1;
  const double last = std::ceil(axis->pixelToCoord(upper));
  const auto chunks = static_cast<double>(timeline_->sequence().chunks());
  Steps steps;
  if (last < 1 || first > chunks) return steps;
  steps.add(static_cast<std::int32_t>(std::clamp(first, 1.0, chunks)));
  steps.add(static_cast<std::int32_t>(std::clamp(last, 1.0, chunks)));
  return steps;
}

std::optional<Steps> StepCountsBand::steps_at(const QPointF& position) const {
  if (timeline_ == nullptr || !visible() || !room().contains(position)) return std::nullopt;
  const QCPAxis* axis = rect_->axis(QCPAxis::atLeft);
  const bool are_wide = std::abs(axis->coordToPixel(1) - axis->coordToPixel(0)) >= 1;
  const double y = are_wide ? position.y() : std::floor(position.y());
  const Steps steps = steps_between(y, are_wide ? y : y + 1);
  return steps.low > steps.high ? std::nullopt : std::optional(steps);
}

std::int64_t StepCountsBand::most_of(const Steps& steps) const {
  return span_of(timeline_->forward_counts(), timeline_->forward_count_levels(), steps.low - 1, steps.high)
      .high;
}

QColor StepCountsBand::shade(double part) const {
  return mixed(colors_.background, colors_.forward, kPalest + (1 - kPalest) * part);
}

void StepCountsBand::draw_icon(QCPPainter* painter, const QRectF& icon) const {
  painter->setAntialiasing(false);
  const double height = std::floor(icon.height() / 3);
  double top = icon.top();
  for (const double part : {1.0 / 3, 1.0, 2.0 / 3}) {
    painter->fillRect(QRectF(icon.left(), top, part * icon.width(), height), shade(part));
    top += height + 1;
  }
}

void StepCountsBand::draw(QCPPainter* painter) {
  if (timeline_ == nullptr) return;
  const auto most = static_cast<double>(timeline_->forward_count_levels().whole().high);
  const QRectF room = this->room();
  const QCPAxis* axis = rect_->axis(QCPAxis::atLeft);
  const auto draw_bar = [&](double top, double bottom, std::int64_t count) {
    const double part = static_cast<double>(count) / most;
    painter->fillRect(QRectF(room.left(), top, std::max(1.0, part * room.width()), bottom - top),
                      shade(part));
  };
  painter->save();
  painter->setAntialiasing(false);
  painter->setClipRect(room.adjusted(0, 0, 1, 1));
  const double of_step = axis->coordToPixel(0) - axis->coordToPixel(1);
  if (of_step >= 1) {
    const Steps visible = steps_between(room.top(), room.bottom());
    for (std::int64_t step = visible.low; step <= visible.high; ++step) {
      const double top = std::round(axis->coordToPixel(static_cast<double>(step)));
      const double bottom = std::round(axis->coordToPixel(static_cast<double>(step - 1)));
      draw_bar(top, bottom - (of_step >= kRoomForGap ? 1 : 0), timeline_->forward_counts()[index(step - 1)]);
    }
  } else {
    // Rows of pixels with equal counts become one bar.
    double begin = room.top();
    std::int64_t count = 0;
    for (double row = room.top(); row < room.bottom(); ++row) {
      const Steps steps = steps_between(row, row + 1);
      const std::int64_t here = steps.low > steps.high ? 0 : most_of(steps);
      if (here == count) continue;
      if (count > 0) draw_bar(begin, row, count);
      begin = row;
      count = here;
    }
    if (count > 0) draw_bar(begin, room.bottom(), count);
  }
  painter->restore();
  painter->setFont(mParentPlot->font());
  painter->setPen(colors_.text);
  // The words are wider than the band, and end where the chart does.
  const QRectF above(room.left() - 2 * kWidth, room.top() - 40,
                     mParentPlot->viewport().right() - kGap - room.left() + 2 * kWidth, 38);
  painter->drawText(above, Qt::AlignRight | Qt::AlignBottom,
                    QCoreApplication::translate("StepCountsBand", "up to %1×")
                        .arg(count_text(static_cast<std::int64_t>(most))));
}

// --- the stretch that is pointed out

MarkedStretch::MarkedStretch(QCustomPlot* plot) : QCPAbstractItem(plot) {
  setClipToAxisRect(false);
  setSelectable(false);
}

void MarkedStretch::set_rects(QCPAxisRect* top, QCPAxisRect* bottom, QCPAxisRect* steps) {
  top_ = top;
  bottom_ = bottom;
  steps_ = steps;
}

void MarkedStretch::show(const PlacedTimeline& placed, const std::optional<Mark>& mark) {
  placed_ = placed;
  mark_ = mark;
}

void MarkedStretch::draw(QCPPainter* painter) {
  // Like the pointer, a mark is not part of an export.
  if (!mark_ || placed_.timeline == nullptr || painter->modes().testFlag(QCPPainter::pmNoCaching)) return;
  const std::int64_t last = placed_.timeline->last_moment();
  const auto place = [&](std::int64_t moment) {
    const double x = (*placed_.moments)[index(std::clamp<std::int64_t>(moment, 0, last))];
    return std::clamp(top_->axis(QCPAxis::atBottom)->coordToPixel(x), top_->left() - 2.0,
                      top_->right() + 2.0);
  };
  const double left = place(mark_->first);
  const double right = std::max(place(mark_->end), left + kLeastStretch);
  QColor tint = color_;
  tint.setAlphaF(0.14F);
  painter->save();
  painter->setAntialiasing(false);
  painter->setClipRect(QRectF(top_->topLeft(), QPointF(top_->right() + 1, bottom_->bottom() + 1)));
  painter->fillRect(QRectF(QPointF(left, top_->top()), QPointF(right, bottom_->bottom())), tint);
  painter->setPen(QPen(color_, 1));
  for (const double x : {left, right}) painter->drawLine(QLineF(x, top_->top(), x, bottom_->bottom()));
  painter->restore();
  if (!mark_->slot || steps_ == nullptr) return;
  const Lifetime* life = placed_.timeline->in_slot(*mark_->slot, mark_->first + 1);
  if (life == nullptr) return;
  const double y = steps_->axis(QCPAxis::atLeft)->coordToPixel(static_cast<double>(life->step));
  painter->save();
  painter->setAntialiasing(true);
  painter->setClipRect(steps_->rect());
  painter->setPen(QPen(color_, 2));
  painter->setBrush(Qt::NoBrush);
  painter->drawRoundedRect(QRectF(place(life->stored) - 3, y - kOutline,
                                  place(life->freed) - place(life->stored) + 6, 2 * kOutline),
                           4, 4);
  painter->restore();
}

}  // namespace tidemark
