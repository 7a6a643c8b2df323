// SPDX-License-Identifier: Apache-2.0
#include "core/solver/curve.h"

namespace tidemark {

std::vector<CurvePoint> tradeoff_curve(const Policy& policy, std::int64_t length, std::int64_t most_slots) {
  const std::int64_t slot = policy.slot();
  const std::int64_t least_quanta = policy.smallest_budget(length);
  const std::int64_t least_slots = (least_quanta + slot - 1) / slot;
  if (!is_optimised(policy.strategy())) {
    return {{least_slots, least_quanta, policy.cost(length, least_quanta)}};
  }
  std::vector<CurvePoint> curve;
  for (std::int64_t m = least_slots; m <= most_slots; ++m) {
    const std::int64_t cost = policy.cost(length, m * slot);
    if (is_count(cost)) curve.push_back({m, m * slot, cost});
  }
  return curve;
}

}  // namespace tidemark
