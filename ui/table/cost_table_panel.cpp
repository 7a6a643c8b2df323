// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_table_panel.h"

#include <QActionGroup>
#include <QLabel>
#include <QToolBar>
#include <QVBoxLayout>

namespace tidemark {

CostTablePanel::CostTablePanel(Workbench* workbench, QWidget* parent)
    : QWidget(parent),
      heat_map_(new CostTableView(workbench)),
      numbers_(new CostNumbersView(workbench)),
      caption_(new QLabel),
      numbers_page_(new QWidget),
      pages_(new QStackedWidget) {
  caption_->setWordWrap(true);
  caption_->setMargin(4);
  auto* column = new QVBoxLayout(numbers_page_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(caption_);
  column->addWidget(numbers_, 1);
  numbers_page_->setFocusProxy(numbers_);
  connect(numbers_, &CostNumbersView::caption_changed, caption_,
          [this] { caption_->setText(numbers_->caption()); });
  pages_->addWidget(heat_map_);
  pages_->addWidget(numbers_page_);

  auto* bar = new QToolBar(tr("Cost table"));
  auto* group = new QActionGroup(this);
  as_picture_ = bar->addAction(tr("Heat map"), this, [this] { show_numbers(false); });
  as_numbers_ = bar->addAction(tr("Numbers"), this, [this] { show_numbers(true); });
  for (QAction* action : {as_picture_, as_numbers_}) {
    action->setCheckable(true);
    group->addAction(action);
  }
  bar->addSeparator();
  logarithmic_ = bar->addAction(tr("Log axes"));
  logarithmic_->setToolTip(tr("Logarithmic axes of the heat map"));
  logarithmic_->setCheckable(true);
  logarithmic_->setChecked(heat_map_->is_logarithmic());
  connect(logarithmic_, &QAction::toggled, heat_map_, &CostTableView::set_logarithmic);
  connect(heat_map_, &CostTableView::options_changed, this, [this] {
    logarithmic_->setChecked(heat_map_->is_logarithmic());
    numbers_->set_color_map(heat_map_->color_map());
  });

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(bar);
  layout->addWidget(pages_, 1);
  setFocusProxy(pages_);
  show_numbers(false);
}

void CostTablePanel::show_numbers(bool shows_numbers) {
  pages_->setCurrentWidget(shows_numbers ? numbers_page_ : heat_map_);
  (shows_numbers ? as_numbers_ : as_picture_)->setChecked(true);
  logarithmic_->setVisible(!shows_numbers);
}

}  // namespace tidemark
