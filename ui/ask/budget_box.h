// SPDX-License-Identifier: GPL-3.0-or-later
/// The memory budget: slider, number and measure, and the same budget in the other measures.
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QWidget>
#include <optional>

#include "core/base/typed_number.h"
#include "core/model/settled.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/log_slider.h"

namespace tidemark {

class BudgetBox : public QWidget {
  Q_OBJECT

 public:
  explicit BudgetBox(QWidget* parent = nullptr);

  /// `settled`: the problem settled; none while its device has not reported its sizes, so that the budget
  /// cannot be given in other measures.
  void show_budget(const Problem& problem, const std::optional<Settled>& settled);
  void focus_number();

 Q_SIGNALS:
  void chosen(const tidemark::Budget& budget);  ///< emitted when the user chooses

 private:
  void make_widgets();
  void show_measure();
  void show_readings();
  void choose(double value);
  void choose_measure(int index);
  QString take(const TypedNumber& amount);

  Problem problem_;
  std::optional<Settled> settled_;
  bool is_filling_ = false;
  LogSlider* slider_;
  QDoubleSpinBox* number_;
  QComboBox* measure_;
  ElidedLabel* readings_;
};

}  // namespace tidemark
