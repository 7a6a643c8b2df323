// SPDX-License-Identifier: Apache-2.0
#include "core/model/strategy.h"

#include <algorithm>

#include "core/base/letters.h"

namespace tidemark {

std::optional<Strategy> strategy_named(std::string_view word) {
  for (const StrategyInfo& info : kStrategyTable) {
    const bool is_same = std::ranges::equal(word, info.word, {}, lower);
    if (is_same) return info.strategy;
  }
  return std::nullopt;
}

}  // namespace tidemark
