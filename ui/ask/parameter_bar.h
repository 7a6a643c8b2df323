// SPDX-License-Identifier: GPL-3.0-or-later
/// The whole question in one bar: length, budget, strategy, cell, device, input, and how to run.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QWidget>
#include <functional>

#include "ui/ask/budget_box.h"
#include "ui/ask/cell_boxes.h"
#include "ui/ask/sizes_button.h"
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
  std::int64_t iterations() const;
  bool is_verifying() const;

 Q_SIGNALS:
  void run_requested();
  void cancel_requested();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QLayout* make_question_row();
  QLayout* make_machine_row();
  void connect_widgets();
  /// Changes a copy of the problem and makes it the question, unless the widgets are just being filled.
  void change(const std::function<void(Problem&)>& how);
  void fill();
  void fill_chunk();
  void fill_devices();
  void fill_input();
  void choose_input(int index);
  void update_run_button();

  Workbench* workbench_;
  bool is_filling_ = false;
  LogSlider* length_slider_;
  QDoubleSpinBox* length_;
  BudgetBox* budget_;
  StrategyButtons* strategies_;
  CellBoxes* cell_;
  QSpinBox* chunk_length_;  ///< 0: the length is to be found
  SizesButton* sizes_;
  QComboBox* device_;
  QComboBox* input_;
  QSpinBox* iterations_;
  QCheckBox* verify_;
  QPushButton* run_ = nullptr;
};

}  // namespace tidemark
