// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/wrapped_text.h"

#include <QStringList>

namespace tidemark {

QString wrapped_text(const QString& text, int columns) {
  QString lines;
  qsizetype column = 0;
  const QStringList words = text.split(QLatin1Char(' '));
  for (const QString& word : words) {
    const bool fits = column + 1 + word.size() <= columns;
    if (!lines.isEmpty()) lines += QLatin1Char(fits ? ' ' : '\n');
    column = fits && !lines.isEmpty() ? column + 1 + word.size() : word.size();
    lines += word;
  }
  return lines;
}

}  // namespace tidemark
