// SPDX-License-Identifier: Apache-2.0
#include "core/model/problem.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

__extension__ typedef __int128 Wide;  // bytes times chunks pass 64 bits

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

/// Rounds a budget down to whole chunks, forgiving the rounding error of a product such as 0.05 * 2000.
Result<std::int64_t> whole(double amount) {
  if (amount > Budget::kLargest) return failure("a budget of ", amount, " is more than can be counted");
  return static_cast<std::int64_t>(std::floor(amount + 1e-9));
}

}  // namespace

std::string_view name_of(CellKind kind) {
  switch (kind) {
    case CellKind::Lstm:
      return "lstm";
    case CellKind::Gru:
      return "gru";
    case CellKind::Tanh:
      return "tanh";
  }
  return "";
}

std::optional<CellKind> cell_named(std::string_view name) {
  for (CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view name_of(Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return "float32";
    case Precision::Tf32:
      return "tf32";
    case Precision::BFloat16:
      return "bfloat16";
    case Precision::Float16:
      return "float16";
  }
  return "";
}

std::optional<Precision> precision_named(std::string_view name) {
  for (Precision precision : kPrecisions) {
    if (name_of(precision) == name) return precision;
  }
  return std::nullopt;
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

Result<StateSizes> planning_sizes(const Problem& problem, const std::optional<DeviceSizes>& device) {
  if (!problem.alpha && !problem.beta) {
    if (device) return planning_sizes(device->chunk.states);
    if (problem.chunk_length != 1) {
      return failure("the sizes of chunks of several steps on device \"", problem.device,
                     "\" are not known; give alpha and beta of a chunk, or take single steps");
    }
  }
  return sizes_from_ratios(problem.alpha, problem.beta);
}

std::int64_t budget_beside_states(const Budget& budget, const DeviceSizes& device) {
  switch (budget.measure) {
    case Budget::Measure::Slots:
      return 0;
    case Budget::Measure::Bytes:
    case Budget::Measure::Percent:
      return device.more_fixed_bytes();
    case Budget::Measure::DeviceMemory:
      return total(device.chunk.fixed);
  }
  return 0;
}

Result<std::int64_t> budget_in_bytes(const Problem& problem, const std::optional<DeviceSizes>& device) {
  if (!device) {
    return failure("the sizes of the states on device \"", problem.device,
                   "\" are not known, so a budget in bytes cannot be counted; give it in slots");
  }
  double bytes = problem.budget.value;
  if (problem.budget.measure == Budget::Measure::Slots) {
    bytes *= static_cast<double>(slot_size(problem.strategy, device->chunk.states));
  } else if (problem.budget.measure == Budget::Measure::Percent) {
    bytes *= static_cast<double>(standard_memory(problem.length, device->step.states)) / 100;
  }
  return whole(bytes).map([&](std::int64_t all) {
    return std::max<std::int64_t>(0, all - budget_beside_states(problem.budget, *device));
  });
}

Result<std::int64_t> budget_in_quanta(const Problem& problem, const StateSizes& sizes,
                                      const std::optional<DeviceSizes>& device) {
  const Budget& budget = problem.budget;
  if (budget.measure == Budget::Measure::Slots) {
    return whole(budget.value * static_cast<double>(slot_size(problem.strategy, sizes)));
  }
  if (budget.measure == Budget::Measure::Percent && problem.chunk_length == 1 && !device) {
    return whole(budget.value / 100 * standard_memory(problem.strategy, sequence_of(problem), sizes));
  }
  // One chunk is hidden bytes / sizes.hidden bytes; sizes were rounded up, so this never overshoots.
  return budget_in_bytes(problem, device).map([&](std::int64_t bytes) {
    return static_cast<std::int64_t>(static_cast<Wide>(bytes) * sizes.hidden / device->chunk.states.hidden);
  });
}

}  // namespace tidemark
