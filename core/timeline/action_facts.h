// SPDX-License-Identifier: Apache-2.0
/// What an action of a plan is for, and what a stretch of actions amounts to. Values and free functions.
#pragma once

#include <cstdint>
#include <optional>

#include "core/timeline/timeline.h"

namespace tidemark {

/// Steps are chunks of the sequence.
struct ActionFacts {
  Action action{};
  /// The step whose turn it is to be backpropagated before the action; 0: all are done.
  std::int64_t next_backward = 0;
  /// Of a forward action: how many of the steps that it computes had been computed before.
  std::int64_t recomputed = 0;
  /// Of a forward action: the last state on its way that was restored or stored; 0 if there is none.
  std::int64_t origin = 0;
  /// Of a restore, or a forward action with no store since the last restore: whether no state stored is
  /// nearer to the step whose turn it is than the one restored.
  bool is_nearest = false;
  /// The state that is stored, restored, backpropagated from or freed; none for actions without a slot.
  std::optional<Lifetime> life = std::nullopt;
  /// Of a store: the furthest step that is recomputed from the state when it is first restored; 0: it never
  /// is.
  std::int64_t recomputed_up_to = 0;
  /// Of a backward step from the core: how many actions ago its internal state was kept, 1 for the one
  /// before.
  std::int64_t kept_ago = 0;
};

/// Takes about a microsecond, however long the plan is.
ActionFacts facts_of(const Timeline& timeline, std::int64_t action);

/// What the actions from one moment to another do, in single steps of the sequence.
struct StretchFacts {
  std::int64_t actions = 0;
  std::int64_t first_steps = 0;       ///< forward steps computed for the first time
  std::int64_t recomputed_steps = 0;  ///< forward steps computed before
  std::int64_t backward_steps = 0;
  double first_time = 0;  ///< the shares of the time, on the axis of `moments`
  double recomputed_time = 0;
  double backward_time = 0;
  double time = 0;        ///< all of it, stores and restores included
  std::int64_t peak = 0;  ///< the most memory held, in the quantum of the timeline's sizes
};

/// `moments`: the place of each moment on a time axis. Takes time proportional to the stretch.
StretchFacts facts_of_stretch(const Timeline& timeline, const std::vector<double>& moments, std::int64_t from,
                              std::int64_t to);

/// The next moment after `moment` at which an action that has to do with `step` has just been done, beginning
/// anew at the end; none: no action has to do with it. It computes the step, backpropagates it, or stores or
/// restores one of its states. Goes through the actions one by one, hence for short plans.
std::optional<std::int64_t> next_touch(const Timeline& timeline, std::int64_t step, std::int64_t moment);

}  // namespace tidemark
