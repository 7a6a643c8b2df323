// SPDX-License-Identifier: GPL-3.0-or-later
/// Counts and amounts with their noun, in the right number.
#pragma once

#include <QString>
#include <cstdint>

#include "core/model/problem.h"

namespace tidemark {

QString iterations_text(std::int64_t count);  ///< "1 iteration", "2,000 iterations"
QString slots_text(std::int64_t count);       ///< "1 slot", "50 slots"
/// In the measure that it was given in: "50 slots", "5 %", "4.223 MiB". Bytes that have to be rounded are
/// rounded up, so that a budget that suffices still does when it is typed in as it stands here.
QString budget_text(const Budget& budget);

}  // namespace tidemark
