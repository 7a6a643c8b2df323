// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/plurals.h"

#include <QCoreApplication>

#include "ui/words/chart_format.h"

namespace tidemark {
namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("CountedWords", text);
}
}  // namespace

QString iterations_text(std::int64_t count) {
  return count == 1 ? tr("1 iteration") : tr("%1 iterations").arg(count_text(count));
}

QString slots_text(std::int64_t count) {
  return count == 1 ? tr("1 slot") : tr("%1 slots").arg(count_text(count));
}

}  // namespace tidemark
