// SPDX-License-Identifier: GPL-3.0-or-later
/// The number fields of the parameter bar.
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

namespace tidemark {

/// From 1 to `most`, told of once a number is finished, with room for four digits. `name` says what is
/// counted, to eyes and ears.
QSpinBox* make_count_box(QWidget* parent, int most, const QString& prefix, const QString& name);
/// Room for numbers up to `widest`.
void make_room_for(QSpinBox* box, int widest);

/// For numbers of any size, told of once finished: grouped in thousands, stepped by a digit of their own
/// size. `width` in pixels.
QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint, int width);

}  // namespace tidemark
