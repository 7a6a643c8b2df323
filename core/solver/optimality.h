// SPDX-License-Identifier: Apache-2.0
/// What is known about a policy's forward steps compared with those of every other policy in the same memory.
#pragma once

#include <cstdint>

#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

enum class Optimality : std::uint8_t {
  Optimal,  ///< no other policy of its strategy needs fewer
  /// MSM with other sizes than alpha = beta + hidden: a cheaper schedule can exist. In the cases known, of
  /// the paper's plain form (alpha = beta), it takes one forward step less.
  NearlyOptimal,
  FixedRule,  ///< a baseline, which chooses nothing
  NotKnown,   ///< a plan from a file that does not say
};

/// What is known about the policy that a strategy's recurrence finds. MSM's recurrence finds the cheapest
/// policy where alpha is beta + hidden; see tst_optimality on other sizes.
inline Optimality optimality_of(Strategy strategy, const StateSizes& sizes) {
  if (!is_optimised(strategy)) return Optimality::FixedRule;
  return strategy == Strategy::Msm && sizes.alpha != sizes.beta + sizes.hidden ? Optimality::NearlyOptimal
                                                                               : Optimality::Optimal;
}

}  // namespace tidemark
