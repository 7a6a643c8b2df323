// SPDX-License-Identifier: Apache-2.0
/// What is known about a policy's forward steps compared with those of every other policy in the same memory.
#pragma once

#include <cstdint>

#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

enum class Optimality : std::uint8_t {
  Optimal,            ///< no other policy of its strategy needs fewer
  UpToOneStepDearer,  ///< the paper's plain form of MSM: at most one forward step more, in every case known
  FixedRule,          ///< a baseline, which chooses nothing
  NotKnown,           ///< a plan from a file that does not say
};

/// What is known about the policy that a strategy's recurrence finds. MSM's recurrence finds the cheapest
/// policy where alpha is beta + hidden; with any other sizes it may be a step dearer, see tst_optimality.
inline Optimality optimality_of(Strategy strategy, const StateSizes& sizes) {
  if (!is_optimised(strategy)) return Optimality::FixedRule;
  return strategy == Strategy::Msm && sizes.alpha != sizes.beta + sizes.hidden ? Optimality::UpToOneStepDearer
                                                                               : Optimality::Optimal;
}

}  // namespace tidemark
