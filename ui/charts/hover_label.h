// SPDX-License-Identifier: GPL-3.0-or-later
/// A small box of words beside a spot, inside the chart so that it costs no window and follows the palette.
#pragma once

#include "ui/charts/chart_colors.h"
#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// Owned by its plot; on its cursor layer.
class HoverLabel : public QCPAbstractItem {
 public:
  HoverLabel(QCustomPlot* plot, const QString& layer);

  /// `text` in lines beside `pixel`; an empty one hides the box.
  void show_text(const QString& text, const QPointF& pixel);
  /// `text` in lines beside `position`, wherever that is: an owner may tie it to another item of the chart.
  void set_text(const QString& text) { text_ = text; }
  const QString& text() const { return text_; }
  void apply_colors(const ChartColors& colors);

  QCPItemPosition* const position;

  double selectTest(const QPointF& pos, bool only_selectable, QVariant* details = nullptr) const override;

 protected:
  void draw(QCPPainter* painter) override;

 private:
  QString text_;
  QColor fill_, ink_, frame_;
};

}  // namespace tidemark
