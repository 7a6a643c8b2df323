// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/strategy_names.h"

#include <QCoreApplication>

#include "core/base/number_text.h"
#include "ui/words/chart_format.h"

namespace tidemark {
namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("StrategyNames", text);
}
}  // namespace

QString short_name(Strategy strategy) {
  return tr(info_of(strategy).short_name);
}

QString description(Strategy strategy) {
  return tr(info_of(strategy).description);
}

QString slot_contents(Strategy strategy) {
  return rule_of(strategy).slot_holds_internal() ? tr("internal states") : tr("hidden states");
}

QString slots_text(double count, Strategy strategy) {
  if (readable_ratio(count).value != 1) return tr("%1 %2").arg(ratio_text(count), slot_contents(strategy));
  return rule_of(strategy).slot_holds_internal() ? tr("1 internal state") : tr("1 hidden state");
}

}  // namespace tidemark
