// SPDX-License-Identifier: GPL-3.0-or-later
/// Counts and amounts with their noun, in singular or plural.
#pragma once

#include <QString>
#include <cstdint>

#include "core/model/problem.h"

namespace tidemark {

QString iterations_text(std::int64_t count);     ///< "1 iteration", "2,000 iterations"
QString steps_text(std::int64_t count);          ///< "1 step", "2,000 steps"
QString runs_text(std::int64_t count);           ///< "1 run", "20 runs"
QString forward_steps_text(std::int64_t count);  ///< "1 forward step", "2,000 forward steps"
/// A budget in the measure in which it was given: "50 hidden states", "5 %", "4.223 MiB". Bytes are rounded
/// up, so that a budget that suffices still suffices when this text is typed in.
QString budget_text(const Budget& budget, Strategy strategy);

}  // namespace tidemark
