// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_numbers_view.h"

#include <QAction>
#include <QHeaderView>

#include "ui/words/chart_format.h"

namespace tidemark {

CostNumbersView::CostNumbersView(Workbench* workbench, QWidget* parent)
    : QTableView(parent), workbench_(workbench), model_(new CostNumbersModel(this)) {
  setAccessibleName(tr("Cost table as numbers"));
  setModel(model_);
  setEditTriggers(NoEditTriggers);
  setSelectionMode(SingleSelection);
  setTabKeyNavigation(false);
  setWordWrap(false);
  setShowGrid(false);
  setHorizontalScrollMode(ScrollPerPixel);
  setVerticalScrollMode(ScrollPerPixel);
  for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setHighlightSections(true);
  }
  verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);

  use_ = new QAction(tr("Use this length and budget as the problem"), this);
  addAction(use_);
  setContextMenuPolicy(Qt::ActionsContextMenu);
  const auto use_current = [this] {
    if (currentIndex().isValid()) ask_cell(*workbench_, model_->cell(currentIndex()));
  };
  connect(use_, &QAction::triggered, this, use_current);
  connect(this, &QAbstractItemView::activated, this, use_current);  // Return, or a double click
  connect(workbench, &Workbench::strategy_costs_changed, this, &CostNumbersView::take_table);
  connect(workbench, &Workbench::problem_changed, this, &CostNumbersView::take_table);
  connect(workbench, &Workbench::selected_cell_changed, this, &CostNumbersView::take_selection);
  take_table();
}

void CostNumbersView::take_table() {
  const CostTable table = cost_table(*workbench_);
  if (table == model_->table()) return;
  model_->set_table(table);
  if (table) {
    const std::int64_t dearest = table.cost({table.longest, 1});
    const QString widest = count_text(is_count(dearest) ? dearest : table.longest * 10);
    horizontalHeader()->setDefaultSectionSize(fontMetrics().horizontalAdvance(widest) + 14);
  }
  take_selection();
}

void CostNumbersView::take_selection() {
  const TableCell cell = workbench_->selected_cell();
  if (!model_->table() || !model_->table().contains(cell)) return;
  model_->reveal(cell);
  const QModelIndex index = model_->index_of(cell);
  if (!index.isValid()) return;
  if (index != currentIndex()) setCurrentIndex(index);
  if (isVisible()) scrollTo(index);
}

void CostNumbersView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  if (current.isValid()) workbench_->select_cell(model_->cell(current));
}

void CostNumbersView::showEvent(QShowEvent* event) {
  QTableView::showEvent(event);
  if (currentIndex().isValid()) scrollTo(currentIndex(), PositionAtCenter);
}

}  // namespace tidemark
