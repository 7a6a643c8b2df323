// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_labels.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

constexpr double kStep = 4;    // pixels between obstacles
constexpr double kGap = 5;     // pixels between a name and its spot
constexpr int kAnchors = 24;   // spots tried along a line
constexpr int kTolerated = 2;  // obstacles that a name may cover if there is no free place

/// The eight places around `anchor`, the best first; then the same ones farther away.
QVector<QRectF> places_around(const QPointF& anchor, const QSizeF& size) {
  const double w = size.width();
  const double h = size.height();
  QVector<QRectF> places;
  for (const double gap : {kGap, 3 * kGap})
    for (const QPointF& corner :
         {QPointF(gap, -h - gap), QPointF(gap, gap), QPointF(-w - gap, -h - gap), QPointF(-w - gap, gap),
          QPointF(gap, -h / 2), QPointF(-w - gap, -h / 2), QPointF(-w / 2, -h - gap), QPointF(-w / 2, gap)})
      places += QRectF(anchor + corner, size);
  return places;
}

}  // namespace

QVector<QRectF> place_labels(const QVector<LabelRequest>& requests, const QPolygonF& obstacles,
                             const QRectF& room) {
  QVector<QRectF> placed;
  for (const LabelRequest& request : requests) {
    QRectF best;
    int least = kTolerated + 1;
    for (const QPointF& anchor : request.anchors) {
      for (const QRectF& place : places_around(anchor, request.size)) {
        if (least == 0) break;
        if (!room.contains(place)) continue;
        if (std::any_of(placed.begin(), placed.end(),
                        [&](const QRectF& other) { return other.intersects(place); }))
          continue;
        const QRectF with_air = place.adjusted(-2, 0, 2, 0);
        const auto hidden =
            static_cast<int>(std::count_if(obstacles.begin(), obstacles.end(),
                                           [&](const QPointF& point) { return with_air.contains(point); }));
        if (hidden < least) {
          least = hidden;
          best = place;
        }
      }
    }
    placed += best;
  }
  return placed;
}

QPolygonF points_along(const QPolygonF& line, double step, const QRectF& room) {
  QPolygonF points;
  if (!line.isEmpty() && room.contains(line.first())) points += line.first();
  for (int i = 1; i < line.size(); ++i) {
    const QLineF part(line[i - 1], line[i]);
    if (!QRectF(part.p1(), part.p2()).normalized().adjusted(-1, -1, 1, 1).intersects(room)) continue;
    const int pieces = static_cast<int>(std::clamp(std::ceil(part.length() / step), 1.0, 4000.0));
    for (int piece = 1; piece <= pieces; ++piece) {
      const QPointF point = part.pointAt(static_cast<double>(piece) / pieces);
      const bool is_near = !points.isEmpty() && QLineF(points.last(), point).length() < step / 2;
      if (room.contains(point) && !is_near) points += point;
    }
  }
  return points;
}

ChartLabels::ChartLabels(QCustomPlot* plot) : QCPAbstractItem(plot) {
  setSelectable(false);
  setClipToAxisRect(false);
}

double ChartLabels::selectTest(const QPointF&, bool, QVariant*) const {
  return -1;
}

void ChartLabels::draw(QCPPainter* painter) {
  const QRectF room = QRectF(mParentPlot->axisRect()->rect()).adjusted(2, 2, -2, -2);
  const QCPAxis* x = mParentPlot->xAxis;
  const QCPAxis* y = mParentPlot->yAxis;
  QFont quiet = mParentPlot->font();
  quiet.setPointSizeF(quiet.pointSizeF() * 0.88);

  QPolygonF obstacles;
  QVector<LabelRequest> requests;
  QVector<const Name*> named;
  for (const Name& name : names) {
    QPolygonF pixels;
    for (const QPointF& point : name.line)
      pixels += QPointF(x->coordToPixel(point.x()), y->coordToPixel(point.y()));
    const QPolygonF points = points_along(pixels, kStep, room);
    obstacles += points;
    if (!name.is_named || points.isEmpty()) continue;
    const QFontMetricsF metrics(name.is_quiet ? quiet : mParentPlot->font());
    LabelRequest request{QSizeF(metrics.horizontalAdvance(name.text) + 2, metrics.height()), {}};
    // Anchors from the middle of the visible line outwards.
    const int count = std::min<int>(kAnchors, static_cast<int>(points.size()));
    for (int i = 0; i < count; ++i) {
      const int from_middle = (i % 2 ? 1 : -1) * ((i + 1) / 2);
      const double part = 0.5 + static_cast<double>(from_middle) / (count + 1);
      request.anchors += points[static_cast<int>(part * static_cast<double>(points.size()))];
    }
    requests += request;
    named += &name;
  }
  const QVector<QRectF> places = place_labels(requests, obstacles, room);
  for (int i = 0; i < places.size(); ++i) {
    if (places[i].isNull()) continue;
    painter->setFont(named[i]->is_quiet ? quiet : mParentPlot->font());
    painter->setPen(named[i]->color);
    painter->drawText(places[i].toAlignedRect(), Qt::AlignCenter | Qt::TextDontClip, named[i]->text);
  }
}

}  // namespace tidemark
