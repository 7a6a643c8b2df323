// SPDX-License-Identifier: GPL-3.0-or-later
/// A curve that has many points to a pixel, drawn with as many as the screen can show.
#pragma once

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// All points are kept: zooming in shows every one of them. One of less than two points shows its scatter
/// style.
class DenseCurve : public QCPGraph {
 public:
  using QCPGraph::QCPGraph;

 protected:
  void draw(QCPPainter* painter) override;
};

}  // namespace tidemark
