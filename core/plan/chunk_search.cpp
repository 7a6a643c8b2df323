// SPDX-License-Identifier: Apache-2.0
#include "core/plan/chunk_search.h"

#include "core/plan/plan.h"
#include "core/solver/solver.h"

namespace tidemark {
namespace {

/// Settles the question for single steps. A budget in slots becomes one in bytes, because the bytes of a slot
/// depend on the chunk's length.
Result<Settled> settle_single_steps(Problem problem, const Calibration& calibration) {
  problem.chunk_length = 1;
  auto settled = settle(problem, calibration.sizes_for(1));
  if (!settled || problem.budget.measure != Budget::Measure::Slots) return settled;
  problem.budget = {Budget::Measure::Bytes, static_cast<double>(*settled->arena_bytes)};
  return settle(problem, calibration.sizes_for(1));
}

}  // namespace

Cancellable<Settled> find_chunk(const Problem& problem, std::shared_ptr<const Calibration> calibration,
                                const std::stop_token& stop) {
  if (problem.alpha || problem.beta) {
    return failure(
        "alpha and beta given by hand are those of one chunk length; let the sizes follow from the cell on "
        "the device, or say how many steps a chunk has");
  }
  if (calibration->device != problem.device || calibration->cell != problem.cell) {
    return failure("the calibration is of another cell or device");
  }
  auto best = settle_single_steps(problem, *calibration);
  if (!best) return tl::unexpected(best.error());
  Problem tried = best->problem;
  std::optional<double> least_seconds;
  for (const ChunkMeasure& chunk : calibration->chunks) {
    if (chunk.steps > problem.length) break;
    const StepTimes times = calibration->times_of(chunk.steps);
    // Even if no step were repeated, this chunk length would take too long.
    if (least_seconds && standard_seconds(times, problem.length) >= *least_seconds) continue;
    tried.chunk_length = chunk.steps;
    const auto settled = settle(tried, calibration->sizes_for(chunk.steps));
    if (!settled) continue;
    Solver solver;
    const auto solution = solve(*settled, solver, {}, stop);
    if (!solution) continue;  // the budget is too small for chunks of this length
    if (!*solution) return std::nullopt;
    const double seconds = predicted_seconds(times, **solution);
    if (!least_seconds || seconds < *least_seconds) {
      least_seconds = seconds;
      best = *settled;
    }
  }
  best->calibration = std::move(calibration);
  return std::optional(*std::move(best));
}

}  // namespace tidemark
