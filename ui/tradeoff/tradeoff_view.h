// SPDX-License-Identifier: GPL-3.0-or-later
/// What memory buys at the problem's length: cost against memory for every strategy and baseline, with the
/// paper's bounds, the problem itself, and every run measured beside its prediction.
///
/// A click on a curve makes the strategy and the budget that its readout names the problem's; a click beside
/// the curves does nothing. The budget line is dragged with the mouse, or moved slot by slot with Control and
/// left or right; Control with up and down goes to the next curve at the same memory.
#pragma once

#include <map>
#include <optional>

#include "ui/charts/chart_labels.h"
#include "ui/charts/plot.h"
#include "ui/charts/zoom_rule.h"
#include "ui/tradeoff/tradeoff_scales.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class TradeoffView : public Plot {
  Q_OBJECT

 public:
  /// `workbench` outlives the view.
  explicit TradeoffView(Workbench* workbench, QWidget* parent = nullptr);

  const TradeoffScales& scales() const { return scales_; }
  bool can_show(MemoryScale scale) const { return scales_.can_show(scale); }
  bool can_show(CostScale scale) const { return scales_.can_show(scale); }
  /// A scale that cannot be shown yet (no device has answered, nothing has been measured) is shown as soon as
  /// it can.
  void set_memory_scale(MemoryScale scale);
  void set_cost_scale(CostScale scale);

  const QCPGraph* curve(Strategy strategy) const { return curves_.at(strategy); }
  /// Marks where curves end because they were solved no further.
  const QCPGraph* open_ends() const { return open_ends_; }
  int measured_count() const { return measured_->data()->size(); }
  /// How often the chart has been made anew.
  int rebuilt() const { return rebuilt_; }

 Q_SIGNALS:
  void scales_changed();  ///< which scales are shown, or can be shown, has changed

 protected:
  void apply_colors(const ChartColors& colors) override;
  void show_everything() override;
  void add_to_menu(QMenu* menu, const QPoint& position) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  QString point_at(const std::optional<QPointF>& pixel) override;

 private:
  struct Found {
    Strategy strategy;
    CurvePoint point;
    QPointF place;  ///< in the axes' coordinates
  };

  void add_graphs();
  void rebuild();
  void rebuild_scales();
  void rebuild_curves();
  void rebuild_bounds();
  void rebuild_problem();
  void rebuild_records();
  void rebuild_names();
  void set_up_axes();
  void fit_words();
  QPointF place_of(Strategy strategy, const CurvePoint& point) const;
  std::optional<Found> nearest(const QPointF& pixel) const;
  bool is_on_budget_line(const QPointF& pixel) const;
  void drag_budget_to(double pixel);
  void ask_budget(std::int64_t slot_count);
  void ask_next_curve(bool is_up);

  Workbench* workbench_;
  MemoryScale wanted_memory_ = MemoryScale::HiddenStates;
  CostScale wanted_cost_ = CostScale::PerStep;
  std::shared_ptr<const StrategyCosts> costs_;  ///< those that are drawn; null: none yet
  TradeoffScales scales_;
  std::map<Strategy, QCPGraph*> curves_;  ///< a single mark for a baseline
  QCPGraph* hsm_bound_;
  QCPGraph* chen_bound_;
  QCPGraph* open_ends_;
  QCPGraph* predicted_;
  QCPGraph* measured_;
  QCPCurve* links_;  ///< from predicted to measured
  QCPItemStraightLine* budget_line_;
  QCPGraph* problem_mark_;
  QCPGraph* hover_mark_;
  ChartLabels* labels_;
  ZoomRule zoom_;
  std::optional<QPoint> budget_grip_;  ///< where the budget line was taken hold of; none: it is not
  bool is_budget_dragged_ = false;
  int rebuilt_ = 0;
  WhenVisible* updates_;
};

}  // namespace tidemark
