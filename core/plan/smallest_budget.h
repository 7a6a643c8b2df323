// SPDX-License-Identifier: Apache-2.0
/// What to say and to offer when a budget is too small.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/model/settled.h"
#include "core/solver/solver.h"

namespace tidemark {

/// The same question with the smallest budget that works, in its own measure; none if that measure cannot
/// express it.
std::optional<Settled> with_smallest_budget(const Settled& settled, Solver& solver);

/// Says that the question's budget is too small, and which is the smallest that works.
Error budget_too_small(const Settled& settled, Solver& solver);

/// "3 hidden states (1536 bytes)", "2000 bytes", "12.5 percent of standard BPTT's memory (2000 bytes)": with
/// as many digits as it takes to type the budget in again.
std::string budget_in_words(const Settled& settled);

}  // namespace tidemark
