// SPDX-License-Identifier: GPL-3.0-or-later
/// The whole question in two rows: length and budget above; strategy, the network and where it runs, and how
/// to run below. The rows have the same size whatever is asked.
#pragma once

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QWidget>
#include <functional>

#include "ui/ask/budget_box.h"
#include "ui/ask/run_controls.h"
#include "ui/ask/setup_button.h"
#include "ui/ask/strategy_buttons.h"
#include "ui/widgets/log_slider.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class ParameterBar : public QWidget {
  Q_OBJECT

 public:
  explicit ParameterBar(Workbench* workbench, QWidget* parent = nullptr);

  void focus_length();
  void focus_budget();
  std::int64_t iterations() const { return run_->iterations(); }
  bool is_verifying() const { return run_->is_verifying(); }
  /// Places the widget, which becomes the bar's, to the left of Run.
  void add_tool(QWidget* tool);

 Q_SIGNALS:
  void run_requested();
  void cancel_requested();

 private:
  QLayout* make_amounts_row();
  QLayout* make_choices_row();
  void connect_widgets();
  /// Changes a copy of the problem and makes it the question, unless the widgets are just being filled.
  void change(const std::function<void(Problem&)>& how);
  void fill();

  Workbench* workbench_;
  bool is_filling_ = false;
  LogSlider* length_slider_;
  QDoubleSpinBox* length_;
  QLabel* steps_;  ///< "steps" behind the length
  BudgetBox* budget_;
  StrategyButtons* strategies_;
  SetupButton* setup_;
  QHBoxLayout* tools_;
  RunControls* run_;
};

}  // namespace tidemark
