// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_boxes.h"

namespace tidemark {

QSpinBox* make_count_box(QWidget* parent, int most, const QString& prefix, const QString& name) {
  auto* box = new QSpinBox(parent);
  box->setRange(1, most);
  box->setPrefix(prefix);
  box->setKeyboardTracking(false);
  box->setAccessibleName(name);
  box->setToolTip(name);
  make_room_for(box, 1024);
  return box;
}

void make_room_for(QSpinBox* box, int widest) {
  constexpr int kRoomForArrows = 34;  // pixels
  const QString text = box->prefix() + QString::number(widest);
  box->setFixedWidth(box->fontMetrics().horizontalAdvance(text) + kRoomForArrows);
}

QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint, int width) {
  auto* box = new QDoubleSpinBox(parent);
  box->setGroupSeparatorShown(true);
  box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  box->setKeyboardTracking(false);
  box->setAccessibleName(name);
  box->setToolTip(hint);
  box->setFixedWidth(width);
  return box;
}

}  // namespace tidemark
