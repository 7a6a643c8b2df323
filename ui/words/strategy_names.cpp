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
  switch (strategy) {
    case Strategy::Standard:
      return tr("Standard");
    case Strategy::ChenSqrt:
      return tr("Chen √t");
    case Strategy::ChenRecursive:
      return tr("Chen log t");
    case Strategy::Hsm:
      return tr("HSM");
    case Strategy::Ism:
      return tr("ISM");
    case Strategy::Msm:
      return tr("MSM");
  }
  return {};
}

QString description(Strategy strategy) {
  switch (strategy) {
    case Strategy::Standard:
      return tr("Standard BPTT: stores every internal state and recomputes nothing");
    case Strategy::ChenSqrt:
      return tr("Chen et al. 2016: a hidden state every √t steps, then each segment in full");
    case Strategy::ChenRecursive:
      return tr("Chen et al. 2016, recursive: halves the sequence again and again");
    case Strategy::Hsm:
      return tr("Selective hidden-state memorisation: the best use of slots for hidden states");
    case Strategy::Ism:
      return tr("Selective internal-state memorisation: the best use of slots for internal states");
    case Strategy::Msm:
      return tr("Mixed memorisation: hidden and internal states, whichever serves best");
  }
  return {};
}

}  // namespace tidemark
