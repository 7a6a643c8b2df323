// SPDX-License-Identifier: Apache-2.0
#include "core/solver/policy.h"

namespace tidemark {

std::vector<ChoiceRange> Policy::best_choices(std::int64_t length, std::int64_t budget) const {
  std::vector<ChoiceRange> best = choose_all(length, budget);
  for (auto range = best.begin(); range != best.end(); ++range) {
    if (!is_unread(range->kind, range->last_y, length)) continue;
    --range->last_y;
    if (range->first_y > range->last_y) best.erase(range);
    const ChoiceRange in_core{Choice::Kind::KeepInCore, length, length};
    if (best.empty() || best.front() != in_core) best.insert(best.begin(), in_core);
    break;
  }
  return best;
}

std::int64_t Policy::budget_right_of(const Choice& choice, std::int64_t budget) const {
  switch (choice.kind) {
    case Choice::Kind::KeepInCore:
      return budget;
    case Choice::Kind::PushHidden:
      return budget - rule_of(strategy_).hidden_size(sizes_);
    case Choice::Kind::PushInternal:
      // The first step's input is the hidden state that is stored anyway.
      return budget - rule_of(strategy_).internal_size(sizes_, choice.y == 1);
  }
  return budget;
}

}  // namespace tidemark
