// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/sizes_button.h"

#include <QFormLayout>
#include <QLabel>
#include <QMenu>
#include <QWidgetAction>
#include <utility>

#include "ui/widgets/number_boxes.h"
#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

constexpr int kRoomForArrow = 30;  // pixels

QDoubleSpinBox* make_ratio_box(QWidget* parent, double least, const QString& name) {
  auto* box = make_number_box(parent, name, name);
  box->setRange(least, kLargestRatio);
  box->setDecimals(3);
  box->setStepType(QAbstractSpinBox::DefaultStepType);
  box->setSingleStep(0.5);
  return box;
}

}  // namespace

SizesButton::SizesButton(QWidget* parent) : QToolButton(parent) {
  auto* form = new QWidget(this);
  mode_ = new QComboBox(form);
  mode_->setAccessibleName(tr("Where the sizes of the states come from"));
  mode_->addItems({tr("From the cell on the device"), tr("β by hand, α = β + 1"),
                   tr("α by hand (the paper's plain form)"), tr("α and β by hand")});
  alpha_ = make_ratio_box(form, 1, tr("alpha: an internal state in hidden states"));
  beta_ = make_ratio_box(form, 0.001, tr("beta: an internal state whose input is already stored"));
  auto* hint = new QLabel(tr("α: size of an internal state, in hidden states.\n"
                             "β: the same when its input hidden state is stored anyway."),
                          form);
  auto* layout = new QFormLayout(form);
  layout->addRow(mode_);
  layout->addRow(tr("α"), alpha_);
  layout->addRow(tr("β"), beta_);
  layout->addRow(hint);

  auto* menu = new QMenu(this);
  auto* action = new QWidgetAction(menu);
  action->setDefaultWidget(form);
  menu->addAction(action);
  setMenu(menu);
  setPopupMode(QToolButton::InstantPopup);
  setFocusPolicy(Qt::StrongFocus);
  setToolTip(tr("How large internal states are, in hidden states"));

  connect(mode_, &QComboBox::activated, this, &SizesButton::choose);
  connect(alpha_, &QDoubleSpinBox::valueChanged, this, &SizesButton::choose);
  connect(beta_, &QDoubleSpinBox::valueChanged, this, &SizesButton::choose);
}

void SizesButton::show_sizes(const Problem& problem, const std::optional<Settled>& settled) {
  is_filling_ = true;
  const double alpha = problem.alpha.value_or(settled ? settled->sizes.alpha_ratio() : kDefaultBeta + 1);
  const double beta = problem.beta.value_or(settled ? settled->sizes.beta_ratio() : kDefaultBeta);
  const Mode mode =
      problem.alpha ? (problem.beta ? Both : AlphaAlone) : (problem.beta ? BetaAlone : FromCell);
  mode_->setCurrentIndex(mode);
  alpha_->setValue(alpha);
  beta_->setValue(beta);
  alpha_->setEnabled(mode == AlphaAlone || mode == Both);
  beta_->setEnabled(mode == BetaAlone || mode == Both);
  const QString text = tr("α %1 · β %2").arg(ratio_text(alpha), ratio_text(beta));
  setText(text);
  setMinimumWidth(fontMetrics().horizontalAdvance(text) + kRoomForArrow);
  setAccessibleName(tr("State sizes: alpha %1, beta %2").arg(ratio_text(alpha), ratio_text(beta)));
  is_filling_ = false;
}

void SizesButton::choose() {
  if (is_filling_) return;
  switch (static_cast<Mode>(mode_->currentIndex())) {
    case FromCell:
      Q_EMIT chosen(std::nullopt, std::nullopt);
      return;
    case BetaAlone:
      Q_EMIT chosen(std::nullopt, beta_->value());
      return;
    case AlphaAlone:
      Q_EMIT chosen(alpha_->value(), std::nullopt);
      return;
    case Both:
      Q_EMIT chosen(alpha_->value(), std::min(beta_->value(), alpha_->value()));
      return;
  }
}

}  // namespace tidemark
