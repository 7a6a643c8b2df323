// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tradeoff/tradeoff_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace tidemark {
namespace {

constexpr int kLeastLetters = 6;  // of a box in a narrow panel; the list shows all

/// Greys the scales that cannot be shown yet.
template <class Scale>
void follow(QComboBox* box, const TradeoffView& view, Scale shown) {
  const auto* items = qobject_cast<QStandardItemModel*>(box->model());
  for (int i = 0; i < box->count(); ++i) items->item(i)->setEnabled(view.can_show(static_cast<Scale>(i)));
  box->setCurrentIndex(static_cast<int>(shown));
  box->setToolTip(box->currentText());
}

template <class Scale>
QComboBox* scale_box(std::initializer_list<Scale> scales, const QString& name) {
  auto* box = new QComboBox;
  box->setAccessibleName(name);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(kLeastLetters);
  box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  for (const Scale scale : scales) box->addItem(title_of(scale));
  return box;
}

}  // namespace

TradeoffPanel::TradeoffPanel(Workbench* workbench, QWidget* parent)
    : QWidget(parent),
      view_(new TradeoffView(workbench)),
      cost_(scale_box({CostScale::PerStep, CostScale::Overhead, CostScale::Milliseconds}, tr("Cost scale"))),
      memory_(scale_box({MemoryScale::HiddenStates, MemoryScale::Bytes, MemoryScale::Percent},
                        tr("Memory scale"))) {
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(6, 4, 6, 4);
  bar->setSpacing(6);
  bar->addWidget(cost_, 1);
  bar->addWidget(new QLabel(tr("against")));
  bar->addWidget(memory_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(bar);
  layout->addWidget(view_, 1);
  setFocusProxy(view_);

  connect(cost_, &QComboBox::activated, this,
          [this](int i) { view_->set_cost_scale(static_cast<CostScale>(i)); });
  connect(memory_, &QComboBox::activated, this,
          [this](int i) { view_->set_memory_scale(static_cast<MemoryScale>(i)); });
  connect(view_, &TradeoffView::scales_changed, this, &TradeoffPanel::follow_view);
  follow_view();
}

void TradeoffPanel::follow_view() {
  follow(cost_, *view_, view_->scales().cost);
  follow(memory_, *view_, view_->scales().memory);
}

}  // namespace tidemark
