// SPDX-License-Identifier: Apache-2.0
/// A plan laid out in time: where its actions lie on an axis, how long each stored state lives, and how much
/// memory is held after each action. Values and free functions; no widget.
///
/// A moment is a number of actions done, 0 .. actions.size(), as in Workbench::cursor().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/model/record.h"
#include "core/plan/plan.h"
#include "core/timeline/timeline_index.h"

namespace tidemark {

/// The working core: the current hidden state h_hidden, and the internal state of step `internal` (0: none).
struct CoreState {
  std::int64_t hidden = 0;
  std::int64_t internal = 0;
  bool operator==(const CoreState&) const = default;
};

/// Immutable; shared as shared_ptr<const Timeline>.
class Timeline {
 public:
  /// Carries the plan out once, on counters; null when stopped. Memory is counted in `sizes`: the plan's own
  /// for planning quanta, a device's for bytes. A backward step counts as `backward` operations, a forward
  /// step as one.
  static std::shared_ptr<const Timeline> make(std::shared_ptr<const Plan> plan, const StateSizes& sizes,
                                              double backward = kBackwardOfThePaper,
                                              const std::stop_token& stop = {});

  const Plan& plan() const { return *plan_; }
  std::shared_ptr<const Plan> shared_plan() const { return plan_; }
  const std::vector<Action>& actions() const { return plan_->actions; }
  /// Steps in a timeline are its chunks.
  Sequence sequence() const { return plan_->sequence(); }
  std::int64_t last_moment() const { return static_cast<std::int64_t>(plan_->actions.size()); }

  /// Where each moment lies, in operations.
  const std::vector<double>& operations() const { return operations_; }
  double backward() const { return backward_; }
  const ActionLevels& action_levels() const { return action_levels_; }

  const StateSizes& sizes() const { return sizes_; }
  /// Held at every moment, in the quantum of sizes().
  const std::vector<std::int64_t>& memory() const { return memory_; }
  const ValueLevels& memory_levels() const { return memory_levels_; }
  std::int64_t peak() const { return memory_[static_cast<std::size_t>(peak_moment_)]; }
  std::int64_t peak_moment() const { return peak_moment_; }  ///< the first one

  /// In order of storing.
  const std::vector<Lifetime>& lifetimes() const { return lifetimes_; }
  const LifetimeLevels& lifetime_levels() const { return lifetime_levels_; }
  std::int32_t slot_count() const { return static_cast<std::int32_t>(by_slot_.size()); }
  /// What a slot holds at a moment; null: nothing.
  const Lifetime* in_slot(std::int32_t slot, std::int64_t moment) const;
  /// Whether h_step is held, in a hidden slot or by a stored internal state.
  bool is_held(std::int64_t step, std::int64_t moment) const;
  /// What the memory rule counts for `life` at a moment, in the quantum of sizes(). REQUIRES:
  /// life.holds_at(moment).
  std::int64_t size_at(const Lifetime& life, std::int64_t moment) const;

  CoreState core_at(std::int64_t moment) const;
  /// The furthest step that has been computed forward by a moment; all steps before it have been, too.
  std::int64_t reached(std::int64_t moment) const;
  /// The last action before the one with this number that restores a state; none: it still goes on from h_0.
  std::optional<std::int64_t> restore_before(std::int64_t action) const;
  /// The first action after the one with this number that restores a state; last_moment() if there is none.
  std::int64_t restore_after(std::int64_t action) const;
  /// Whether the action with this number restores the state nearest to the step whose turn it is to be
  /// backpropagated. REQUIRES: it restores one.
  bool restores_nearest(std::int64_t action) const;
  /// The action that kept the internal state which is in the core before the action with this number.
  /// REQUIRES: there is one.
  std::int64_t keep_before(std::int64_t action) const;
  /// How often each step is computed forward in the whole plan; step s stands at s - 1.
  const std::vector<std::int64_t>& forward_counts() const { return forward_counts_; }
  const ValueLevels& forward_count_levels() const { return forward_count_levels_; }
  /// The step whose turn it is to be backpropagated; 0: all are done.
  std::int64_t next_backward(std::int64_t moment) const;
  /// The first moment after `moment` at which a state has just been stored; none: no more stores.
  std::optional<std::int64_t> next_store(std::int64_t moment) const;
  /// The subproblem that the action with this number begins to answer. None for actions that come back to
  /// earlier ones (restore, backward from a slot, free), and none for a plan from a file, whose decisions are
  /// not known.
  std::optional<Subproblem> subproblem_of(std::int64_t action) const;

 private:
  Timeline(std::shared_ptr<const Plan> plan, const StateSizes& sizes, double backward)
      : plan_(std::move(plan)), sizes_(sizes), backward_(backward) {}
  void count_forward();

  std::shared_ptr<const Plan> plan_;
  StateSizes sizes_;
  double backward_;
  std::vector<double> operations_;
  std::vector<std::int64_t> memory_;
  std::int64_t peak_moment_ = 0;
  std::vector<Lifetime> lifetimes_;
  std::vector<std::vector<std::uint32_t>> by_slot_;  ///< lifetimes of each slot, in order of time
  std::vector<std::uint32_t> by_step_;               ///< lifetimes in order of step, then of time
  std::vector<std::int64_t> backwards_;              ///< numbers of the backward actions
  // Numbers of actions, in rising order:
  std::vector<std::uint32_t> restores_;      ///< all that restore
  std::vector<std::uint32_t> far_restores_;  ///< those that do not restore the nearest state
  std::vector<std::uint32_t> advances_;      ///< those that reach a step for the first time
  std::vector<std::uint32_t> core_changes_;  ///< those that fill or empty the core's internal state
  std::vector<std::int64_t> forward_counts_;
  ValueLevels forward_count_levels_;
  ActionLevels action_levels_;
  ValueLevels memory_levels_;
  LifetimeLevels lifetime_levels_;
};

// --- places on the axis

/// Where each moment stands in operations: a forward step is 1, a backward step `backward`, the rest nothing.
std::vector<double> moments_in_operations(const std::vector<Action>& actions, double backward);

/// Where each moment stands in measured milliseconds. Actions that the record leaves out (thinned, or not yet
/// run) get their share of the time between those it has, or are appended at the pace the runner calibrated.
std::vector<double> moments_in_milliseconds(const std::vector<Action>& actions, const Record& record);

/// Whether the record is of this very plan: same length and strategy, and the same actions where it has any.
bool is_record_of(const Record& record, const Plan& plan);

/// The action under x (the lasting one, where others take no time); none outside. `moments` as above.
std::optional<std::int64_t> action_at(const std::vector<double>& moments, double x);
/// The moment next to x. REQUIRES: !moments.empty().
std::int64_t nearest_moment(const std::vector<double>& moments, double x);

}  // namespace tidemark
