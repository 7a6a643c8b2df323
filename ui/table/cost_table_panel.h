// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table, as a picture or as numbers.
#pragma once

#include <QStackedWidget>
#include <QWidget>

#include "ui/table/cost_numbers_view.h"
#include "ui/table/cost_table_view.h"

class QLabel;

namespace tidemark {

class CostTablePanel : public QWidget {
  Q_OBJECT

 public:
  /// `workbench` outlives the panel.
  explicit CostTablePanel(Workbench* workbench, QWidget* parent = nullptr);

  CostTableView* heat_map() const { return heat_map_; }
  CostNumbersView* numbers() const { return numbers_; }
  bool shows_numbers() const { return pages_->currentWidget() == numbers_page_; }
  void show_numbers(bool shows_numbers);

 private:
  CostTableView* heat_map_;
  CostNumbersView* numbers_;
  QLabel* caption_;
  QWidget* numbers_page_;  ///< the numbers with their caption
  QStackedWidget* pages_;
  QAction* as_picture_;
  QAction* as_numbers_;
  QAction* logarithmic_;
};

}  // namespace tidemark
