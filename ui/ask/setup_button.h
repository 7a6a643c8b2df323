// SPDX-License-Identifier: GPL-3.0-or-later
/// One button for all of the question but its length, budget and strategy: it says which network runs where,
/// and opens the form in which that is changed.
#pragma once

#include <QComboBox>
#include <QSpinBox>
#include <functional>

#include "ui/ask/cell_boxes.h"
#include "ui/ask/sizes_boxes.h"
#include "ui/widgets/popup_button.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class SetupButton : public PopupButton {
  Q_OBJECT

 public:
  explicit SetupButton(Workbench* workbench, QWidget* parent = nullptr);

 private:
  void make_form();
  void connect_widgets();
  /// Changes a copy of the problem and makes it the question, unless the widgets are just being filled.
  void change(const std::function<void(Problem&)>& how);
  void fill();
  void fill_chunk();
  void fill_devices();
  void fill_input();
  void choose_input(int index);

  Workbench* workbench_;
  bool is_filling_ = false;
  CellBoxes* cell_;
  QSpinBox* chunk_length_;  ///< 0: the length is to be found
  SizesBoxes* sizes_;
  QComboBox* device_;
  QComboBox* input_;
};

}  // namespace tidemark
