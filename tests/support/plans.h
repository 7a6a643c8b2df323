// SPDX-License-Identifier: GPL-3.0-or-later
/// Problems, and their solutions and plans in one call, for tests that are about something else.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/model/settled.h"
#include "core/plan/plan.h"

namespace tidemark {

/// Ends the test with the error's own words where there is one.
template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

inline Problem problem_of(Strategy strategy, std::int64_t length, const Budget& budget,
                          const Cell& cell = {}) {
  Problem problem;
  problem.strategy = strategy;
  problem.length = length;
  problem.budget = budget;
  problem.cell = cell;
  return problem;
}

inline Problem problem_of(Strategy strategy, std::int64_t length, double budget_slots) {
  return problem_of(strategy, length, Budget{Budget::Measure::Slots, budget_slots});
}

/// Planned at once, and run in milliseconds.
inline Problem small_problem() {
  Problem problem = problem_of(Strategy::Hsm, 40, {Budget::Measure::Slots, 5}, {CellKind::Tanh, 64, 2, 1});
  problem.input = "noise";
  return problem;
}

/// Sizes no cell has: solved by the table, which takes seconds. It is there to be interrupted.
inline Problem slow_problem() {
  Problem problem = problem_of(Strategy::Msm, 20'000, 300);
  problem.alpha = 3;
  problem.beta = 2.5;
  return problem;
}

inline Cancellable<Solution> solve(const Problem& problem, const std::optional<DeviceSizes>& device,
                                   Solver& solver, const Progress& progress = {},
                                   const std::stop_token& stop = {}) {
  const auto settled = settle(problem, device);
  if (!settled) return tl::unexpected(settled.error());
  return solve(*settled, solver, progress, stop);
}

inline Cancellable<std::shared_ptr<const Plan>> make_plan(const Problem& problem,
                                                          const std::optional<DeviceSizes>& device,
                                                          Solver& solver, const Progress& progress = {},
                                                          const std::stop_token& stop = {}) {
  const auto solution = solve(problem, device, solver, progress, stop);
  if (!solution) return tl::unexpected(solution.error());
  if (!*solution) return std::nullopt;
  return make_plan(**solution, stop);
}

/// Null: there is none.
inline std::shared_ptr<const Plan> plan_of(const Problem& problem,
                                           const std::optional<DeviceSizes>& device = {}) {
  Solver solver;
  const auto plan = make_plan(problem, device, solver);
  return plan ? plan->value_or(nullptr) : nullptr;
}

inline std::shared_ptr<const Plan> plan_of(Strategy strategy, std::int64_t length, double budget_slots) {
  return plan_of(problem_of(strategy, length, budget_slots));
}

}  // namespace tidemark
