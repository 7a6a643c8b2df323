// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/strategy_names.h"

#include <QCoreApplication>

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

}  // namespace tidemark
