// SPDX-License-Identifier: Apache-2.0
#include "core/plan/chunk_search.h"

#include "core/plan/plan.h"
#include "core/solver/solver.h"

namespace tidemark {
namespace {

/// The question without a choice left open: no slots, whose bytes depend on the chunk.
Result<Problem> in_bytes(const Problem& problem, const ChunkSizes& step) {
  Problem asked = problem;
  asked.chunk_length = 1;
  if (problem.budget.measure != Budget::Measure::Slots) return asked;
  return budget_in_bytes(asked, DeviceSizes(step, step)).map([&](std::int64_t bytes) {
    asked.budget = {Budget::Measure::Bytes, static_cast<double>(bytes)};
    return asked;
  });
}

}  // namespace

Cancellable<ChunkChoice> find_chunk(const Problem& problem, const Calibration& calibration,
                                    std::stop_token stop) {
  if (problem.alpha || problem.beta) {
    return failure(
        "alpha and beta given by hand are those of one length of chunks; let the sizes follow from the "
        "cell on the device, or say how many steps a chunk has");
  }
  if (calibration.device != problem.device || calibration.cell != problem.cell) {
    return failure("the calibration is of another cell or device");
  }
  const auto asked = in_bytes(problem, calibration.chunks.front().sizes);
  if (!asked) return tl::unexpected(asked.error());

  std::optional<ChunkChoice> best;
  std::optional<Error> first_error;
  for (const ChunkMeasure& chunk : calibration.chunks) {
    const std::int64_t k = chunk.steps;
    if (k > problem.length) break;
    const StepTimes times = calibration.times_of(k);
    // Without a single step repeated it would still take too long.
    if (best &&
        predicted_seconds(times, {.advanced = 0, .kept = problem.length}, problem.length) >= best->seconds)
      continue;
    Problem tried = *asked;
    tried.chunk_length = k;
    const DeviceSizes sizes = calibration.sizes_for(k);
    Solver solver;
    const auto solution = solve(tried, sizes, solver, {}, stop);
    if (!solution) {
      if (!first_error) first_error = solution.error();
      continue;
    }
    if (!*solution) return std::nullopt;
    const double seconds = predicted_seconds(times, **solution);
    if (!best || seconds < best->seconds) {
      best = ChunkChoice{tried, sizes, times, (*solution)->forward_steps, seconds};
    }
  }
  if (!best) return tl::unexpected(*first_error);
  return best;
}

}  // namespace tidemark
