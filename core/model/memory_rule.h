// SPDX-License-Identifier: Apache-2.0
/// How a strategy's memory is counted: what each stored state takes of the budget.
#pragma once

#include <cstdint>

namespace tidemark {

struct StateSizes;

/// A rule of counting, as three answers. Every size that it returns is counted in what the given StateSizes
/// are counted in: planning quanta or bytes.
struct MemoryRule {
  /// Whether a slot with a hidden state takes room. Where it does not, no hidden state but the initial one
  /// may be stored, since storing would be free.
  bool counts_hidden_slots;
  /// Whether an internal state takes room while it is in the working core.
  bool counts_core;
  /// Whether a stored internal state is counted without its input hidden state while that one is stored
  /// anyway.
  bool internal_may_share_input;

  std::int64_t hidden_size(const StateSizes& sizes) const;  ///< of a stored hidden state
  /// Size of a stored internal state. `input_is_held`: its input hidden state is held in another slot.
  std::int64_t internal_size(const StateSizes& sizes, bool input_is_held) const;
  std::int64_t core_size(const StateSizes& sizes) const;  ///< of the core's internal state

  /// Whether budgets are counted in slots for internal states; otherwise a slot is for a hidden state.
  bool slot_holds_internal() const { return !counts_hidden_slots; }
  std::int64_t slot_size(const StateSizes& sizes) const;  ///< of one slot of a budget

  bool operator==(const MemoryRule&) const = default;
};

/// Every stored state is counted, an input that is stored anyway only once; the working core is not counted.
inline constexpr MemoryRule kCountStoredStates{
    .counts_hidden_slots = true, .counts_core = false, .internal_may_share_input = true};

/// Internal states alone are counted, each with its input, in slots and in the core: the paper's rule for
/// ISM.
inline constexpr MemoryRule kCountInternalStates{
    .counts_hidden_slots = false, .counts_core = true, .internal_may_share_input = false};

}  // namespace tidemark
