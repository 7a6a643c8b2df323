// SPDX-License-Identifier: GPL-3.0-or-later
/// The number fields of the parameter bar. They take a number as it was typed or, with a word, not at all;
/// see read_typed_number() for what they understand.
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

namespace tidemark {

/// From 1 to `most`, told of once a number is finished, with room for four digits. `name` says what is
/// counted, to eyes and ears.
QSpinBox* make_count_box(QWidget* parent, int most, const QString& prefix, const QString& name);
/// Room for numbers up to `widest`.
void make_room_for(QSpinBox* box, int widest);

/// For numbers of any size, told of once finished: thousands are separated except while it is edited, and it
/// is stepped by a digit of its number's own size.
QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint);

}  // namespace tidemark
