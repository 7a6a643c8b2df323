// SPDX-License-Identifier: GPL-3.0-or-later
/// Number fields. They take a number as it was typed, or refuse it and say why; see core/base/typed_number.h
/// for what they understand.
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>
#include <functional>

#include "core/base/typed_number.h"

namespace tidemark {

/// A field for numbers from 1 to `most`, with room for four digits. It reports a number once typing has
/// finished. `name` says what is counted, in the tool tip and to screen readers.
QSpinBox* make_count_box(QWidget* parent, int most, const QString& prefix, const QString& name);
/// Makes the field wide enough for numbers up to `widest`.
void make_room_for(QSpinBox* box, int widest);
void make_room_for(QAbstractSpinBox* box, const QString& widest);

/// Is given a number that was typed with a unit: "5%" in a field for MiB. Returns why it cannot be taken,
/// which continues a sentence that begins with the text; empty: it was taken, and the field shows it.
using AmountTaker = std::function<QString(const TypedNumber&)>;

/// A field for numbers of any size. It reports a number once typing has finished. Thousands are separated
/// except while it is edited, and the size of a step follows the size of the number. Without a `taker` no
/// number with a unit but k, M, G and T is taken.
QDoubleSpinBox* make_number_box(QWidget* parent, const QString& name, const QString& hint,
                                AmountTaker taker = {});

/// Shows a number that nobody typed. A text that is just being typed stays if the number is not new.
void show_number(QSpinBox* box, int number);
void show_number(QDoubleSpinBox* box, double number);

}  // namespace tidemark
