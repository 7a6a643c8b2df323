// SPDX-License-Identifier: Apache-2.0
/// What memory buys: cost against memory for one length, for every strategy and baseline.
#pragma once

#include <cstdint>
#include <vector>

#include "core/solver/policy.h"

namespace tidemark {

struct CurvePoint {
  std::int64_t slot_count;     ///< budget m in slots (for a baseline: what it needs, rounded up)
  std::int64_t quanta;         ///< the same in planning quanta, which can be compared across strategies
  std::int64_t forward_steps;  ///< C(length, m)
};

/// One point for each m from the smallest that works to `most_slots`; a single point for a baseline.
std::vector<CurvePoint> tradeoff_curve(const Policy& policy, std::int64_t length, std::int64_t most_slots);

}  // namespace tidemark
