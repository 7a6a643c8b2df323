// SPDX-License-Identifier: Apache-2.0
/// The second station of the road: an optimal (or baseline) policy with its schedule, proven by the checker.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/model/action.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"
#include "core/plan/schedule.h"
#include "core/solver/policy.h"
#include "core/solver/solver.h"

namespace tidemark {

/// A problem solved but not written out: enough to say what it costs, at any length.
struct Solution {
  Problem problem;
  StateSizes sizes;         ///< in planning chunks
  std::int64_t budget = 0;  ///< in planning chunks
  std::int64_t forward_steps = 0;
  std::shared_ptr<const Policy> policy;                      ///< counts chunks of the problem's sequence
  std::shared_ptr<const Calibration> calibration = nullptr;  ///< see Plan
};

/// A decision of the policy within a plan, held in few bytes: there is one for about every three actions.
struct PlannedDecision {
  std::uint32_t action;  ///< number of the first action that carries it out
  std::uint32_t length;  ///< of the subproblem; its start is where that action starts
  std::int64_t budget;   ///< of the subproblem
};

/// Immutable; shared by threads as shared_ptr<const Plan>.
struct Plan {
  Problem problem;
  StateSizes sizes;                             ///< in planning chunks
  std::int64_t budget = 0;                      ///< in planning chunks
  std::int64_t forward_steps = 0;               ///< counted by the checker
  std::int64_t peak = 0;                        ///< in planning chunks, by the checker
  bool optimal = false;                         ///< no other policy of its strategy needs fewer forward steps
  std::vector<Action> actions;                  ///< of chunks of the problem's sequence
  std::vector<PlannedDecision> decisions = {};  ///< in order of their actions; empty for a plan from a file
  std::shared_ptr<const Policy> policy;         ///< what the schedule follows; null for a plan from a file
  /// What the length of its chunks was found with; null: it was given.
  std::shared_ptr<const Calibration> calibration = nullptr;
};

/// The schedule of a plan or of a solution, held or not, for whoever only walks through it. Refers to what it
/// was made from.
struct ScheduleView {
  ScheduleView(const Plan& plan);
  ScheduleView(const Solution& solution);

  const Problem& problem;
  const StateSizes& sizes;
  std::int64_t budget;
  std::function<bool(const ActionSink&)> emit_actions;  ///< false: the sink stopped it
};

/// Longest schedule that is held in memory; longer ones can be streamed with emit_schedule().
inline constexpr std::int64_t kMostActionsHeld = 50'000'000;

/// Whether the strategy's recurrence finds the cheapest policy of its kind. The paper's plain form of MSM
/// (alpha != beta + 1) can be a forward step dearer than the best one, see tst_optimality.
bool is_optimal(Strategy strategy, const StateSizes& sizes);

/// Solves without writing the schedule out. An infeasible budget is an error that says the smallest that
/// works.
Cancellable<Solution> solve(const Problem& problem, const std::optional<DeviceSizes>& device, Solver& solver,
                            const Progress& progress = {}, std::stop_token stop = {});

/// Solves, writes the schedule out and proves it by the checker.
Cancellable<std::shared_ptr<const Plan>> make_plan(const Problem& problem,
                                                   const std::optional<DeviceSizes>& device, Solver& solver,
                                                   const Progress& progress = {}, std::stop_token stop = {});

/// Writes the schedule of a solution out and proves it.
Cancellable<std::shared_ptr<const Plan>> make_plan(const Solution& solution, std::stop_token stop = {});

/// A plan from actions found in a file: what checker says of them. An Error is the first violation,
/// and says so.
/// `budget` in chunks of `sizes`.
Result<std::shared_ptr<Plan>> plan_from_actions(const Problem& problem, const StateSizes& sizes,
                                                std::int64_t budget, std::vector<Action> actions);

/// Peak of the same schedule in bytes, where states have these sizes: the predicted arena peak.
Result<std::int64_t> peak_bytes(const Plan& plan, const StateSizes& bytes);

/// Forward steps by how they are done: each step `advance`d over, and each kept.
struct ForwardSplit {
  std::int64_t advanced = 0;
  std::int64_t kept = 0;
};
ForwardSplit split_forward(const Plan& plan);

/// Of one iteration: advanced x advance + kept x keep + length x backward + iteration.
double predicted_seconds(const StepTimes& times, const ForwardSplit& forward, std::int64_t length);
/// The same before its schedule is written out: every step is kept once, just before its backward step, and
/// every other forward step is advanced over.
double predicted_seconds(const StepTimes& times, const Solution& solution);

/// Extra time over standard BPTT, as a fraction: (C + b t) / (t (1 + b)) - 1, where one backward step costs b
/// forward steps (the paper: about 2).
double overhead(std::int64_t forward_steps, std::int64_t length, double b = 2.0);

/// The part of standard BPTT's memory that `chunks` of `sizes` are, see standard_memory().
double fraction_of_standard(std::int64_t chunks, const Sequence& sequence, Strategy strategy,
                            const StateSizes& sizes);

}  // namespace tidemark
