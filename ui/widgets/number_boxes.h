// SPDX-License-Identifier: GPL-3.0-or-later
/// The number fields of the parameter bar. They take a number as it was typed, or refuse it and say why; see
/// read_typed_number() for what they understand.
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

namespace tidemark {

/// A field for numbers from 1 to `most`, with room for four digits. It reports a number once typing has
/// finished. `name` says what is counted, in the tool tip and to screen readers.
QSpinBox* make_count_box(QWidget* parent, int most, const QString& prefix, const QString& name);
/// Makes the field wide enough for numbers up to `widest`.
void make_room_for(QSpinBox* box, int widest);

/// A field for numbers of any size. It reports a number once typing has finished. Thousands are separated
/// except while it is edited, and the size of a step follows the size of the number.
QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint);

}  // namespace tidemark
