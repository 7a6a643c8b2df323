// SPDX-License-Identifier: Apache-2.0
/// The Solution of a settled question, and the Plan that follows from it, proven by the checker: the third
/// and fourth stations of the road Problem -> Settled -> Solution -> Plan -> Record.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/model/action.h"
#include "core/model/settled.h"
#include "core/plan/schedule.h"
#include "core/solver/policy.h"
#include "core/solver/solver.h"

namespace tidemark {

/// A settled question with its answer: enough to know the costs, at any length, without a schedule.
struct Solution : Settled {
  std::int64_t forward_steps = 0;  ///< in single steps, recomputed ones included
  /// The forward steps that keep their internal state in the core (action keep); all others are advanced
  /// over.
  std::int64_t kept_steps = 0;
  bool optimal = false;  ///< no other policy of its strategy needs fewer forward steps
  /// It counts lengths in chunks of the sequence, and budgets in quanta. Null for a plan from a file.
  std::shared_ptr<const Policy> policy = nullptr;
};

/// A decision of the policy within a plan, held in few bytes: there is one for about every three actions.
struct PlannedDecision {
  std::uint32_t action;  ///< number of the first action that carries it out
  std::uint32_t length;  ///< of the subproblem, in chunks; the subproblem starts where that action starts
  std::int64_t budget;   ///< of the subproblem, in quanta
};

/// A solution with its schedule. Immutable; shared by threads as shared_ptr<const Plan>.
struct Plan : Solution {
  std::int64_t peak = 0;  ///< in quanta, as the checker counts them
  /// The same in bytes on the device: the predicted peak of the arena. None without `device`.
  std::optional<std::int64_t> peak_bytes = std::nullopt;
  std::vector<Action> actions = {};             ///< their steps are chunks of the sequence
  std::vector<PlannedDecision> decisions = {};  ///< in order of their actions; empty for a plan from a file
};

/// A schedule to go through once: one that is held in memory (a Plan's) or one made on the fly (a
/// Solution's). Does not own what it was made from.
struct ScheduleView {
  ScheduleView(const Plan& plan);
  ScheduleView(const Solution& solution);

  const Solution& solution;
  std::function<bool(const ActionSink&)> emit_actions;  ///< returns false when the sink stopped it
};

/// The longest schedule that is held in memory, in actions; longer ones can be streamed with emit_schedule().
inline constexpr std::int64_t kMostActionsHeld = 50'000'000;

/// Solves without writing the schedule out. If the budget is too small, the Error says the smallest that
/// works.
Cancellable<Solution> solve(const Settled& settled, Solver& solver, const Progress& progress = {},
                            const std::stop_token& stop = {});

/// Writes the schedule of a solution out and has the checker prove it.
Cancellable<std::shared_ptr<const Plan>> make_plan(const Solution& solution,
                                                   const std::stop_token& stop = {});

/// A plan from the actions of a file. Its costs are what the checker counts. The Error is the first violation
/// of the rules, and has is_violation set.
Result<std::shared_ptr<Plan>> plan_from_actions(const Settled& settled, std::vector<Action> actions);

/// The same plan once a device's sizes are known: with its arena and its peak in bytes.
Result<std::shared_ptr<const Plan>> on_device(const Plan& plan, const DeviceSizes& device);

/// The peak of a plan's schedule in bytes, if states have these sizes.
Result<std::int64_t> peak_bytes_of(const Plan& plan, const StateBytes& bytes);

/// Predicted seconds of one iteration: of every advanced, kept and backpropagated step, and of what an
/// iteration takes beside its steps.
double predicted_seconds(const StepTimes& times, const Solution& solution);
/// The same for standard BPTT, which keeps every step once and advances over none.
double standard_seconds(const StepTimes& times, std::int64_t length);

}  // namespace tidemark
