// SPDX-License-Identifier: GPL-3.0-or-later
/// Names written beside lines and marks, placed so that they hide neither each other nor the data.
#pragma once

#include <QPolygonF>
#include <QVector>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// A name and where it may stand, in pixels.
struct LabelWish {
  QSizeF size;
  QVector<QPointF> anchors;  ///< spots that the name may be beside: along a line, or a mark's own
};

/// A rectangle for each wish, first ones first; a null one where all room is taken. `obstacles`: points along
/// lines and marks, at most a few pixels apart.
QVector<QRectF> place_labels(const QVector<LabelWish>& wishes, const QPolygonF& obstacles,
                             const QRectF& room);

/// Points along `line` at most `step` pixels apart, inside `room`.
QPolygonF points_along(const QPolygonF& line, double step, const QRectF& room);

/// Places and writes names at each drawing, so that they are right in exports of any size. Owned by its plot.
class ChartLabels : public QCPAbstractItem {
 public:
  explicit ChartLabels(QCustomPlot* plot);

  struct Name {
    QString text;
    QColor color;
    QPolygonF line;         ///< in coordinates of the axes; one point for a mark
    bool is_named = true;   ///< false: only an obstacle
    bool is_quiet = false;  ///< smaller
  };
  QVector<Name> names;  ///< in the order of their importance

  double selectTest(const QPointF& pos, bool only_selectable, QVariant* details = nullptr) const override;

 protected:
  void draw(QCPPainter* painter) override;
};

}  // namespace tidemark
