// SPDX-License-Identifier: Apache-2.0
/// How a strategy's memory is counted: what each stored state takes of the budget.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/model/state_sizes.h"

namespace tidemark {

/// What each state that is held takes of the budget.
struct StateCosts {
  std::int64_t hidden;            ///< a stored hidden state
  std::int64_t internal;          ///< a stored internal state whose input hidden state is stored anyway
  std::int64_t internal_alone;    ///< a stored internal state that must carry its input along
  std::int64_t internal_in_core;  ///< the working core's
};

/// A rule of counting, as three answers. Every size that it returns is in the quantum of the sizes that it is
/// given.
struct MemoryRule {
  /// Whether a slot with a hidden state takes room. Where it does not, no hidden state but the initial one
  /// may be stored, since storing would be free.
  bool counts_hidden_slots;
  /// Whether an internal state takes room while it is in the working core.
  bool counts_core;
  /// Whether a stored internal state is counted without its input hidden state while that one is stored
  /// anyway.
  bool internal_may_share_input;

  /// Size of a stored hidden state.
  template <class Quantum>
  std::int64_t hidden_size(const SizesIn<Quantum>& sizes) const {
    return counts_hidden_slots ? sizes.hidden : 0;
  }
  /// Size of a stored internal state, whose input hidden state is held in another slot, or is not.
  template <class Quantum>
  std::int64_t internal_size(const SizesIn<Quantum>& sizes, bool input_is_held) const {
    return input_is_held && internal_may_share_input ? sizes.beta : sizes.alpha;
  }
  /// Size of the working core's internal state.
  template <class Quantum>
  std::int64_t core_size(const SizesIn<Quantum>& sizes) const {
    return counts_core ? sizes.alpha : 0;
  }

  /// All of these at once.
  template <class Quantum>
  StateCosts costs(const SizesIn<Quantum>& sizes) const {
    return {.hidden = hidden_size(sizes),
            .internal = internal_size(sizes, true),
            .internal_alone = internal_size(sizes, false),
            .internal_in_core = core_size(sizes)};
  }

  /// Whether budgets are counted in slots for internal states; otherwise a slot is for a hidden state.
  bool slot_holds_internal() const { return !counts_hidden_slots; }
  /// What a slot holds, in English and in the singular.
  std::string_view slot_noun() const { return slot_holds_internal() ? "internal state" : "hidden state"; }
  /// Size of one slot of a budget.
  template <class Quantum>
  std::int64_t slot_size(const SizesIn<Quantum>& sizes) const {
    return slot_holds_internal() ? sizes.alpha : sizes.hidden;
  }

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
