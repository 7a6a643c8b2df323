// SPDX-License-Identifier: GPL-3.0-or-later
/// Shows alpha and beta, and lets the user give them by hand.
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QWidget>
#include <optional>

#include "core/model/settled.h"

namespace tidemark {

class SizesBoxes : public QWidget {
  Q_OBJECT

 public:
  explicit SizesBoxes(QWidget* parent = nullptr);

  void show_sizes(const Problem& problem, const std::optional<Settled>& settled);

 Q_SIGNALS:
  void chosen(std::optional<double> alpha, std::optional<double> beta);  ///< emitted when the user chooses

 private:
  enum Mode { FromCell, BetaAlone, AlphaAlone, Both };
  void choose();

  bool is_filling_ = false;
  QComboBox* mode_;
  QDoubleSpinBox* alpha_;
  QDoubleSpinBox* beta_;
};

}  // namespace tidemark
