// SPDX-License-Identifier: GPL-3.0-or-later
/// What the timeline is painted with: one layer for tens of thousands of actions and lifetimes, one for a
/// line of memory, one for the play head.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart_colors.h"
#include "ui/charts/qcustomplot_header.h"
#include "ui/timeline/timeline_pixels.h"

namespace tidemark {

/// A timeline on an axis: which moment is where. Shared, so that layers need no copies of a million places.
struct PlacedTimeline {
  std::shared_ptr<const Timeline> timeline;            ///< null: nothing to show
  std::shared_ptr<const std::vector<double>> moments;  ///< one more than there are actions
};

/// How stored states look, here and in the legend. Striped ones (a pale ground with upright stripes) differ
/// in grey print, too.
class BarPainter {
 public:
  explicit BarPainter(const ChartColors& colors);
  void draw(QCPPainter* painter, Lifetime::Kind kind, const QRectF& bar) const;

 private:
  QColor hidden_, stripe_, ground_;
  QBrush internal_;
};

/// How actions and states are told apart, besides by their colours: slanted up and thin (advance) or thick
/// (keep), slanted down (backward), level and solid (hidden), level and striped (internal), upright and
/// dotted (restore).
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

  /// The looks of lines, for the legend too.
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

/// Amounts of memory that hold from their place to the next; drawn as steps, with every peak. Or amounts that
/// were read now and then, joined by straight lines.
class MemoryLayer : public QCPAbstractPlottable {
 public:
  MemoryLayer(QCPAxis* time, QCPAxis* memory);
  /// `levels`: those of `values`. `end`: until where the last value holds.
  void show(std::shared_ptr<const std::vector<double>> places,
            std::shared_ptr<const std::vector<std::int64_t>> values,
            std::shared_ptr<const ValueLevels> levels, double end);
  void clear();
  /// How many of the axis's unit are one of the values.
  void set_scale(double scale) { scale_ = scale; }
  /// Between two values lies a straight line, not a step.
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
  /// From the ruler above `top` to the foot of `bottom`; both show the same time.
  void set_rects(QCPAxisRect* top, QCPAxisRect* bottom);
  void set_color(const QColor& color) { color_ = color; }
  /// `last_action`: from and to, in time and steps.
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

/// One entry of the legend: a small drawing and a word.
class LegendEntry : public QCPAbstractLegendItem {
 public:
  using Drawing = std::function<void(QCPPainter*, const QRectF&)>;
  LegendEntry(QCPLegend* legend, const QString& text, Drawing drawing);

 protected:
  void draw(QCPPainter* painter) override;
  QSize minimumOuterSizeHint() const override;
  QSize maximumOuterSizeHint() const override { return minimumOuterSizeHint(); }

 private:
  QString text_;
  Drawing drawing_;
};

}  // namespace tidemark
