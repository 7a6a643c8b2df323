// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

/// The words of `text` on lines of about `columns` characters, for places that do not break lines themselves.
QString wrapped_text(const QString& text, int columns);

}  // namespace tidemark
