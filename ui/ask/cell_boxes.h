// SPDX-License-Identifier: GPL-3.0-or-later
/// The recurrent cell: kind, hidden size, batch, layers and, if the device offers a choice, precision.
#pragma once

#include <QComboBox>
#include <QFormLayout>
#include <QSpinBox>
#include <QWidget>
#include <functional>

#include "core/files/protocol.h"

namespace tidemark {

class CellBoxes : public QWidget {
  Q_OBJECT

 public:
  explicit CellBoxes(QWidget* parent = nullptr);

  /// `device`: the device that the cell runs on; null: not known (yet).
  void show_cell(const Cell& cell, const DeviceDescription* device);

 Q_SIGNALS:
  void chosen(const tidemark::Cell& cell);  ///< emitted when the user chooses

 private:
  QSpinBox* make_side_box(const QString& name, const QString& hint);
  void change(const std::function<void(Cell&)>& how);
  void offer_precisions(const DeviceDescription* device);

  Cell cell_;
  bool is_filling_ = false;
  QFormLayout* form_;
  QComboBox* kind_;
  QSpinBox* hidden_;
  QSpinBox* batch_;
  QSpinBox* layers_;
  QComboBox* precision_;
};

}  // namespace tidemark
