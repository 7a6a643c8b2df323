// SPDX-License-Identifier: Apache-2.0
/// Every strategy's costs at one length, as the cost table and the trade-off chart show them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/solver/curve.h"
#include "core/solver/policy.h"

namespace tidemark {

/// Every strategy's costs at one length and one set of sizes. Lengths and costs are counted in chunks of the
/// sequence, which with k = 1 are steps. A strategy whose table would take too long to solve is left out.
struct StrategyCosts {
  Sequence sequence{1};
  std::int64_t length = 0;  ///< in chunks
  StateSizes sizes;
  std::int64_t most_quanta = 0;  ///< where the curves end, in quanta of `sizes`
  /// Answer for lengths up to `length`, at least.
  std::map<Strategy, std::shared_ptr<const Policy>> policies;
  std::map<Strategy, std::vector<CurvePoint>> curves;  ///< at `length`
};

/// Whether more memory than the curve of `strategy` ends at would still bring something below standard BPTT's
/// memory: the curve ends because it was solved no further.
inline bool goes_on(const StrategyCosts& costs, Strategy strategy) {
  const auto curve = costs.curves.find(strategy);
  if (!is_optimised(strategy) || curve == costs.curves.end() || curve->second.empty()) return false;
  const Policy& policy = *costs.policies.at(strategy);
  const std::int64_t next = curve->second.back().quanta + policy.slot();
  return next <= standard_memory(costs.length, costs.sizes) && next <= policy.sufficient_budget(costs.length);
}

}  // namespace tidemark
