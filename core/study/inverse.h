// SPDX-License-Identifier: Apache-2.0
/// The two questions asked backwards: not what a budget costs, but what may be had for a given time.
#pragma once

#include <optional>
#include <stop_token>

#include "core/base/result.h"
#include "core/plan/plan.h"
#include "core/solver/solver.h"
#include "core/study/overhead.h"

namespace tidemark {

/// The question with the least budget, in its own measure, whose best policy takes at most `most_overhead`
/// (0.33: a third) more time than standard BPTT; the question's own budget is ignored. In slots that is the
/// least whole number of them. Exact.
///
/// Pure but for what `solver` remembers, and fast: one table is solved, whose size follows from HSM's and
/// ISM's closed forms. Errors: a strategy whose memory is fixed by a rule; a table too large to solve. If no
/// budget is enough, the Error says why, and has is_violation set.
Cancellable<Solution> least_memory(const Settled& settled, double most_overhead, const OverheadBasis& basis,
                                   Solver& solver, const std::stop_token& stop = {});

/// The question with the longest sequence that its budget allows at no more than that overhead; its own
/// length only says what a budget in percent is. Such a budget is given in bytes, or in slots where no device
/// is known, in the answer, because a percentage would be another amount of memory at another length. Exact.
///
/// `most_overhead`: none, if time does not matter. Only standard BPTT has an answer then: with any other
/// strategy every length fits and merely takes longer, and the Error says so. Errors besides: Chen's rules; a
/// table too large to solve. If not even the shortest sequence will do, the Error has is_violation set.
Cancellable<Solution> longest_sequence(const Settled& settled, std::optional<double> most_overhead,
                                       const OverheadBasis& basis, Solver& solver,
                                       const std::stop_token& stop = {});

}  // namespace tidemark
