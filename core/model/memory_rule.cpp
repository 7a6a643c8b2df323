// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory_rule.h"

#include "core/model/sizes.h"

namespace tidemark {

std::int64_t MemoryRule::hidden_size(const StateSizes& sizes) const {
  return counts_hidden_slots ? sizes.hidden : 0;
}

std::int64_t MemoryRule::internal_size(const StateSizes& sizes, bool input_is_held) const {
  return input_is_held && internal_may_share_input ? sizes.beta : sizes.alpha;
}

std::int64_t MemoryRule::core_size(const StateSizes& sizes) const {
  return counts_core ? sizes.alpha : 0;
}

std::int64_t MemoryRule::slot_size(const StateSizes& sizes) const {
  return slot_holds_internal() ? sizes.alpha : sizes.hidden;
}

}  // namespace tidemark
