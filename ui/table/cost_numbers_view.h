// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table as numbers: columns are lengths t, rows budgets m. The current cell is the workbench's
/// selected one; a click asks why it costs what it does, Return or a double click makes it the problem.
#pragma once

#include <QTableView>

#include "ui/table/cost_numbers_model.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class CostNumbersView : public QTableView {
  Q_OBJECT

 public:
  /// `workbench` outlives the view.
  explicit CostNumbersView(Workbench* workbench, QWidget* parent = nullptr);

  void set_color_map(ColorMap map) { model_->set_color_map(map); }
  QString caption() const { return model_->caption(); }

 Q_SIGNALS:
  void caption_changed();

 protected:
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  void take_table();
  void take_selection();

  Workbench* workbench_;
  CostNumbersModel* model_;
  QAction* use_;
  bool is_taking_ = false;  ///< the current cell follows the workbench's, not the other way round
  WhenVisible* updates_;
};

}  // namespace tidemark
