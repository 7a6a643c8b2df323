// SPDX-License-Identifier: Apache-2.0
/// The policies Tidemark knows: the paper's three and the baselines it is compared with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/model/memory_rule.h"

namespace tidemark {

enum class Strategy : std::uint8_t { Standard, ChenSqrt, ChenRecursive, Hsm, Ism, Msm };

/// Everything about a strategy that code outside its own policy needs to know. Texts are English.
struct StrategyInfo {
  Strategy strategy;
  std::string_view word;   ///< on the command line and in files, in lower case
  const char* short_name;  ///< for buttons and legends
  const char* title;       ///< within a sentence
  const char* description;
  bool is_optimised;     ///< found by dynamic programming; the others are fixed rules
  bool stores_internal;  ///< may store internal states; otherwise it stores hidden states alone
  /// Solved by filling a table, which takes a while and answers for every smaller length and budget, too. The
  /// others follow from a rule or a formula, and are solved at once.
  bool needs_table;
  MemoryRule rule;
};

/// The one list of strategies, in the order in which they are shown, and in the order of the enumeration.
///
/// To add a strategy: name it in the enumeration, add its row here, write its policy in core/solver, and add
/// the policy's maker to the table in core/solver/solver.cpp. Nothing else lists the strategies: words in
/// files and on the command line, help, buttons, menus, legends and colours are all taken from this table
/// (tst_strategy and tst_strategy_lists hold that). Where the paper is cited or bounds of one strategy are
/// drawn, that strategy is named.
inline constexpr std::array kStrategyTable = {
    StrategyInfo{.strategy = Strategy::Standard,
                 .word = "standard",
                 .short_name = "Standard",
                 .title = "standard BPTT",
                 .description = "Standard BPTT: stores every internal state and recomputes nothing",
                 .is_optimised = false,
                 .stores_internal = true,
                 .needs_table = false,
                 .rule = kCountStoredStates},
    // Chen et al. 2016 is arXiv 1604.06174.
    StrategyInfo{.strategy = Strategy::ChenSqrt,
                 .word = "chen",
                 .short_name = "Chen √t",
                 .title = "Chen's sqrt(t)",
                 .description = "Chen et al. 2016: a hidden state every √t steps, then each segment in full",
                 .is_optimised = false,
                 .stores_internal = true,
                 .needs_table = false,
                 .rule = kCountStoredStates},
    StrategyInfo{.strategy = Strategy::ChenRecursive,
                 .word = "chen-recursive",
                 .short_name = "Chen log t",
                 .title = "Chen log t",
                 .description = "Chen log t (Chen et al. 2016): halves the sequence again and again",
                 .is_optimised = false,
                 .stores_internal = false,
                 .needs_table = false,
                 .rule = kCountStoredStates},
    // The three of the NIPS 2016 paper, sections 3.1 to 3.3.
    StrategyInfo{
        .strategy = Strategy::Hsm,
        .word = "hsm",
        .short_name = "HSM",
        .title = "HSM, selective hidden-state memorisation",
        .description = "Selective hidden-state memorisation: the best use of slots for hidden states",
        .is_optimised = true,
        .stores_internal = false,
        .needs_table = false,
        .rule = kCountStoredStates},
    StrategyInfo{
        .strategy = Strategy::Ism,
        .word = "ism",
        .short_name = "ISM",
        .title = "ISM, selective internal-state memorisation",
        .description = "Selective internal-state memorisation: the best use of slots for internal states",
        .is_optimised = true,
        .stores_internal = true,
        .needs_table = false,
        .rule = kCountInternalStates},
    StrategyInfo{.strategy = Strategy::Msm,
                 .word = "msm",
                 .short_name = "MSM",
                 .title = "MSM, mixed memorisation",
                 .description = "Mixed memorisation: hidden and internal states, whichever serves best",
                 .is_optimised = true,
                 .stores_internal = true,
                 .needs_table = true,
                 .rule = kCountStoredStates},
};

inline constexpr auto kStrategies = [] {
  std::array<Strategy, kStrategyTable.size()> strategies{};
  for (std::size_t i = 0; i < strategies.size(); ++i) strategies[i] = kStrategyTable[i].strategy;
  return strategies;
}();

static_assert(
    [] {
      for (std::size_t i = 0; i < kStrategies.size(); ++i) {
        if (static_cast<std::size_t>(kStrategies[i]) != i) return false;
      }
      return true;
    }(),
    "a strategy's row is found by its number");

namespace detail {
inline constexpr std::string_view kBetweenWords = ", ";
inline constexpr auto kStrategyWordsText = [] {
  constexpr std::size_t size = [] {
    std::size_t sum = 0;
    for (const StrategyInfo& info : kStrategyTable) sum += info.word.size() + kBetweenWords.size();
    return sum - kBetweenWords.size();
  }();
  std::array<char, size> text{};
  std::size_t end = 0;
  for (const StrategyInfo& info : kStrategyTable) {
    if (end > 0) {
      for (const char letter : kBetweenWords) text[end++] = letter;
    }
    for (const char letter : info.word) text[end++] = letter;
  }
  return text;
}();
}  // namespace detail

/// All words: "standard, chen, .., msm".
inline constexpr std::string_view kStrategyWords{detail::kStrategyWordsText.data(),
                                                 detail::kStrategyWordsText.size()};

constexpr const StrategyInfo& info_of(Strategy strategy) {
  return kStrategyTable[static_cast<std::size_t>(strategy)];
}

/// The word used on the command line and in files.
constexpr std::string_view name_of(Strategy strategy) {
  return info_of(strategy).word;
}

/// Understands the word in upper and lower case.
std::optional<Strategy> strategy_named(std::string_view word);

constexpr bool is_optimised(Strategy strategy) {
  return info_of(strategy).is_optimised;
}

/// How many strategies of its kind, optimised or not, stand before it: for colours and marks.
constexpr std::size_t number_within_kind(Strategy strategy) {
  std::size_t number = 0;
  for (const Strategy before : kStrategies) {
    if (before == strategy) break;
    if (is_optimised(before) == is_optimised(strategy)) ++number;
  }
  return number;
}

constexpr const MemoryRule& rule_of(Strategy strategy) {
  return info_of(strategy).rule;
}

}  // namespace tidemark
