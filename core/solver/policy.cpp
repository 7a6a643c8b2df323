// SPDX-License-Identifier: Apache-2.0
#include "core/solver/policy.h"

namespace tidemark {

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
