// SPDX-License-Identifier: GPL-3.0-or-later
/// Strategies as they are named on screen.
#pragma once

#include <QString>

#include "core/model/strategy.h"

namespace tidemark {

QString short_name(Strategy strategy);   ///< for buttons and legends: "Chen √t", "HSM"
QString description(Strategy strategy);  ///< a sentence for tool tips and screen readers

/// What the slots of the strategy's budgets hold: "hidden states", "internal states".
QString slot_contents(Strategy strategy);
/// "1 hidden state", "14.3 internal states"
QString slots_text(double count, Strategy strategy);

}  // namespace tidemark
