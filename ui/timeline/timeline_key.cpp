// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_key.h"

#include <algorithm>

namespace tidemark {
namespace {

constexpr QSize kDrawing(26, 10);
constexpr double kBeforeWord = 5;
constexpr double kBetween = 14;  // pixels from one entry to the next
constexpr double kSide = 6;

}  // namespace

TimelineKey::TimelineKey(QCustomPlot* plot) : QCPLayoutElement(plot) {}

void TimelineKey::add(ChartWord word, Drawing drawing) {
  entries_.push_back({word, std::move(drawing)});
}

void TimelineKey::set_shown(ChartWord word, bool shown) {
  std::ranges::find(entries_, word, &Entry::word)->is_shown = shown;
}

bool TimelineKey::is_shown(ChartWord word) const {
  return place_of(word).has_value();
}

std::vector<std::pair<const TimelineKey::Entry*, QRectF>> TimelineKey::places(double width) const {
  const QFontMetricsF metrics(mParentPlot->font());
  const double height = metrics.height() + 2;
  std::vector<std::pair<const Entry*, QRectF>> all;
  QPointF corner(kSide, 2);
  for (const Entry& entry : entries_) {
    if (!entry.is_shown) continue;
    const double wide = kDrawing.width() + kBeforeWord + metrics.horizontalAdvance(name_of(entry.word));
    if (corner.x() > kSide && corner.x() + wide > width - kSide) corner = {kSide, corner.y() + height};
    all.emplace_back(&entry, QRectF(corner, QSizeF(wide, height)));
    corner.rx() += wide + kBetween;
  }
  return all;
}

std::optional<ChartWord> TimelineKey::word_at(const QPointF& position) const {
  for (const auto& [entry, place] : places(mRect.width()))
    if (place.translated(mRect.topLeft()).contains(position)) return entry->word;
  return std::nullopt;
}

std::optional<QRectF> TimelineKey::place_of(ChartWord word) const {
  for (const auto& [entry, place] : places(mRect.width()))
    if (entry->word == word) return place.translated(mRect.topLeft());
  return std::nullopt;
}

QSize TimelineKey::minimumOuterSizeHint() const {
  // The layout asks before it has given the element a width, which is all of the chart's.
  const auto all = places(mParentPlot->viewport().width());
  return {0, all.empty() ? 0 : qCeil(all.back().second.bottom())};
}

QSize TimelineKey::maximumOuterSizeHint() const {
  return {QWIDGETSIZE_MAX, minimumOuterSizeHint().height()};
}

void TimelineKey::draw(QCPPainter* painter) {
  painter->setFont(mParentPlot->font());
  for (const auto& [entry, place] : places(mRect.width())) {
    const QRectF room = place.translated(mRect.topLeft());
    entry->drawing(painter,
                   {QPointF(room.left(), room.center().y() - kDrawing.height() / 2.0), QSizeF(kDrawing)});
    painter->setPen(text_);
    painter->drawText(room.adjusted(kDrawing.width() + kBeforeWord, 0, 0, 0),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip, name_of(entry->word));
  }
}

}  // namespace tidemark
