// SPDX-License-Identifier: GPL-3.0-or-later
/// The layers of the timeline: one for tens of thousands of actions and lifetimes, one for a line of memory,
/// one for the play head.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart_colors.h"
#include "ui/charts/qcustomplot_header.h"
#include "ui/timeline/timeline_pixels.h"

namespace tidemark {

/// A timeline on an axis, with the place of each moment. Shared, so that layers need no copies of a million
/// places.
struct PlacedTimeline {
  std::shared_ptr<const Timeline> timeline;            ///< null: nothing to show
  std::shared_ptr<const std::vector<double>> moments;  ///< one more than there are actions
};

/// Paints stored states, in the chart and in the legend. Internal states are striped (upright stripes on a
/// pale ground), so that they differ in grey print, too.
class BarPainter {
 public:
  explicit BarPainter(const ChartColors& colors);
  void draw(QCPPainter* painter, Lifetime::Kind kind, const QRectF& bar) const;

 private:
  QColor hidden_, stripe_, ground_;
  QBrush internal_;
};

/// Paints actions and stored states. Besides their colours they differ in shape: slanted up and thin
/// (advance) or thick (keep), slanted down (backward), level and solid (hidden), level and striped
/// (internal), upright and dotted (restore).
class ActionsLayer : public QCPAbstractPlottable {
 public:
  ActionsLayer(QCPAxis* time, QCPAxis* steps);
  void show(const PlacedTimeline& placed);
  void set_colors(const ChartColors& colors) { colors_ = colors; }
  void set_lifetimes_shown(bool shown) { lifetimes_shown_ = shown; }
  void set_restores_shown(bool shown) { restores_shown_ = shown; }

  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
  QCPRange getKeyRange(bool& found, QCP::SignDomain) const override;
  QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override;

  /// The pen for an action's line, here and in the legend.
  static QPen pen_of(ActionKind kind, const ChartColors& colors);

 protected:
  void draw(QCPPainter* painter) override;
  void drawLegendIcon(QCPPainter*, const QRectF&) const override {}

 private:
  void draw_lifetimes(QCPPainter* painter, const Window& time, const Window& steps) const;
  void draw_strokes(QCPPainter* painter, const std::vector<Stroke>& strokes, ActionKind kind) const;

  PlacedTimeline placed_;
  ChartColors colors_;
  bool lifetimes_shown_ = true;
  bool restores_shown_ = true;
};

/// Amounts of memory. Each holds from its place to the next one, and they are drawn as steps, with every
/// peak. Or they were read now and then, and are joined by straight lines.
class MemoryLayer : public QCPAbstractPlottable {
 public:
  MemoryLayer(QCPAxis* time, QCPAxis* memory);
  /// `levels`: the index of `values`. `end`: the place up to which the last value holds.
  void show(std::shared_ptr<const std::vector<double>> places,
            std::shared_ptr<const std::vector<std::int64_t>> values,
            std::shared_ptr<const ValueLevels> levels, double end);
  void clear();
  /// Sets how many of the axis's unit one unit of the values is.
  void set_scale(double scale) { scale_ = scale; }
  /// From now on draws straight lines from value to value, not steps.
  void join_values() { are_joined_ = true; }
  std::int64_t highest() const { return is_empty() ? 0 : levels_->whole().high; }  ///< of the values
  bool is_empty() const { return values_ == nullptr || values_->empty(); }

  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
  QCPRange getKeyRange(bool& found, QCP::SignDomain) const override;
  QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override;

 protected:
  void draw(QCPPainter* painter) override;
  void drawLegendIcon(QCPPainter*, const QRectF&) const override {}

 private:
  std::shared_ptr<const std::vector<double>> places_;
  std::shared_ptr<const std::vector<std::int64_t>> values_;
  std::shared_ptr<const ValueLevels> levels_;  ///< of the values
  double scale_ = 1;
  double end_ = 0;
  bool are_joined_ = false;
};

/// The cursor: a line through all axis rects with a handle on the ruler above, and the action just done.
class PlayHead : public QCPAbstractItem {
 public:
  explicit PlayHead(QCustomPlot* plot);
  /// The line goes from the ruler above `top` to the lower edge of `bottom`; both have the same time axis.
  void set_rects(QCPAxisRect* top, QCPAxisRect* bottom);
  void set_color(const QColor& color) { color_ = color; }
  /// `last_action`: a line in time and steps.
  void show_at(double x, const std::optional<QLineF>& last_action);
  double x() const { return x_; }

  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

 protected:
  void draw(QCPPainter* painter) override;

 private:
  QCPAxisRect* top_ = nullptr;
  QCPAxisRect* bottom_ = nullptr;
  QColor color_;
  double x_ = 0;
  std::optional<QLineF> last_action_;
};

}  // namespace tidemark
