// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers as people type them, in any locale.
#pragma once

#include <QLocale>
#include <QString>
#include <optional>

namespace tidemark {

/// A number, or why the text is none: then `objection` goes on after "“10k” ".
struct TypedNumber {
  std::optional<double> value;
  QString objection;
};

/// Reads digits, a point or a comma before the decimals, separated thousands, and an exponent: "1e5". Which
/// of point and comma separates decimals follows from the text where it can, as in 2.5, 2,5, 1.234,5 and
/// 1,234.5; in a text such as 1.500, which can be read in two ways, it is the locale's decimal point or the
/// text is refused. Whatever is not understood to the last character is refused, for a part of it is another
/// number. `decimals`: how many are taken; 0: whole numbers.
TypedNumber read_typed_number(const QString& text, const QLocale& locale, int decimals);

}  // namespace tidemark
