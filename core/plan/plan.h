// SPDX-License-Identifier: Apache-2.0
/// The third and fourth stations of the road: the Solution of a settled question, and the Plan that follows
/// it, proven by the checker.
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

/// A settled question with its answer: enough to say what it costs, at any length, without a schedule.
struct Solution : Settled {
  std::int64_t forward_steps = 0;  ///< in single steps, with what is recomputed
  /// Those of them that leave their internal state behind (action keep); all others are advanced over.
  std::int64_t kept_steps = 0;
  bool optimal = false;  ///< no other policy of its strategy needs fewer forward steps
  /// Answers for chunks of the sequence, in quanta. Null for a plan from a file.
  std::shared_ptr<const Policy> policy = nullptr;
};

/// A decision of the policy within a plan, held in few bytes: there is one for about every three actions.
struct PlannedDecision {
  std::uint32_t action;  ///< number of the first action that carries it out
  std::uint32_t length;  ///< of the subproblem; its start is where that action starts
  std::int64_t budget;   ///< of the subproblem
};

/// A solution with its schedule. Immutable; shared by threads as shared_ptr<const Plan>.
struct Plan : Solution {
  std::int64_t peak = 0;  ///< in quanta, as the checker counts
  /// The same in bytes on the device: the predicted peak of the arena. None without `device`.
  std::optional<std::int64_t> peak_bytes = std::nullopt;
  std::vector<Action> actions = {};             ///< of chunks of the sequence
  std::vector<PlannedDecision> decisions = {};  ///< in order of their actions; empty for a plan from a file
};

/// A schedule that is held (a Plan's) or made on the fly (a Solution's), for whoever only passes through it.
/// Does not own what it was made from.
struct ScheduleView {
  ScheduleView(const Plan& plan);
  ScheduleView(const Solution& solution);

  const Solution& solution;
  std::function<bool(const ActionSink&)> emit_actions;  ///< false: the sink stopped it
};

/// Longest schedule that is held in memory; longer ones can be streamed with emit_schedule().
inline constexpr std::int64_t kMostActionsHeld = 50'000'000;

/// Solves without writing the schedule out. A budget that is too small is an error that says the smallest
/// that works.
Cancellable<Solution> solve(const Settled& settled, Solver& solver, const Progress& progress = {},
                            const std::stop_token& stop = {});

/// The smallest budget that works, in the measure of the question's own; none where that measure cannot hold
/// it.
std::optional<Budget> smallest_budget(const Settled& settled, Solver& solver);

/// Writes the schedule of a solution out and has the checker prove it.
Cancellable<std::shared_ptr<const Plan>> make_plan(const Solution& solution,
                                                   const std::stop_token& stop = {});

/// A plan from actions found in a file, as the checker counts them. An Error is the first violation, and
/// is_violation says so.
Result<std::shared_ptr<Plan>> plan_from_actions(const Settled& settled, std::vector<Action> actions);

/// The same plan where a device's sizes have become known: with its arena and its peak in bytes.
Result<std::shared_ptr<const Plan>> on_device(const Plan& plan, const DeviceSizes& device);

/// Peak of a plan's schedule in bytes, where states have these sizes.
Result<std::int64_t> peak_bytes_of(const Plan& plan, const StateSizes& bytes);

/// Predicted seconds of one iteration: every advanced, kept and backpropagated step, and what an iteration
/// takes beside its steps.
double predicted_seconds(const StepTimes& times, const Solution& solution);
/// The same of standard BPTT, where every step is kept once.
double standard_seconds(const StepTimes& times, std::int64_t length);

}  // namespace tidemark
