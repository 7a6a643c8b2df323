// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/sizes_boxes.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/widgets/number_boxes.h"

namespace tidemark {
namespace {

QDoubleSpinBox* make_ratio_box(QWidget* parent, double least, const QString& name) {
  auto* box = make_number_box(parent, name, name);
  box->setRange(least, kLargestRatio);
  box->setDecimals(3);
  box->setStepType(QAbstractSpinBox::DefaultStepType);
  box->setSingleStep(0.5);
  return box;
}

}  // namespace

SizesBoxes::SizesBoxes(QWidget* parent) : QWidget(parent) {
  mode_ = new QComboBox(this);
  mode_->setAccessibleName(tr("Where the sizes of the states come from"));
  mode_->setToolTip(tr("How large internal states are, in hidden states"));
  mode_->addItems({tr("From the cell on the device"), tr("β by hand, α = β + 1"),
                   tr("α by hand (the paper's plain form)"), tr("α and β by hand")});
  alpha_ = make_ratio_box(this, 1, tr("α: size of an internal state, in hidden states"));
  beta_ = make_ratio_box(this, 0.001, tr("β: the same when its input hidden state is stored anyway"));

  auto* ratios = new QHBoxLayout;
  ratios->addWidget(new QLabel(tr("α"), this));
  ratios->addWidget(alpha_, 1);
  ratios->addSpacing(6);
  ratios->addWidget(new QLabel(tr("β"), this));
  ratios->addWidget(beta_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(mode_);
  layout->addLayout(ratios);

  connect(mode_, &QComboBox::activated, this, &SizesBoxes::choose);
  connect(alpha_, &QDoubleSpinBox::valueChanged, this, &SizesBoxes::choose);
  connect(beta_, &QDoubleSpinBox::valueChanged, this, &SizesBoxes::choose);
}

void SizesBoxes::show_sizes(const Problem& problem, const std::optional<Settled>& settled) {
  is_filling_ = true;
  const double alpha = problem.alpha.value_or(settled ? settled->sizes.alpha_ratio() : kDefaultBeta + 1);
  const double beta = problem.beta.value_or(settled ? settled->sizes.beta_ratio() : kDefaultBeta);
  const Mode mode =
      problem.alpha ? (problem.beta ? Both : AlphaAlone) : (problem.beta ? BetaAlone : FromCell);
  mode_->setCurrentIndex(mode);
  show_number(alpha_, alpha);
  show_number(beta_, beta);
  alpha_->setEnabled(mode == AlphaAlone || mode == Both);
  beta_->setEnabled(mode == BetaAlone || mode == Both);
  is_filling_ = false;
}

void SizesBoxes::choose() {
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
