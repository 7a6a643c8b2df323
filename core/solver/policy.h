// SPDX-License-Identifier: Apache-2.0
/// A policy answers, for every length and every budget, what to do first and what the whole costs.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

/// What a policy does first with `length` steps ahead of the current hidden state.
struct Choice {
  enum class Kind : std::uint8_t {
    KeepInCore,    ///< advance y - 1 steps, keep step y (= length) in the core, backpropagate it at once
    PushHidden,    ///< advance y steps, store h_y, solve the right part, come back for the left one
    PushInternal,  ///< advance y - 1 steps, keep and store step y's internal state, solve the right part,
                   ///< backpropagate step y from its slot, come back for the y - 1 steps to the left
  };
  Kind kind = Kind::KeepInCore;
  std::int64_t y = 1;
  bool operator==(const Choice&) const = default;
};

/// All choices of one kind with first_y <= y <= last_y.
struct ChoiceRange {
  Choice::Kind kind;
  std::int64_t first_y;
  std::int64_t last_y;
  bool operator==(const ChoiceRange&) const = default;
};

inline constexpr std::int64_t kInfeasible = std::numeric_limits<std::int64_t>::max();  ///< no policy fits
inline constexpr std::int64_t kUncountable = kInfeasible - 1;  ///< more forward steps than 64 bits count

/// True if `cost` is a number of forward steps, not one of the two constants above.
inline bool is_count(std::int64_t cost) {
  return cost < kUncountable;
}

/// Immutable, so that any thread may call it. Budgets are in quanta of sizes(); a budget of less than
/// smallest_budget() is infeasible. Costs are forward steps; backward steps are always `length` and are not
/// counted.
class Policy {
 public:
  Policy(Strategy strategy, const StateSizes& sizes) : strategy_(strategy), sizes_(sizes) {}
  virtual ~Policy() = default;
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  Strategy strategy() const { return strategy_; }
  const StateSizes& sizes() const { return sizes_; }
  /// Quanta that one slot of the strategy holds.
  std::int64_t slot() const { return slot_size(strategy_, sizes_); }

  /// The largest length that may be asked about. Budgets have no limit.
  virtual std::int64_t longest_length() const = 0;

  /// C(length, budget): forward steps, kInfeasible or kUncountable. C(0, .) = 0. For a budget above the
  /// largest one solved, the answer is that of the largest one: it fits, though more memory might do better.
  virtual std::int64_t cost(std::int64_t length, std::int64_t budget) const = 0;

  /// The choice a schedule follows: never a hidden state that nothing would read. One with a single step to
  /// its right is not stored, because the core does that step at the same cost. REQUIRES: length >= 1 and
  /// is_count(cost(length, budget)).
  Choice choice(std::int64_t length, std::int64_t budget) const {
    const Choice chosen = choose(length, budget);
    return is_unread(chosen.kind, chosen.y, length) ? Choice{Choice::Kind::KeepInCore, length} : chosen;
  }

  /// Every choice of least cost that reads what it stores, in order of kind and y. REQUIRES as choice().
  std::vector<ChoiceRange> best_choices(std::int64_t length, std::int64_t budget) const;

  /// The least budget that works for `length` steps.
  virtual std::int64_t smallest_budget(std::int64_t length) const = 0;

  /// The least budget from which on more memory brings nothing: no forward step is repeated, or, for HSM, as
  /// few as hidden states alone allow.
  virtual std::int64_t sufficient_budget(std::int64_t length) const = 0;

  /// Whether nothing would come back to the pushed state: it is hidden and has a single step to its right.
  static bool is_unread(Choice::Kind kind, std::int64_t y, std::int64_t length) {
    return kind == Choice::Kind::PushHidden && y == length - 1;
  }

  /// The budget that is left for the right part after `choice`: that of the whole less the pushed state's
  /// size.
  std::int64_t budget_right_of(const Choice& choice, std::int64_t budget) const;

 protected:
  /// One choice of least cost. REQUIRES as choice().
  virtual Choice choose(std::int64_t length, std::int64_t budget) const = 0;
  /// Every choice of least cost, in order of kind and y. REQUIRES as choice().
  virtual std::vector<ChoiceRange> choose_all(std::int64_t length, std::int64_t budget) const = 0;

 private:
  Strategy strategy_;
  StateSizes sizes_;
};

}  // namespace tidemark
