// SPDX-License-Identifier: Apache-2.0
/// The least and the greatest values in stretches of a timeline. The index is made once for a plan, so that
/// drawing a million actions takes time for what the screen can show, not for what there is.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/model/action.h"
#include "core/timeline/range_summary.h"

namespace tidemark {

/// The least and the greatest of some numbers.
template <class Number>
struct Span {
  Number low = std::numeric_limits<Number>::max();
  Number high = std::numeric_limits<Number>::lowest();
  void add(Number number) {
    low = std::min(low, number);
    high = std::max(high, number);
  }
  void add(const Span& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
};

/// A range of steps, or of actions, of a schedule that is held in memory; 32 bits are enough to number them.
using Steps = Span<std::int32_t>;

using ValueLevels = RangeSummary<Span<std::int64_t>, 32>;
ValueLevels levels_of(const std::vector<std::int64_t>& values);
Span<std::int64_t> span_of(const std::vector<std::int64_t>& values, const ValueLevels& levels,
                           std::int64_t first, std::int64_t end);

/// The actions of one kind in a stretch: how many, the last one's number, and the steps that they touch.
struct KindSpan {
  std::int32_t count = 0;
  std::int32_t last = 0;
  Steps steps;
};

/// The actions in a stretch, of the kinds that are drawn as strokes. A restore's stroke begins at the hidden
/// state that was current.
struct ActionSpan {
  static constexpr std::array kKinds = {ActionKind::Advance, ActionKind::Keep, ActionKind::Backward,
                                        ActionKind::Restore};
  std::array<KindSpan, kKinds.size()> kinds;  ///< in the order of kKinds
  void add(const ActionSpan& other);
};

using ActionLevels = RangeSummary<ActionSpan, 8>;
ActionLevels levels_of(const std::vector<Action>& actions);
ActionSpan span_of(const std::vector<Action>& actions, const ActionLevels& levels, std::int64_t first,
                   std::int64_t end);

/// A stored state's stay in a slot. The last four members are numbers of actions; actions.size() where there
/// is no such action.
struct Lifetime {
  enum class Kind : std::uint8_t { Hidden, Internal };
  Kind kind = Kind::Hidden;
  std::int32_t slot = 0;
  std::int64_t step = 0;
  std::int64_t stored = 0;    ///< the action that stores the state
  std::int64_t restored = 0;  ///< the first action that restores its hidden state
  std::int64_t spent = 0;     ///< the action that backpropagates from it; internal states only
  std::int64_t freed = 0;     ///< the action that frees the slot

  bool holds_at(std::int64_t moment) const { return stored < moment && moment <= freed; }
  bool is_spent_at(std::int64_t moment) const { return spent < moment; }
};

struct LifetimeSpan {
  std::int32_t count = 0;
  bool has_hidden = false, has_internal = false;
  Steps steps, actions;  ///< actions: from the first that stores to the last that frees
  void add(const LifetimeSpan& other);
};

using LifetimeLevels = RangeSummary<LifetimeSpan, 8>;
LifetimeLevels levels_of(const std::vector<Lifetime>& lifetimes);

}  // namespace tidemark
