// SPDX-License-Identifier: Apache-2.0
#include "core/plan/plan.h"

#include <algorithm>
#include <utility>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"

namespace tidemark {
namespace {

std::string in_slots(std::int64_t chunks, Strategy strategy, const StateSizes& sizes) {
  const std::int64_t slot = slot_size(strategy, sizes);
  std::ostringstream text;
  text.precision(15);  // as many digits as it takes to type the number in again
  text << static_cast<double>(chunks) / static_cast<double>(slot)
       << (rule_of(strategy).slot_holds_internal() ? " internal state" : " hidden state")
       << (chunks == slot ? "" : "s");
  return text.str();
}

/// "weights 2 bytes, working core 3 bytes"
std::string itemised(const FixedBytes& fixed) {
  std::ostringstream text;
  for (const auto& [name, bytes] : fixed) text << (text.tellp() > 0 ? ", " : "") << name << " " << bytes;
  return text.str();
}

tl::unexpected<Error> too_small(const Solution& solution, const std::optional<DeviceSizes>& device) {
  const Problem& problem = solution.problem;
  const Sequence sequence = sequence_of(problem);
  const std::int64_t least = solution.policy->smallest_budget(sequence.chunks());
  std::ostringstream asked;
  std::ostringstream bytes;
  asked << in_slots(solution.budget, problem.strategy, solution.sizes);
  if (device) {
    // Whole bytes that hold that many chunks, see budget_in_quanta().
    const std::int64_t states =
        (least * device->chunk.states.hidden + solution.sizes.hidden - 1) / solution.sizes.hidden;
    const std::int64_t beside = budget_beside_states(problem.budget, *device);
    bytes << " (" << states + beside << " bytes";
    if (problem.budget.measure == Budget::Measure::DeviceMemory) {
      asked << " (what " << static_cast<std::int64_t>(problem.budget.value)
            << " bytes leave beside the fixed " << beside << ": " << itemised(device->chunk.fixed) << ")";
      bytes << " in all";
    } else if (beside > 0) {
      bytes << ", of which chunks take " << beside << " beside the states";
    }
    bytes << ")";
  }
  std::ostringstream chunks;
  if (sequence.chunk_length > 1) chunks << " in chunks of " << sequence.chunk_length;
  return failure("a budget of ", asked.str(), " is too small for ", name_of(problem.strategy), " over ",
                 problem.length, " steps", chunks.str(), ": the smallest that works is ",
                 in_slots(least, problem.strategy, solution.sizes), bytes.str());
}

/// Forward steps of a schedule from its forward chunks: the last chunk, which may be short, is computed once.
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

bool is_optimal(Strategy strategy, const StateSizes& sizes) {
  return is_optimised(strategy) && (strategy != Strategy::Msm || sizes.alpha == sizes.beta + sizes.hidden);
}

ScheduleView::ScheduleView(const Plan& plan)
    : problem(plan.problem),
      sizes(plan.sizes),
      budget(plan.budget),
      emit_actions([&plan](const ActionSink& sink) {
        return std::all_of(plan.actions.begin(), plan.actions.end(), sink);
      }) {}

ScheduleView::ScheduleView(const Solution& solution)
    : problem(solution.problem),
      sizes(solution.sizes),
      budget(solution.budget),
      emit_actions([&solution](const ActionSink& sink) {
        return tidemark::emit_schedule(*solution.policy, sequence_of(solution.problem).chunks(),
                                       solution.budget, sink);
      }) {}

Cancellable<Solution> solve(const Problem& problem, const std::optional<DeviceSizes>& device, Solver& solver,
                            const Progress& progress, std::stop_token stop) {
  if (auto valid = validate(problem); !valid) return tl::unexpected(valid.error());
  if (problem.chunk_length == kAutoChunk) {
    return failure("how many steps a chunk has must be chosen before it is planned with");
  }
  const auto sizes = planning_sizes(problem, device);
  if (!sizes) return tl::unexpected(sizes.error());
  const auto budget = budget_in_quanta(problem, *sizes, device);
  if (!budget) return tl::unexpected(budget.error());
  const Sequence sequence = sequence_of(problem);
  auto policy = solver.policy(problem.strategy, *sizes, sequence.chunks(), *budget, progress, stop);
  if (!policy) return tl::unexpected(policy.error());
  if (!*policy) return std::nullopt;

  Solution solution{problem, *sizes, *budget, 0, std::move(**policy)};
  solution.forward_steps = in_steps(solution.policy->cost(sequence.chunks(), *budget), sequence);
  if (solution.forward_steps == kInfeasible) return too_small(solution, device);
  if (solution.forward_steps == kUncountable) {
    return failure("within ", in_slots(*budget, problem.strategy, *sizes), ", ", problem.length,
                   " steps take more forward steps than a 64-bit number counts; allow more memory");
  }
  return solution;
}

Cancellable<std::shared_ptr<const Plan>> make_plan(const Problem& problem,
                                                   const std::optional<DeviceSizes>& device, Solver& solver,
                                                   const Progress& progress, std::stop_token stop) {
  auto solution = solve(problem, device, solver, progress, stop);
  if (!solution) return tl::unexpected(solution.error());
  if (!*solution) return std::nullopt;
  return make_plan(**solution, stop);
}

Cancellable<std::shared_ptr<const Plan>> make_plan(const Solution& solution, std::stop_token stop) {
  constexpr std::int64_t kActionsBetweenLooks = 1 << 16;
  const Problem& problem = solution.problem;
  const Sequence sequence = sequence_of(problem);
  // Every chunk is kept once and backpropagated once, so some need not be emitted to know.
  if (sequence.chunks() > kMostActionsHeld / 2) return too_long(problem.length);
  auto plan = std::make_shared<Plan>();
  Checker checker(sequence, problem.strategy, solution.sizes, solution.budget);
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

  plan->problem = problem;
  plan->sizes = solution.sizes;
  plan->budget = solution.budget;
  plan->forward_steps = checker.forward_steps();
  plan->peak = checker.peak();
  plan->optimal = is_optimal(problem.strategy, solution.sizes);
  plan->policy = solution.policy;
  plan->calibration = solution.calibration;
  return plan;
}

Result<std::shared_ptr<Plan>> plan_from_actions(const Problem& problem, const StateSizes& sizes,
                                                std::int64_t budget, std::vector<Action> actions) {
  const auto violation = [](const Error& error) { return tl::unexpected(Error{error.message, true}); };
  Checker checker(sequence_of(problem), problem.strategy, sizes, budget);
  for (const Action& action : actions) {
    if (auto applied = checker.apply(action); !applied) return violation(applied.error());
  }
  if (auto finished = checker.finish(); !finished) return violation(finished.error());
  return std::make_shared<Plan>(Plan{.problem = problem,
                                     .sizes = sizes,
                                     .budget = budget,
                                     .forward_steps = checker.forward_steps(),
                                     .peak = checker.peak(),
                                     .optimal = false,
                                     .actions = std::move(actions),
                                     .policy = nullptr});
}

Result<std::int64_t> peak_bytes(const Plan& plan, const StateSizes& bytes) {
  Checker checker(sequence_of(plan.problem), plan.problem.strategy, bytes,
                  std::numeric_limits<std::int64_t>::max());
  for (const Action& action : plan.actions) {
    if (auto applied = checker.apply(action); !applied) return tl::unexpected(applied.error());
  }
  return checker.peak();
}

ForwardSplit split_forward(const Plan& plan) {
  const Sequence sequence = sequence_of(plan.problem);
  ForwardSplit split;
  for (const Action& action : plan.actions) {
    (action.kind == ActionKind::Keep ? split.kept : split.advanced) += sequence.forward_steps(action);
  }
  return split;
}

double overhead(std::int64_t forward_steps, std::int64_t length, double b) {
  const auto steps = static_cast<double>(length);
  return (static_cast<double>(forward_steps) + b * steps) / (steps * (1 + b)) - 1;
}

double fraction_of_standard(std::int64_t chunks, const Sequence& sequence, Strategy strategy,
                            const StateSizes& sizes) {
  return static_cast<double>(chunks) / standard_memory(strategy, sequence, sizes);
}

double predicted_seconds(const StepTimes& times, const ForwardSplit& forward, std::int64_t length) {
  return static_cast<double>(forward.advanced) * times.advance +
         static_cast<double>(forward.kept) * times.keep + static_cast<double>(length) * times.backward +
         times.iteration;
}

double predicted_seconds(const StepTimes& times, const Solution& solution) {
  const std::int64_t length = solution.problem.length;
  return predicted_seconds(times, {.advanced = solution.forward_steps - length, .kept = length}, length);
}

}  // namespace tidemark
