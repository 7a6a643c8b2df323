// SPDX-License-Identifier: Apache-2.0
#include "core/study/equal_memory.h"

#include <algorithm>

namespace tidemark {
namespace {

/// States of one size fill whole slots alone; a strategy that stores both kinds can use a part of one.
std::int64_t usable(std::int64_t budget, const Policy& policy) {
  const StrategyInfo& info = info_of(policy.strategy());
  const bool is_of_one_size = !info.stores_internal || !info.rule.counts_hidden_slots;
  return is_of_one_size ? budget - budget % policy.slot() : budget;
}

}  // namespace

std::vector<StrategyAtMemory> strategies_at_equal_memory(const Settled& settled, const StrategyCosts& costs,
                                                         const OverheadBasis& basis) {
  const MemoryShare share(settled.problem, settled.sizes, settled.device);
  std::vector<StrategyAtMemory> rows;
  for (const auto& [strategy, policy] : costs.policies) {
    const std::int64_t least = policy->smallest_budget(costs.length);
    const std::int64_t most = std::max(least, policy->sufficient_budget(costs.length));
    StrategyAtMemory row{.strategy = strategy};
    row.fits = least <= settled.budget;
    row.quanta = row.fits ? std::min(usable(settled.budget, *policy), most) : least;
    row.slot_count = static_cast<double>(row.quanta) / static_cast<double>(policy->slot());
    row.cost = policy->cost(costs.length, row.quanta);
    if (is_count(row.cost)) {
      row.forward_steps = costs.sequence.in_steps(static_cast<double>(row.cost));
      row.overhead = basis.overhead(row.forward_steps, costs.sequence.length);
    }
    const double amount = share.amount_of_quanta(static_cast<double>(row.quanta));
    if (share.basis() == MemoryShare::Basis::Bytes) row.bytes = amount;
    row.share = share.part(amount, strategy);
    rows.push_back(row);
  }
  return rows;
}

bool are_costs_of(const StrategyCosts& costs, const Settled& settled) {
  return costs.sequence == settled.sequence() && costs.sizes == settled.sizes;
}

Problem with_strategy(const Settled& settled, const StrategyAtMemory& chosen) {
  Problem problem = settled.problem;
  problem.strategy = chosen.strategy;
  const auto same = settle(problem, settled.device);
  const bool holds_as_much =
      same && (chosen.fits ? same->budget == settled.budget : same->budget >= chosen.quanta);
  if (!holds_as_much) problem.budget = {Budget::Measure::Slots, chosen.slot_count};
  return problem;
}

}  // namespace tidemark
