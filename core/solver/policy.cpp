// SPDX-License-Identifier: Apache-2.0
#include "core/solver/policy.h"

namespace tidemark {

std::int64_t Policy::budget_right_of(const Choice& choice, std::int64_t budget) const {
  switch (choice.kind) {
    case Choice::Kind::KeepInCore:
      return budget;
    case Choice::Kind::PushHidden:
      return budget - sizes_.hidden;
    case Choice::Kind::PushInternal:
      // ISM's slots all have room for a self-contained state; otherwise step 1's input is the state stored
      // before.
      return budget - (choice.y == 1 && strategy_ != Strategy::Ism ? sizes_.beta : sizes_.alpha);
  }
  return budget;
}

}  // namespace tidemark
