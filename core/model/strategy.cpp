// SPDX-License-Identifier: Apache-2.0
#include "core/model/strategy.h"

#include <algorithm>

namespace tidemark {
namespace {

/// ASCII letters alone, whatever the locale.
char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::optional<Strategy> strategy_named(std::string_view word) {
  for (const StrategyInfo& info : kStrategyTable) {
    const bool is_same = std::ranges::equal(word, info.word, {}, lower);
    if (is_same) return info.strategy;
  }
  return std::nullopt;
}

}  // namespace tidemark
