// SPDX-License-Identifier: Apache-2.0
/// What to say and to offer when a budget is too small.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/model/settled.h"
#include "core/solver/solver.h"

namespace tidemark {

/// The smallest budget that works, in the measure of the question's budget; none if that measure cannot
/// express it.
std::optional<Budget> smallest_budget(const Settled& settled, Solver& solver);

/// Says that the question's budget is too small, and which is the smallest that works.
Error budget_too_small(const Settled& settled, Solver& solver);

/// "3 hidden states (1536 bytes)", "2000 bytes", "12.5 percent of standard BPTT's memory (2000 bytes)": with
/// as many digits as it takes to type the budget in again.
std::string budget_in_words(const Settled& settled);

}  // namespace tidemark
