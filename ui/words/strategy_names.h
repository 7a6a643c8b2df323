// SPDX-License-Identifier: GPL-3.0-or-later
/// Strategies as they are named on screen.
#pragma once

#include <QString>

#include "core/model/strategy.h"

namespace tidemark {

QString short_name(Strategy strategy);   ///< for buttons and legends: "Chen √t", "HSM"
QString description(Strategy strategy);  ///< a sentence for tool tips and screen readers

}  // namespace tidemark
