// SPDX-License-Identifier: GPL-3.0-or-later
/// A small box of words beside a spot. It is part of the chart, so that it needs no window and follows the
/// palette.
#pragma once

#include "ui/charts/chart_colors.h"
#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// Owned by its plot; drawn on `layer`.
class HoverLabel : public QCPAbstractItem {
 public:
  HoverLabel(QCustomPlot* plot, const QString& layer);

  /// Shows the lines of `text` beside `pixel`; an empty text hides the box.
  void show_text(const QString& text, const QPointF& pixel);
  /// Sets the text beside `position`, which the owner may tie to another item of the chart.
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
