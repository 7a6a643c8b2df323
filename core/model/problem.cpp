// SPDX-License-Identifier: Apache-2.0
#include "core/model/problem.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

constexpr std::int64_t kMostMemory = std::int64_t{1} << 61;  // of all internal states, so that sums still fit

Result<void> check_side(std::string_view name, std::int64_t value) {
  if (value >= 1 && value <= kLargestCellSide) return {};
  return failure(name, " must be a whole number from 1 to ", kLargestCellSide, ", not ", value);
}

Result<void> check_budget(const Budget& budget) {
  if (!std::isfinite(budget.value) || budget.value <= 0) {
    return failure("the budget must be above 0, not ", budget.value);
  }
  if (budget.measure == Budget::Measure::Percent && budget.value > Budget::kMostPercent) {
    return failure("the budget must be at most ", Budget::kMostPercent, " percent, not ", budget.value);
  }
  if (budget.value > Budget::kLargest) {
    return failure("the budget must be at most ", Budget::kLargest, ", not ", budget.value);
  }
  return {};
}

}  // namespace

std::string_view name_of(CellKind kind) {
  return name_in(kCellNames, kind);
}

std::string_view name_of(Precision precision) {
  return name_in(kPrecisionNames, precision);
}

Result<void> validate(const Problem& problem) {
  if (problem.length < 1 || problem.length > kLongestLength) {
    return failure("the length must be a whole number of steps from 1 to ", kLongestLength, ", not ",
                   problem.length);
  }
  if (auto checked = check_budget(problem.budget); !checked) return checked;
  const auto sizes = sizes_from_ratios(problem.alpha, problem.beta);
  if (!sizes) return tl::unexpected(sizes.error());
  if (sizes->alpha > kMostMemory / problem.length) {
    return failure("the internal states of ", problem.length, " steps with an alpha of ",
                   sizes->alpha_ratio(), " are more than can be counted; make the length or alpha smaller");
  }
  if (auto checked = check_side("hidden", problem.cell.hidden); !checked) return checked;
  if (auto checked = check_side("batch", problem.cell.batch); !checked) return checked;
  if (auto checked = check_side("layers", problem.cell.layers); !checked) return checked;
  if (problem.chunk_length != kAutoChunk &&
      (problem.chunk_length < 1 || problem.chunk_length > kLongestChunk)) {
    return failure("a chunk must be a whole number of steps from 1 to ", kLongestChunk, ", not ",
                   problem.chunk_length);
  }
  if (problem.device.empty()) return failure("the device has no name; \"cpu\" always works");
  if (problem.input.empty()) return failure("the input has no name; \"text\" and \"noise\" always work");
  return {};
}

Sequence sequence_of(const Problem& problem) {
  return {problem.length, problem.chunk_length};
}

}  // namespace tidemark
