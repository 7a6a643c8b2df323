// SPDX-License-Identifier: GPL-3.0-or-later
/// A curve that has many points per pixel, drawn with only as many as the screen can show.
#pragma once

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// All points are kept, so that zooming in shows every one. A curve of less than two points shows its scatter
/// style.
class DenseCurve : public QCPGraph {
 public:
  using QCPGraph::QCPGraph;

 protected:
  void draw(QCPPainter* painter) override;
};

}  // namespace tidemark
