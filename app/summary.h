// SPDX-License-Identifier: GPL-3.0-or-later
/// A solution in words and numbers for the user.
#pragma once

#include <string>

#include "core/plan/plan.h"
#include "core/study/overhead.h"

namespace tidemark {

/// An amount of memory in slots: "50", or "50.5" if it is no whole number.
std::string in_slots(std::int64_t quanta, const Settled& settled);

/// Several lines, the first of which has the whole answer. The peak of schedules of up to some million
/// actions is what the checker counts. `basis`: the basis of the overhead; without measured times it is the
/// paper's.
std::string summary_of(const Solution& solution, const Measurements& measured, OverheadBasis::Kind basis);

}  // namespace tidemark
