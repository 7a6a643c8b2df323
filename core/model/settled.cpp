// SPDX-License-Identifier: Apache-2.0
#include "core/model/settled.h"

#include <algorithm>
#include <cmath>

#include "core/model/memory_share.h"

namespace tidemark {
namespace {

__extension__ typedef __int128 Wide;  // bytes times quanta may need more than 64 bits

/// Rounds an amount down, forgiving the rounding error of a product such as 0.05 * 2000.
Result<std::int64_t> whole(double amount) {
  if (amount > Budget::kLargest) return failure("a budget of ", amount, " is more than can be counted");
  return static_cast<std::int64_t>(std::floor(amount + 1e-9));
}

Result<StateSizes> sizes_of(const Problem& problem, const std::optional<DeviceSizes>& device) {
  if (!problem.alpha && !problem.beta) {
    if (device) return sizes_from_bytes(device->chunk.states);
    if (problem.chunk_length != 1) {
      return failure("the sizes of chunks of several steps on device \"", problem.device,
                     "\" are not known; give alpha and beta of a chunk, or take single steps");
    }
  }
  return sizes_from_ratios(problem.alpha, problem.beta);
}

/// Whether the budget is a percentage of states, which needs no device.
bool is_part_of_states(const Settled& settled) {
  const MemoryShare share(settled.problem, settled.sizes, settled.device);
  return settled.problem.budget.measure == Budget::Measure::Percent &&
         share.basis() == MemoryShare::Basis::States;
}

/// Bytes of the arena. REQUIRES: settled.device.
Result<std::int64_t> arena_bytes_of(const Settled& settled) {
  const Problem& problem = settled.problem;
  double bytes = problem.budget.value;
  if (problem.budget.measure == Budget::Measure::Slots) {
    bytes *= static_cast<double>(slot_size(problem.strategy, settled.device->chunk.states));
  } else if (problem.budget.measure == Budget::Measure::Percent) {
    bytes *= static_cast<double>(standard_memory(problem.length, settled.device->step.states)) / 100;
  }
  return whole(bytes).map(
      [&](std::int64_t all) { return std::max<std::int64_t>(0, all - settled.bytes_beside_states()); });
}

Result<std::int64_t> quanta_of(const Settled& settled) {
  const Problem& problem = settled.problem;
  const Budget& budget = problem.budget;
  if (budget.measure == Budget::Measure::Slots) {
    return whole(budget.value * static_cast<double>(settled.slot()));
  }
  if (is_part_of_states(settled) && (settled.device || problem.chunk_length == 1)) {
    const MemoryShare share(problem, settled.sizes, settled.device);
    return whole(share.quanta_at(budget.value / 100, problem.strategy));
  }
  if (settled.device) {
    // A quantum is the hidden state's bytes / sizes.hidden; sizes were rounded up, so this never overshoots.
    return static_cast<std::int64_t>(static_cast<Wide>(*settled.arena_bytes) * settled.sizes.hidden /
                                     settled.device->chunk.states.hidden);
  }
  return failure("the sizes of the states on device \"", problem.device,
                 "\" are not known, so a budget in bytes cannot be counted; give it in slots");
}

}  // namespace

std::int64_t Settled::bytes_beside_states() const {
  if (!device) return 0;
  switch (problem.budget.measure) {
    case Budget::Measure::Slots:
      return 0;
    case Budget::Measure::Bytes:
    case Budget::Measure::Percent:
      return device->more_fixed_bytes();
    case Budget::Measure::DeviceMemory:
      return total(device->chunk.fixed);
  }
  return 0;
}

Result<Settled> settle(const Problem& problem, const std::optional<DeviceSizes>& device) {
  if (auto valid = validate(problem); !valid) return tl::unexpected(valid.error());
  if (problem.chunk_length == kAutoChunk) {
    return failure("how many steps a chunk has must be chosen before it is planned with");
  }
  const auto sizes = sizes_of(problem, device);
  if (!sizes) return tl::unexpected(sizes.error());
  Settled settled{.problem = problem, .sizes = *sizes, .device = device};
  if (device) {
    const auto bytes = arena_bytes_of(settled);
    if (!bytes) return tl::unexpected(bytes.error());
    settled.arena_bytes = *bytes;
  }
  return quanta_of(settled).map([&](std::int64_t budget) {
    settled.budget = budget;
    if (device && is_part_of_states(settled)) {
      // The fewest bytes that hold those states.
      const Wide bytes = static_cast<Wide>(budget) * device->chunk.states.hidden;
      settled.arena_bytes = static_cast<std::int64_t>((bytes + sizes->hidden - 1) / sizes->hidden);
    }
    return settled;
  });
}

}  // namespace tidemark
