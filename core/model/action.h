// SPDX-License-Identifier: Apache-2.0
/// The action language: what a schedule is made of, and what plan files list.
///
/// It speaks of a working core (a current hidden state and at most one internal state) and of numbered slots.
/// Where a plan takes several steps together, a step here is a chunk of steps, see core/model/sequence.h.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace tidemark {

enum class ActionKind : std::uint8_t {
  Advance,        ///< current h_from becomes h_to, nothing kept; to - from forward steps
  Keep,           ///< current h_{s-1} becomes h_s, its internal state stays in the core; one forward step
  StoreHidden,    ///< copy current h_s into a free slot
  StoreInternal,  ///< move the core's internal state of step s into a free slot; h_s stays current
  Restore,        ///< h_s becomes current, from a hidden slot or from a stored internal state
  Backward,       ///< backpropagate step s with the core's internal state, or with the slot's
  Free,           ///< the slot is free again
};

inline constexpr std::array kActionKinds = {
    ActionKind::Advance, ActionKind::Keep,     ActionKind::StoreHidden, ActionKind::StoreInternal,
    ActionKind::Restore, ActionKind::Backward, ActionKind::Free};

/// The word in files: advance, keep, store_hidden, store_internal, restore, backward, free.
std::string_view name_of(ActionKind kind);
std::optional<ActionKind> action_named(std::string_view name);

struct Action {
  static constexpr std::int32_t kNoSlot = -1;
  static constexpr std::int32_t kLastSlot = std::numeric_limits<std::int32_t>::max();

  ActionKind kind;
  std::int32_t slot = kNoSlot;
  /// The step worked from (Advance, Keep: the hidden state read; else the step itself).
  std::int64_t from = 0;
  std::int64_t to = 0;  ///< the step reached (Backward: s - 1; Store, Restore, Free: same as `from`)

  static Action advance(std::int64_t a, std::int64_t b) { return {ActionKind::Advance, kNoSlot, a, b}; }
  static Action keep(std::int64_t s) { return {ActionKind::Keep, kNoSlot, s - 1, s}; }
  static Action store_hidden(std::int64_t s, std::int32_t slot) {
    return {ActionKind::StoreHidden, slot, s, s};
  }
  static Action store_internal(std::int64_t s, std::int32_t slot) {
    return {ActionKind::StoreInternal, slot, s, s};
  }
  static Action restore(std::int64_t s, std::int32_t slot) { return {ActionKind::Restore, slot, s, s}; }
  static Action backward(std::int64_t s, std::int32_t slot = kNoSlot) {
    return {ActionKind::Backward, slot, s, s - 1};
  }
  static Action free(std::int32_t slot) { return {ActionKind::Free, slot, 0, 0}; }

  /// The step the action is about: the one computed, stored, restored or backpropagated.
  std::int64_t step() const { return kind == ActionKind::Backward ? from : to; }
  /// Chunks (see core/model/sequence.h) that this action computes going forward.
  std::int64_t forward_chunks() const {
    return kind == ActionKind::Advance || kind == ActionKind::Keep ? to - from : 0;
  }
  bool operator==(const Action&) const = default;
};

}  // namespace tidemark
