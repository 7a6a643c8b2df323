// SPDX-License-Identifier: GPL-3.0-or-later
/// What stands beside and above the timeline's layers: how often each step is computed, and the stretch that
/// is pointed out.
#pragma once

#include <optional>

#include "ui/timeline/timeline_layers.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// A band right of the steps, on their axis: a bar for each step, as long and as dark as it is computed
/// often. Steps that share a pixel show the one that is computed most.
class StepCountsBand : public QCPAbstractItem {
 public:
  static constexpr int kWidth = 26;
  static constexpr int kGap = 6;  ///< between the steps' chart and the band

  StepCountsBand(QCustomPlot* plot, QCPAxisRect* steps);
  void show(std::shared_ptr<const Timeline> timeline);
  void set_colors(const ChartColors& colors) { colors_ = colors; }
  /// The steps whose bars are at a spot; none: it is elsewhere.
  std::optional<Steps> steps_at(const QPointF& position) const;
  /// The most that one of these steps is computed.
  std::int64_t most_of(const Steps& steps) const;
  /// Three bars, for the legend.
  void draw_icon(QCPPainter* painter, const QRectF& icon) const;

  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  QColor shade(double part) const;  ///< of the most that a step is computed
  QRectF room() const;
  Steps steps_between(double upper, double lower) const;  ///< pixels

  QCPAxisRect* rect_;
  std::shared_ptr<const Timeline> timeline_;
  ChartColors colors_;
};

/// The workbench's mark: its stretch of time tinted in all axis rects, and its stored state's bar outlined.
class MarkedStretch : public QCPAbstractItem {
 public:
  explicit MarkedStretch(QCustomPlot* plot);
  /// From the upper edge of `top` to the lower edge of `bottom`, on the time axis of `top`. `steps`: the
  /// chart that has the bars; null: it is not shown.
  void set_rects(QCPAxisRect* top, QCPAxisRect* bottom, QCPAxisRect* steps);
  void show(const PlacedTimeline& placed, const std::optional<Mark>& mark);
  void set_color(const QColor& color) { color_ = color; }

  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  QCPAxisRect* top_ = nullptr;
  QCPAxisRect* bottom_ = nullptr;
  QCPAxisRect* steps_ = nullptr;
  PlacedTimeline placed_;
  std::optional<Mark> mark_;
  QColor color_;
};

}  // namespace tidemark
