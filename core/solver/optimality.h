// SPDX-License-Identifier: Apache-2.0
/// What can be said of a policy's forward steps beside those of every other policy in the same memory.
#pragma once

#include <cstdint>

#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

enum class Optimality : std::uint8_t {
  Optimal,            ///< no other policy of its strategy needs fewer
  UpToOneStepDearer,  ///< the paper's plain form of MSM: a forward step dearer at most in every case known
  FixedRule,          ///< a baseline, which chooses nothing
  NotKnown,           ///< a plan from a file that does not say
};

/// Of the policy that a strategy's recurrence finds. MSM's finds the cheapest where alpha is beta + 1; with
/// any other sizes it is the paper's plain form, see tst_optimality.
inline Optimality optimality_of(Strategy strategy, const StateSizes& sizes) {
  if (!is_optimised(strategy)) return Optimality::FixedRule;
  return strategy == Strategy::Msm && sizes.alpha != sizes.beta + sizes.hidden ? Optimality::UpToOneStepDearer
                                                                               : Optimality::Optimal;
}

}  // namespace tidemark
