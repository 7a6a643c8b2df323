// SPDX-License-Identifier: Apache-2.0
/// MSM's dynamic programme: the cost of every length and budget, exactly, stored as pieces.
///
/// With alpha = beta + 1 (sizes in hidden states) the recurrence of section 3.3 is
///   C(t, m) = min( 1 + C(t - 1, m - beta),                           keep the very next internal state
///                  min over 1 <= y < t of y + C(t - y, m - 1) + C(y, m) )   push a hidden state y ahead
/// In general an internal push at y > 1 costs alpha: y + C(t - y, m - alpha) + C(y - 1, m), and at y = 1
/// beta. C(0, .) = 0; C(t, m) = infinite for m < 1 and t >= 1; keeping step t in the core, t + C(t - 1, m),
/// is always possible from m = 1 on.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "core/policy.h"
#include "core/result.h"

namespace tidemark {

/// Called now and then from the working thread with the part done, 0 to 1.
using Progress = std::function<void(double)>;

/// Solves MSM for every t <= length and every budget <= `budget` units of `sizes`.
/// The policy answers for larger budgets, too: with the cost of the largest solved, or `t` where that is
/// enough. `stop` is looked at within a fraction of a second. Errors: more than 100,000 steps, or more
/// budgets than can be held; both say the limit.
Cancellable<std::shared_ptr<const Policy>> solve_mixed(std::int64_t length, std::int64_t budget,
                                                       const StateSizes& sizes, const Progress& progress = {},
                                                       std::stop_token stop = {});

}  // namespace tidemark
