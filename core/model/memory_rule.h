// SPDX-License-Identifier: Apache-2.0
/// How a strategy's memory is counted: what each stored state takes of the budget.
#pragma once

#include <cstdint>

namespace tidemark {

struct StateSizes;

/// A rule of counting, as three answers. All sizes it returns are in the quantum of the StateSizes it is
/// given: planning quanta or bytes.
struct MemoryRule {
  /// Whether a slot with a hidden state takes room. Where it does not, no hidden state but the initial one
  /// may be stored, since storing would be free.
  bool counts_hidden_slots;
  /// Whether an internal state takes room while it is in the working core.
  bool counts_core;
  /// Whether a stored internal state leaves its input hidden state out while that one is stored anyway.
  bool internal_may_share_input;

  std::int64_t hidden_size(const StateSizes& sizes) const;  ///< of a stored hidden state
  /// Of a stored internal state, whose input hidden state is held in another slot, or is not.
  std::int64_t internal_size(const StateSizes& sizes, bool input_is_held) const;
  std::int64_t core_size(const StateSizes& sizes) const;  ///< of the core's internal state

  /// Whether budgets are counted in slots for internal states; otherwise a slot is for a hidden state.
  bool slot_holds_internal() const { return !counts_hidden_slots; }
  std::int64_t slot_size(const StateSizes& sizes) const;  ///< of one slot of a budget

  bool operator==(const MemoryRule&) const = default;
};

/// Every state that is stored is counted, and shares what it can; the working core is not counted.
inline constexpr MemoryRule kCountStoredStates{
    .counts_hidden_slots = true, .counts_core = false, .internal_may_share_input = true};

/// Internal states alone are counted, each with its input, wherever they are: the paper's rule for ISM.
inline constexpr MemoryRule kCountInternalStates{
    .counts_hidden_slots = false, .counts_core = true, .internal_may_share_input = false};

}  // namespace tidemark
