// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_numbers_view.h"

#include <QAction>
#include <QHeaderView>

#include "ui/words/chart_format.h"

namespace tidemark {

CostNumbersView::CostNumbersView(Workbench* workbench, QWidget* parent)
    : QTableView(parent),
      workbench_(workbench),
      model_(new CostNumbersModel(this)),
      updates_(new WhenVisible(this, [this] { refresh(); })) {
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
  verticalHeader()->setDefaultSectionSize(2 * fontMetrics().height() + 6);

  use_ = new QAction(tr("Use this length and budget as the problem"), this);
  addAction(use_);
  setContextMenuPolicy(Qt::ActionsContextMenu);
  const auto use_current = [this] {
    if (currentIndex().isValid()) ask_cell(*workbench_, model_->cell(currentIndex()));
  };
  connect(use_, &QAction::triggered, this, use_current);
  connect(this, &QAbstractItemView::activated, this, use_current);  // Return, or a double click
  connect(this, &QAbstractItemView::clicked, this,
          [this](const QModelIndex& index) { workbench_->ask_why(model_->cell(index)); });
  for (const auto signal : {&Workbench::strategy_costs_changed, &Workbench::problem_changed,
                            &Workbench::overhead_kind_changed, &Workbench::selected_cell_changed})
    connect(workbench, signal, updates_, &WhenVisible::ask);
  updates_->ask();
}

void CostNumbersView::refresh() {
  is_taking_ = true;
  take_table();
  take_selection();
  is_taking_ = false;
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
  Q_EMIT caption_changed();
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
  if (current.isValid() && !is_taking_) workbench_->select_cell(model_->cell(current));
}

void CostNumbersView::showEvent(QShowEvent* event) {
  QTableView::showEvent(event);
  if (currentIndex().isValid()) scrollTo(currentIndex(), PositionAtCenter);
}

}  // namespace tidemark
