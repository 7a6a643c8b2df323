// SPDX-License-Identifier: Apache-2.0
#include "core/plan/plan.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"
#include "core/plan/smallest_budget.h"
#include "core/solver/optimality.h"

namespace tidemark {
namespace {

/// Forward steps of a schedule that computes so many chunks forward; the last chunk, which may be short, is
/// computed once.
std::int64_t in_steps(std::int64_t forward_chunks, const Sequence& sequence) {
  if (!is_count(forward_chunks)) return forward_chunks;
  const std::int64_t k = sequence.chunk_length;
  if (forward_chunks > kUncountable / k) return kUncountable;
  return forward_chunks * k - (sequence.chunks() * k - sequence.length);
}

tl::unexpected<Error> too_long(std::int64_t length) {
  return failure("the schedule for ", length, " steps has more than ", kMostActionsHeld,
                 " actions; ask for its summary, or stream it to a file from the command line");
}

}  // namespace

ScheduleView::ScheduleView(const Plan& plan)
    : solution(plan), emit_actions([&plan](const ActionSink& sink) {
        return std::all_of(plan.actions.begin(), plan.actions.end(), sink);
      }) {}

ScheduleView::ScheduleView(const Solution& solved)
    : solution(solved), emit_actions([&solved](const ActionSink& sink) {
        return emit_schedule(*solved.policy, solved.sequence().chunks(), solved.budget, sink);
      }) {}

Cancellable<Solution> solve(const Settled& settled, Solver& solver, const Progress& progress,
                            const std::stop_token& stop) {
  const Problem& problem = settled.problem;
  const Sequence sequence = settled.sequence();
  auto policy =
      solver.policy(problem.strategy, settled.sizes, sequence.chunks(), settled.budget, progress, stop);
  if (!policy) return tl::unexpected(policy.error());
  if (!*policy) return std::nullopt;

  Solution solution{settled};
  solution.policy = std::move(**policy);
  solution.forward_steps = in_steps(solution.policy->cost(sequence.chunks(), settled.budget), sequence);
  solution.kept_steps = problem.length;  // every step is kept once, just before its backward step
  solution.optimal = optimality_of(problem.strategy, settled.sizes) == Optimality::Optimal;
  if (solution.forward_steps == kInfeasible) return tl::unexpected(budget_too_small(settled, solver));
  if (solution.forward_steps == kUncountable) {
    return failure("within ", budget_in_words(settled), ", ", problem.length,
                   " steps take more forward steps than a 64-bit number counts; allow more memory");
  }
  return solution;
}

Cancellable<std::shared_ptr<const Plan>> make_plan(const Solution& solution, const std::stop_token& stop) {
  constexpr std::int64_t kActionsBetweenLooks = 1 << 16;
  const Problem& problem = solution.problem;
  const Sequence sequence = solution.sequence();
  // Every chunk is kept once and backpropagated once, so that some schedules are known to be too long without
  // being emitted.
  if (sequence.chunks() > kMostActionsHeld / 2) return too_long(problem.length);
  auto plan = std::make_shared<Plan>();
  static_cast<Solution&>(*plan) = solution;
  Checker checker(solution);
  Result<void> checked;
  bool is_too_long = false;
  static_assert(kMostActionsHeld <= std::numeric_limits<std::uint32_t>::max(), "see PlannedDecision");
  const auto hold_decision = [&](const Decision& decision) {
    plan->decisions.push_back({static_cast<std::uint32_t>(plan->actions.size()),
                               static_cast<std::uint32_t>(decision.subproblem.length),
                               decision.subproblem.budget});
  };
  const bool complete = emit_schedule(
      *solution.policy, sequence.chunks(), solution.budget,
      [&](const Action& action) {
        if (checker.actions() % kActionsBetweenLooks == 0 && stop.stop_requested()) return false;
        is_too_long = checker.actions() >= kMostActionsHeld;
        if (is_too_long) return false;
        plan->actions.push_back(action);
        checked = checker.apply(action);
        return checked.has_value();
      },
      hold_decision);
  if (is_too_long) return too_long(problem.length);
  if (checked && !complete) return std::nullopt;
  if (checked) checked = checker.finish();
  if (checked && checker.forward_steps() != solution.forward_steps) {
    checked = failure("it takes ", checker.forward_steps(), " forward steps where ", solution.forward_steps,
                      " were predicted");
  }
  if (!checked)
    return failure("the schedule failed its proof, please report this: ", checked.error().message);
  plan->peak = checker.peak();
  plan->peak_bytes = checker.peak_bytes();
  return plan;
}

Result<std::shared_ptr<Plan>> plan_from_actions(const Settled& settled, std::vector<Action> actions) {
  const auto violation = [](const Error& error) { return tl::unexpected(Error{error.message, true}); };
  const Sequence sequence = settled.sequence();
  Checker checker(settled);
  std::int64_t kept_steps = 0;
  for (const Action& action : actions) {
    if (auto applied = checker.apply(action); !applied) return violation(applied.error());
    if (action.kind == ActionKind::Keep) kept_steps += sequence.forward_steps(action);
  }
  if (auto finished = checker.finish(); !finished) return violation(finished.error());
  auto plan = std::make_shared<Plan>();
  static_cast<Settled&>(*plan) = settled;
  plan->forward_steps = checker.forward_steps();
  plan->kept_steps = kept_steps;
  plan->peak = checker.peak();
  plan->peak_bytes = checker.peak_bytes();
  plan->actions = std::move(actions);
  return plan;
}

Result<std::shared_ptr<const Plan>> on_device(const Plan& plan, const DeviceSizes& device) {
  const auto peak = peak_bytes_of(plan, device.chunk.states);
  if (!peak) return tl::unexpected(peak.error());
  auto placed = std::make_shared<Plan>(plan);
  placed->device = device;
  placed->peak_bytes = *peak;
  // A budget that the device cannot count, such as one larger than 64 bits of bytes, leaves the arena
  // unknown.
  const auto settled = settle(plan.problem, device);
  placed->arena_bytes = settled ? settled->arena_bytes : std::nullopt;
  return placed;
}

Result<std::int64_t> peak_bytes_of(const Plan& plan, const StateBytes& bytes) {
  Checker checker(plan.sequence(), plan.problem.strategy, with_byte_quanta(bytes),
                  std::numeric_limits<std::int64_t>::max());
  for (const Action& action : plan.actions) {
    if (auto applied = checker.apply(action); !applied) return tl::unexpected(applied.error());
  }
  return checker.peak();
}

double predicted_seconds(const StepTimes& times, const Solution& solution) {
  return static_cast<double>(solution.forward_steps - solution.kept_steps) * times.advance +
         static_cast<double>(solution.kept_steps) * times.keep +
         static_cast<double>(solution.problem.length) * times.backward + times.iteration;
}

double standard_seconds(const StepTimes& times, std::int64_t length) {
  return static_cast<double>(length) * (times.keep + times.backward) + times.iteration;
}

}  // namespace tidemark
