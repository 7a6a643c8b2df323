// SPDX-License-Identifier: GPL-3.0-or-later
/// Names written beside lines and marks, placed so that they hide neither each other nor the data.
#pragma once

#include <QPolygonF>
#include <QVector>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// A name and where it may stand, in pixels.
struct LabelRequest {
  QSizeF size;
  /// Spots beside which the name may stand: points along a line, or a mark's own spot.
  QVector<QPointF> anchors;
};

/// Finds a rectangle for each name, the first ones first; a null rectangle where no room is left.
/// `obstacles`: points along lines and marks, at most a few pixels apart.
QVector<QRectF> place_labels(const QVector<LabelRequest>& requests, const QPolygonF& obstacles,
                             const QRectF& room);

/// Points along `line` at most `step` pixels apart, inside `room`.
QPolygonF points_along(const QPolygonF& line, double step, const QRectF& room);

/// Places and writes the names whenever the plot is drawn, so that they are right in exports of any size.
/// Owned by its plot.
class ChartLabels : public QCPAbstractItem {
 public:
  explicit ChartLabels(QCustomPlot* plot);

  struct Name {
    QString text;
    QColor color;
    QPolygonF line;         ///< in the axes' coordinates; a single point for a mark
    bool is_named = true;   ///< false: it is only an obstacle for names
    bool is_quiet = false;  ///< in smaller letters
  };
  QVector<Name> names;  ///< in the order of their importance

  double selectTest(const QPointF& pos, bool only_selectable, QVariant* details = nullptr) const override;

 protected:
  void draw(QCPPainter* painter) override;
};

}  // namespace tidemark
