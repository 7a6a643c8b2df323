// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table as numbers: columns are lengths t, rows budgets m. The current cell is the workbench's
/// selected one; Return or a double click makes it the problem.
#pragma once

#include <QTableView>

#include "ui/table/cost_numbers_model.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class CostNumbersView : public QTableView {
  Q_OBJECT

 public:
  /// `workbench` outlives the view.
  explicit CostNumbersView(Workbench* workbench, QWidget* parent = nullptr);

  void set_color_map(ColorMap map) { model_->set_color_map(map); }

 protected:
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void showEvent(QShowEvent* event) override;

 private:
  void take_table();
  void take_selection();

  Workbench* workbench_;
  CostNumbersModel* model_;
  QAction* use_;
};

}  // namespace tidemark
