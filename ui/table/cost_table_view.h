// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table as a picture: length t to the right, budget m upwards, colour for forward steps per step
/// C(t, m)/t.
///
/// A click asks why a cell costs what it does, a double click makes it the problem. Control and arrows move
/// the selected cell (by ten with Shift), Return makes it the problem.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/zoom_rule.h"
#include "ui/table/cost_heat_map.h"
#include "ui/table/cost_sampler.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/newest_job.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class CostColorScale;

class CostTableView : public Plot {
  Q_OBJECT

 public:
  /// `workbench` outlives the view.
  explicit CostTableView(Workbench* workbench, QWidget* parent = nullptr);

  bool is_logarithmic() const { return is_logarithmic_; }
  void set_logarithmic(bool is_logarithmic);
  ColorMap color_map() const { return heat_map_->color_map(); }
  void set_color_map(ColorMap map);

  /// The samples that are drawn; null: nothing has been solved yet. is_complete(): they have every pixel of
  /// the visible range.
  std::shared_ptr<const CostSamples> samples() const { return sampler_.newest(); }
  bool is_complete() const { return table_ && sampler_.is_complete(); }
  std::optional<TableCell> cell_at(const QPointF& pixel) const;  ///< none: outside the table
  /// How often the table has been taken anew.
  int rebuilt() const { return rebuilt_; }

 Q_SIGNALS:
  void options_changed();  ///< is_logarithmic() or color_map()

 protected:
  void apply_colors(const ChartColors& colors) override;
  void show_everything() override;
  void add_to_menu(QMenu* menu, const QPoint& position) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  QString point_at(const std::optional<QPointF>& pixel) override;

 private:
  void lay_out();
  void set_up_axes();
  void label_axes();
  void take_table();
  void take_samples();
  void take_marks();
  void describe_selected(const std::optional<TableCell>& cell);
  void describe();
  void ask_for_samples();
  void move_selection(std::int64_t steps, std::int64_t slots);
  void keep_visible(const TableCell& cell);

  Workbench* workbench_;
  CostTable table_;
  bool is_logarithmic_ = true;
  CostSampler sampler_;
  QCPTextElement* title_;
  CostColorScale* scale_;
  CostHeatMap* heat_map_;
  CellMarks* marks_;
  ZoomRule zoom_;
  int rebuilt_ = 0;
  WhenVisible* updates_;

  struct CellOfTable {
    CostTable table;
    TableCell cell;
    bool operator==(const CellOfTable&) const = default;
  };
  std::optional<CellOfTable> described_;  ///< whose words the description has, or will have
  NewestJob<CellOfTable, QString> words_;
};

}  // namespace tidemark
