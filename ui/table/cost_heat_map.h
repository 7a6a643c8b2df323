// SPDX-License-Identifier: GPL-3.0-or-later
/// Draws a sampled cost table as coloured cells, and marks on it.
#pragma once

#include <memory>
#include <optional>

#include "ui/charts/chart_colors.h"
#include "ui/charts/color_map.h"
#include "ui/charts/qcustomplot_header.h"
#include "ui/table/cost_samples.h"

namespace tidemark {

/// The range of an axis and its pixels, as they are now.
SampledAxis sampled_axis(const QCPAxis& axis);

/// Samples have coordinates, so that old ones are drawn at their right places until new ones arrive. An
/// export, which cannot be completed later, is sampled anew for its own size. Owned by its plot.
class CostHeatMap : public QCPAbstractPlottable {
 public:
  CostHeatMap(QCPAxis* key_axis, QCPAxis* value_axis);

  /// Sets the table that an export samples; without a table nothing is drawn.
  void set_table(const CostTable& table) { table_ = table; }
  void set_samples(std::shared_ptr<const CostSamples> samples) { samples_ = std::move(samples); }
  const std::shared_ptr<const CostSamples>& samples() const { return samples_; }
  void set_color_map(ColorMap map) { map_ = map; }
  ColorMap color_map() const { return map_; }
  void apply_colors(const ChartColors& colors);

  double selectTest(const QPointF& pos, bool only_selectable, QVariant* details = nullptr) const override;
  QCPRange getKeyRange(bool& found_range, QCP::SignDomain domain = QCP::sdBoth) const override;
  QCPRange getValueRange(bool& found_range, QCP::SignDomain domain = QCP::sdBoth,
                         const QCPRange& key_range = QCPRange()) const override;

 protected:
  void draw(QCPPainter* painter) override;
  void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

 private:
  QImage image(const CostSamples& samples, const SampledAxis& x, const SampledAxis& y) const;

  CostTable table_;
  std::shared_ptr<const CostSamples> samples_;
  ColorMap map_ = ColorMap::Viridis;
  QRgb infeasible_ = 0, hatching_ = 0;
};

/// The problem's crosshair and the selected cell's frame, on the cursor layer. Owned by its plot.
class CellMarks : public QCPAbstractItem {
 public:
  CellMarks(QCustomPlot* plot, const QString& layer);

  std::optional<TableCell> problem, selected;  ///< none: not drawn

  double selectTest(const QPointF& pos, bool only_selectable, QVariant* details = nullptr) const override;

 protected:
  void draw(QCPPainter* painter) override;
};

}  // namespace tidemark
