// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_layers.h"

#include <algorithm>
#include <cmath>

#include "ui/charts/column_painter.h"

namespace tidemark {
namespace {

constexpr double kThickestBar = 9;
constexpr double kLeastColumn = 3;  // pixels; a merged column that is less high could not be seen
constexpr int kStripe = 3;          // pixels of an internal state's stripes
constexpr int kStripesOfTile = 100;
constexpr double kRoomForMark = 4;  // pixels that a step must have for stores to be marked
constexpr double kHandle = 6;       // half the width of the play head's handle

QPen flat_pen(const QColor& color, double width, Qt::PenStyle style = Qt::SolidLine) {
  return QPen(color, width, style, Qt::FlatCap, Qt::MiterJoin);
}

Window window_of(const QCPAxis& axis) {
  const QRect rect = axis.axisRect()->rect();
  const double pixels = axis.orientation() == Qt::Horizontal ? rect.width() : rect.height();
  return {axis.range().lower, axis.range().upper, std::max(1.0, pixels)};
}

QColor translucent(QColor color, double alpha) {
  color.setAlphaF(static_cast<float>(alpha));
  return color;
}

/// A brush with upright stripes. On a screen it is far faster than dashed lines, and the wider the tile, the
/// faster.
QBrush striped(const QColor& stripe, const QColor& ground) {
  QImage tile(kStripe * kStripesOfTile, 1, QImage::Format_ARGB32_Premultiplied);
  for (int x = 0; x < tile.width(); ++x) tile.setPixelColor(x, 0, x / kStripe % 2 == 0 ? stripe : ground);
  return QBrush(tile);
}

QColor color_of_merged(ActionKind kind, const ChartColors& colors) {
  switch (kind) {
    case ActionKind::Advance:
      return translucent(colors.forward, 0.85);
    case ActionKind::Keep:
      return colors.keep;
    case ActionKind::Backward:
      return colors.backward;
    default:
      return translucent(colors.restore, 0.35);
  }
}

/// A column of pixels from y0 down to y1, tall enough to be seen.
QRect column_of(double x, double y0, double y1) {
  const double short_of = std::max(0.0, kLeastColumn - (y1 - y0)) / 2;
  const int top = qRound(y0 - short_of);
  return {qFloor(x), top, 1, qRound(y1 + short_of) - top};
}

}  // namespace

// --- stored states

BarPainter::BarPainter(const ChartColors& colors)
    : hidden_(translucent(colors.stored_hidden, 0.75)),
      stripe_(translucent(colors.stored_internal, 0.95)),
      ground_(translucent(colors.stored_internal, 0.4)),
      internal_(striped(stripe_, ground_)) {}

void BarPainter::draw(QCPPainter* painter, Lifetime::Kind kind, const QRectF& bar) const {
  if (kind == Lifetime::Kind::Hidden) return painter->fillRect(bar, hidden_);
  if (!painter->modes().testFlag(QCPPainter::pmVectorized)) return painter->fillRect(bar, internal_);
  painter->fillRect(bar, ground_);
  const double height = std::max(1.0, bar.height());
  QPen stripes = flat_pen(stripe_, height, Qt::CustomDashLine);
  stripes.setDashPattern({kStripe / height, kStripe / height});
  painter->setPen(stripes);
  painter->drawLine(QLineF(bar.left(), bar.center().y(), bar.right(), bar.center().y()));
}

// --- actions and lifetimes

ActionsLayer::ActionsLayer(QCPAxis* time, QCPAxis* steps)
    : QCPAbstractPlottable(time, steps), colors_(QPalette()) {}

void ActionsLayer::show(const PlacedTimeline& placed) {
  placed_ = placed;
}

QCPRange ActionsLayer::getKeyRange(bool& found, QCP::SignDomain) const {
  found = placed_.timeline != nullptr;
  return found ? QCPRange(0, placed_.moments->back()) : QCPRange();
}

QCPRange ActionsLayer::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const {
  found = placed_.timeline != nullptr;
  return found ? QCPRange(0, static_cast<double>(placed_.timeline->sequence().chunks())) : QCPRange();
}

QPen ActionsLayer::pen_of(ActionKind kind, const ChartColors& colors) {
  switch (kind) {
    case ActionKind::Advance:
      return flat_pen(colors.forward, 1.6);
    case ActionKind::Keep:
      return flat_pen(colors.keep, 3.2);
    case ActionKind::Backward:
      return flat_pen(colors.backward, 2.4);
    default:
      return flat_pen(translucent(colors.restore, 0.8), 1, Qt::DotLine);
  }
}

void ActionsLayer::draw(QCPPainter* painter) {
  if (placed_.timeline == nullptr) return;
  const Window time = window_of(*mKeyAxis);
  const Window steps = window_of(*mValueAxis);
  const std::vector<Stroke> strokes =
      merge_actions(placed_.timeline->actions(), placed_.timeline->action_levels(), *placed_.moments, time);
  if (restores_shown_) draw_strokes(painter, strokes, ActionKind::Restore);
  if (lifetimes_shown_) draw_lifetimes(painter, time, steps);
  draw_strokes(painter, strokes, ActionKind::Advance);
  draw_strokes(painter, strokes, ActionKind::Keep);
  draw_strokes(painter, strokes, ActionKind::Backward);
}

void ActionsLayer::draw_lifetimes(QCPPainter* painter, const Window& time, const Window& steps) const {
  const QRectF rect = mKeyAxis->axisRect()->rect();
  const double room = steps.pixels / (steps.last - steps.first);  // pixels of a step
  const double thickness = std::clamp(room * 0.55, 1.0, kThickestBar);
  const BarPainter bars(colors_);
  painter->setAntialiasing(false);
  for (const Bar& bar : merge_lifetimes(placed_.timeline->lifetimes(), placed_.timeline->lifetime_levels(),
                                        *placed_.moments, time, steps)) {
    const double y = mValueAxis->coordToPixel(static_cast<double>(bar.step));
    const double width = std::max(1.0, bar.x1 - bar.x0);
    bars.draw(painter, bar.kind, {rect.left() + bar.x0, y - thickness / 2, width, thickness});
    if (room < kRoomForMark || bar.is_merged) continue;
    painter->setAntialiasing(true);
    painter->setPen(Qt::NoPen);
    painter->setBrush(bar.kind == Lifetime::Kind::Hidden ? colors_.stored_hidden : colors_.stored_internal);
    const double radius = std::min(thickness * 0.5 + 1.5, 5.0);
    const QPointF place(rect.left() + bar.x0, y);
    if (bar.kind == Lifetime::Kind::Hidden) {
      painter->drawEllipse(place, radius, radius);
    } else {
      painter->drawRect(QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius));
    }
    painter->setAntialiasing(false);
  }
}

void ActionsLayer::draw_strokes(QCPPainter* painter, const std::vector<Stroke>& strokes,
                                ActionKind kind) const {
  const double left = mKeyAxis->axisRect()->left();
  std::vector<QRect> merged;
  QVector<QLineF> lone;
  for (const Stroke& stroke : strokes) {
    if (stroke.kind != kind) continue;
    const double y0 = mValueAxis->coordToPixel(stroke.y0);
    const double y1 = mValueAxis->coordToPixel(stroke.y1);
    if (stroke.is_merged) {
      merged.push_back(column_of(left + stroke.x0, y1, y0));
    } else {
      lone.append(QLineF(left + stroke.x0, y0, left + stroke.x1, y1));
    }
  }
  fill_columns(painter, merged, color_of_merged(kind, colors_));
  painter->setAntialiasing(kind != ActionKind::Restore);
  painter->setPen(pen_of(kind, colors_));
  painter->drawLines(lone);
}

// --- memory

MemoryLayer::MemoryLayer(QCPAxis* time, QCPAxis* memory) : QCPAbstractPlottable(time, memory) {}

void MemoryLayer::show(std::shared_ptr<const std::vector<double>> places,
                       std::shared_ptr<const std::vector<std::int64_t>> values,
                       std::shared_ptr<const ValueLevels> levels, double end) {
  places_ = std::move(places);
  values_ = std::move(values);
  levels_ = std::move(levels);
  end_ = end;
}

void MemoryLayer::clear() {
  places_ = nullptr;
  values_ = nullptr;
  levels_ = nullptr;
}

QCPRange MemoryLayer::getKeyRange(bool& found, QCP::SignDomain) const {
  found = !is_empty();
  return found ? QCPRange(places_->front(), end_) : QCPRange();
}

QCPRange MemoryLayer::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const {
  found = !is_empty();
  if (!found) return {};
  const Span<std::int64_t> all = levels_->whole();
  return {scale_ * static_cast<double>(all.low), scale_ * static_cast<double>(all.high)};
}

void MemoryLayer::draw(QCPPainter* painter) {
  if (is_empty()) return;
  const double left = mKeyAxis->axisRect()->left();
  const std::vector<ValueColumn> columns = merge_values(*places_, *values_, *levels_, window_of(*mKeyAxis));
  if (columns.empty()) return;
  const auto point = [&](double x, double value) {
    return QPointF(left + x, mValueAxis->coordToPixel(value * scale_));
  };
  const double end =
      std::min(mKeyAxis->coordToPixel(end_), static_cast<double>(mKeyAxis->axisRect()->right())) - left;
  const double ground = mValueAxis->coordToPixel(0);
  QVector<QLineF> lines;
  std::vector<QRect> areas;  // amounts that hold for at least a pixel
  for (std::size_t number = 0; number < columns.size(); ++number) {
    const ValueColumn& column = columns[number];
    if (number > 0 && are_joined_)
      lines.append(
          QLineF(point(columns[number - 1].x, columns[number - 1].last), point(column.x, column.first)));
    else if (number > 0)
      lines.append(QLineF(point(column.x, columns[number - 1].last), point(column.x, column.first)));
    if (column.low != column.high)
      lines.append(QLineF(point(column.x, column.low), point(column.x, column.high)));
    const double until = number + 1 < columns.size() ? columns[number + 1].x : end;
    if (until <= column.x || are_joined_) continue;
    lines.append(QLineF(point(column.x, column.last), point(until, column.last)));
    // Begins and ends on whole pixels, so that neighbours neither overlap nor leave a gap.
    const QPoint corner(qRound(left + column.x), qRound(point(column.x, column.last).y()));
    areas.emplace_back(corner, QPoint(qRound(left + until) - 1, qRound(ground) - 1));
  }
  painter->setAntialiasing(are_joined_);  // without it level and upright lines are sharp, and far faster
  if (mBrush.style() != Qt::NoBrush) fill_columns(painter, areas, mBrush.color());
  painter->setPen(mPen);
  painter->setBrush(Qt::NoBrush);
  painter->drawLines(lines);
}

// --- the play head

PlayHead::PlayHead(QCustomPlot* plot) : QCPAbstractItem(plot) {
  setClipToAxisRect(false);
  setSelectable(false);
}

void PlayHead::set_rects(QCPAxisRect* top, QCPAxisRect* bottom) {
  top_ = top;
  bottom_ = bottom;
}

void PlayHead::show_at(double x, const std::optional<QLineF>& last_action) {
  x_ = x;
  last_action_ = last_action;
}

void PlayHead::draw(QCPPainter* painter) {
  const QCPAxis* time = top_->axis(QCPAxis::atBottom);
  painter->setAntialiasing(true);
  if (last_action_) {
    const QCPAxis* steps = top_->axis(QCPAxis::atLeft);
    const auto place = [&](const QPointF& point) {
      return QPointF(time->coordToPixel(point.x()), steps->coordToPixel(point.y()));
    };
    painter->save();
    painter->setClipRect(top_->rect());
    painter->setPen(QPen(color_, 4, Qt::SolidLine, Qt::RoundCap));
    painter->drawLine(place(last_action_->p1()), place(last_action_->p2()));
    painter->restore();
  }
  const double x = time->coordToPixel(x_);
  if (x < top_->left() - 0.5 || x > top_->right() + 1.5) return;
  const double top = top_->top();
  painter->setPen(QPen(color_, 1.2));
  painter->drawLine(QLineF(x, top, x, bottom_->bottom()));
  painter->setPen(Qt::NoPen);
  painter->setBrush(color_);
  painter->drawPolygon(QPolygonF({{x - kHandle, top - 2 * kHandle},
                                  {x + kHandle, top - 2 * kHandle},
                                  {x + kHandle, top - kHandle},
                                  {x, top},
                                  {x - kHandle, top - kHandle}}));
}

}  // namespace tidemark
