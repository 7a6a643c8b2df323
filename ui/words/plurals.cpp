// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/plurals.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("CountedWords", text);
}

/// Bytes, rounded up, in the largest unit that leaves at least 1, with at most three digits after the point.
QString ample_bytes_text(double bytes) {
  const auto in = [bytes](double unit) {
    return QLocale().toString(std::ceil(bytes / unit * 1000) / 1000, 'f', QLocale::FloatingPointShortest);
  };
  if (bytes >= 1024.0 * 1024) return tr("%1 MiB").arg(in(1024.0 * 1024));
  if (bytes >= 1024) return tr("%1 KiB").arg(in(1024));
  return bytes_text(std::ceil(bytes));
}
}  // namespace

QString iterations_text(std::int64_t count) {
  return count == 1 ? tr("1 iteration") : tr("%1 iterations").arg(count_text(count));
}

QString steps_text(std::int64_t count) {
  return count == 1 ? tr("1 step") : tr("%1 steps").arg(count_text(count));
}

QString runs_text(std::int64_t count) {
  return count == 1 ? tr("1 run") : tr("%1 runs").arg(count_text(count));
}

QString forward_steps_text(std::int64_t count) {
  return count == 1 ? tr("1 forward step") : tr("%1 forward steps").arg(count_text(count));
}

QString budget_text(const Budget& budget, Strategy strategy) {
  switch (budget.measure) {
    case Budget::Measure::Slots:
      return slots_text(budget.value, strategy);
    case Budget::Measure::Bytes:
      return ample_bytes_text(budget.value);
    case Budget::Measure::DeviceMemory:
      return tr("%1 in all").arg(ample_bytes_text(budget.value));
    case Budget::Measure::Percent:
      return percent_text(budget.value / 100);
  }
  return {};
}

}  // namespace tidemark
