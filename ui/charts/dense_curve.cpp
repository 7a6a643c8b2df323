// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/dense_curve.h"

namespace tidemark {

void DenseCurve::draw(QCPPainter* painter) {
  constexpr double kNear = 1.5;  // pixels, along x and y together
  if (data()->size() < 2) return QCPGraph::draw(painter);
  QCPGraphDataContainer::const_iterator begin, end;
  getVisibleDataBounds(begin, end, QCPDataRange(0, data()->size()));
  QPolygonF line;
  for (auto point = begin; point != end; ++point) {
    const QPointF place = coordsToPixels(point->key, point->value);
    const bool is_last = point + 1 == end;
    if (line.isEmpty() || is_last || (place - line.last()).manhattanLength() >= kNear) line += place;
  }
  applyDefaultAntialiasingHint(painter);
  painter->setPen(pen());
  painter->setBrush(Qt::NoBrush);
  painter->drawPolyline(line);
}

}  // namespace tidemark
