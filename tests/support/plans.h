// SPDX-License-Identifier: GPL-3.0-or-later
/// Solutions and plans of a problem in one call, for tests that are about something else.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "core/model/settled.h"
#include "core/plan/plan.h"

namespace tidemark {

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

}  // namespace tidemark
