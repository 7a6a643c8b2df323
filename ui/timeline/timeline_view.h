// SPDX-License-Identifier: GPL-3.0-or-later
/// The execution of a plan as a picture: steps over time, and below, on the same time axis, the memory held.
#pragma once

#include <optional>
#include <vector>

#include "ui/charts/plot.h"
#include "ui/timeline/timeline_items.h"
#include "ui/timeline/timeline_key.h"
#include "ui/timeline/timeline_layers.h"
#include "ui/workbench/timeline_source.h"

namespace tidemark {

class Workbench;

class TimelineView : public Plot {
  Q_OBJECT

 public:
  enum class Part { Both, Timeline, Memory };
  enum class Axis { Operations, Milliseconds };

  /// `workbench` and `source` outlive it.
  TimelineView(Workbench* workbench, TimelineSource* source, QWidget* parent = nullptr);
  ~TimelineView() override;

  /// Shows the timeline, the memory strip, or both.
  void set_shown(Part part);
  Part shown() const { return part_; }

  /// Milliseconds need a record of this plan; until there is one the axis stays in operations.
  void set_axis(Axis axis);
  Axis axis() const { return placed_axis_; }

  void set_lifetimes_shown(bool shown);
  void set_restores_shown(bool shown);
  void set_device_memory_shown(bool shown);
  /// Shows how often each step is computed, beside the steps.
  void set_step_counts_shown(bool shown);

  /// The memory strip's share of the height, 0.1 to 0.7; also changed by dragging the gap above it.
  void set_memory_share(double share);
  double memory_share() const { return memory_share_; }

  /// The switches above as actions, for a menu or a toolbar. Owned by this view.
  QList<QAction*> view_actions() const {
    return {in_milliseconds_, lifetimes_, restores_, step_counts_, device_memory_};
  }

  /// What lies at a spot, in words; empty: nothing.
  QString words_at(const QPointF& position) const;
  /// The range last measured, in words; empty: none.
  QString measured_words() const { return measured_label_->text(); }

 protected:
  void apply_colors(const ChartColors& colors) override;
  void show_everything() override;
  void add_to_menu(QMenu* menu, const QPoint& position) override;

  void keyPressEvent(QKeyEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  /// The wheel zooms time; with Control, or over the axis of the steps, it zooms steps.
  void wheelEvent(QWheelEvent* event) override;
  QString point_at(const std::optional<QPointF>& pixel) override;

 private:
  /// What a pressed mouse button does besides panning.
  enum class Drag { None, Scrub, Measure, Resize };

  void build_axes();
  void build_key();
  void build_items();
  void build_actions();

  void timeline_changed();
  void record_changed();
  void place_moments();
  void place_memory();
  void place_measured_memory(const Record& record);
  void place_cursor();
  void place_mark();
  void describe();
  /// Whether what was zoomed into on the plan shown last makes sense on this one: the sequence is the same,
  /// and the schedule at most twice as long and at least half as long.
  bool keeps_zoom(const Timeline& timeline) const;
  /// Fits to the plan what the user cannot zoom: the memory axis, in both its measures, and the budget line.
  void fit_memory();
  /// The name of a unit in which the memory axis reads well up to `highest`, and how many of this unit one
  /// quantum or byte of the timeline is.
  std::pair<QString, double> memory_unit(std::int64_t highest) const;

  void label_axes();
  /// Shortens or leaves out labels and numbers for which there is no room; true: something has changed.
  bool fit_labels();
  /// The same in the course of a layout, which is done again with labels that have changed. Only then do all
  /// axes have as many labels as ticks.
  void fit_layout();
  /// Writes the budget above its line, where no memory is ever drawn, if there is room.
  void place_budget_label();
  void say_why_empty();
  void show_key();
  /// The uppermost chart shown, with the ruler above it.
  QCPAxisRect* top_rect() const { return part_ == Part::Memory ? memory_rect_ : steps_rect_; }
  QCPAxis* time_axis() const { return top_rect()->axis(QCPAxis::atBottom); }
  bool has_timeline() const { return placed_.timeline != nullptr; }
  double x_at(const QPointF& position) const;
  bool is_on_ruler(const QPointF& position) const;
  bool is_on_gap(const QPointF& position) const;
  const Lifetime* lifetime_at(const QPointF& position) const;
  std::optional<std::int64_t> action_under(const QPointF& position) const;
  QString numbered(std::int64_t action) const;
  QString step_count_words(const Steps& steps) const;
  /// Does something to the axes that are zoomed, with `axis` as the only one.
  template <class Zoom>
  void zoom_only(QCPAxis* axis, const Zoom& zoom);
  void select_subproblem(std::int64_t action);
  void scrub_to(const QPointF& position);
  void measure_to(std::int64_t moment);
  QString stretch_words(std::int64_t from, std::int64_t to) const;
  void clear_measure();

  static constexpr int kRightMargin = 12;
  static constexpr int kRulerHeight = 18;  ///< pixels above the chart in which the play head is dragged
  static constexpr double kLegendStretch = 0.001;  ///< the legend takes what it needs and no more

  /// What a zoom was made on.
  struct Extent {
    Sequence sequence;
    double operations;
  };

  Workbench* workbench_;
  TimelineSource* source_;
  PlacedTimeline placed_;
  Part part_ = Part::Both;
  Axis wanted_axis_ = Axis::Operations;
  Axis placed_axis_ = Axis::Operations;
  double memory_share_ = 0.4;
  std::optional<Extent> extent_;  ///< of the plan shown last
  QString steps_label_, memory_unit_name_;
  QStringList time_labels_;  ///< of the time axis, from the longest on

  QCPAxisRect* steps_rect_;
  QCPAxisRect* memory_rect_;
  QCPMarginGroup* margins_;  ///< lines the two up
  TimelineKey* key_;
  ActionsLayer* actions_;
  MemoryLayer* predicted_;
  MemoryLayer* measured_;
  MemoryLayer* device_;
  QCPItemLine* budget_line_;
  QCPItemText* budget_label_;
  QCPItemText* empty_label_;
  PlayHead* play_head_;
  StepCountsBand* counts_;
  MarkedStretch* marked_;
  QCPItemRect* measure_;
  HoverLabel* measured_label_;  ///< tied to the rectangle, so that the words move with it

  QAction* in_milliseconds_;
  QAction* lifetimes_;
  QAction* restores_;
  QAction* step_counts_;
  QAction* device_memory_;

  Drag drag_ = Drag::None;
  std::int64_t measure_from_ = 0;
};

}  // namespace tidemark
