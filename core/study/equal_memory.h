// SPDX-License-Identifier: Apache-2.0
/// Every strategy at one amount of memory, side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/model/memory_share.h"
#include "core/model/settled.h"
#include "core/solver/strategy_costs.h"
#include "core/study/overhead.h"

namespace tidemark {

/// What a strategy does with the question's memory. A value.
struct StrategyAtMemory {
  Strategy strategy;
  /// Quanta of the budget that the strategy has a use for: whole slots where all its states are of one size,
  /// and no more than brings anything. Where the memory is too small for it: the least that it needs.
  std::int64_t quanta = 0;
  double slot_count = 0;  ///< the same in slots of the strategy
  bool fits = false;
  std::int64_t cost = 0;  ///< forward chunks; kInfeasible or kUncountable where there is no number

  double forward_steps = 0;  ///< single ones. REQUIRES: is_count(cost)
  double overhead = 0;       ///< extra time over standard BPTT as a fraction. REQUIRES as above
  std::optional<double> bytes =
      std::nullopt;  ///< `quanta` on the device, with what chunks take beside the states
  double share = 0;  ///< `quanta` as a part of what standard BPTT stores
};

/// One for each strategy that is in `costs`, in the order of the list of strategies. REQUIRES: `costs` are of
/// the question's sequence and sizes.
std::vector<StrategyAtMemory> strategies_at_equal_memory(const Settled& settled, const StrategyCosts& costs,
                                                         const OverheadBasis& basis);

/// Whether `costs` answer for the question's sequence and sizes.
bool are_costs_of(const StrategyCosts& costs, const Settled& settled);

/// The question with another strategy in the same memory, or in the least that the strategy needs: the budget
/// stays as it was asked where it gives that memory, and is in slots otherwise.
Problem with_strategy(const Settled& settled, const StrategyAtMemory& chosen);

}  // namespace tidemark
