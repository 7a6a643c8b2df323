// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers as people type them, in any locale: core/base/typed_number.h with the locale's digits and
/// separators, and with words for what is no number.
#pragma once

#include <QLocale>
#include <QString>
#include <optional>

#include "core/base/typed_number.h"

namespace tidemark {

TypedNumber read_typed_number(const QString& text, const QLocale& locale, std::optional<int> decimals);

/// Why the text is no such number. Continues a sentence that begins with the text: "1.5.2" is not understood
/// as a number. REQUIRES: a number that was refused, or has a unit that is not wanted.
QString objection_to(const TypedNumber& typed, int decimals);

}  // namespace tidemark
