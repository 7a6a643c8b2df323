// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers as people type them, in any locale.
#pragma once

#include <QLocale>
#include <QString>
#include <optional>

namespace tidemark {

/// A number, or the reason why the text is none: `objection` continues a sentence that begins with the text,
/// “10k”.
struct TypedNumber {
  std::optional<double> value;
  QString objection;
};

/// Reads digits, a point or a comma before the decimals, separated thousands, and an exponent: "1e5". Which
/// of point and comma separates decimals follows from the text where it can, as in 2.5, 2,5, 1.234,5 and
/// 1,234.5; a text such as 1.500, which can be read in two ways, is read with the locale's decimal point, or
/// refused. A text that is not understood to its last character is refused, because a part of it would be
/// another number. `decimals`: how many decimals are accepted; 0: whole numbers only.
TypedNumber read_typed_number(const QString& text, const QLocale& locale, int decimals);

}  // namespace tidemark
