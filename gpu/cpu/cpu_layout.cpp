// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_layout.h"

#include "gpu/arena.h"
#include "gpu/cpu/batch_slice.h"

namespace tidemark {

std::int64_t aligned_bytes(std::size_t numbers) {
  const auto bytes = static_cast<std::int64_t>(numbers * sizeof(float));
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

Result<CpuLayout> CpuLayout::of(const Cell& cell) {
  if (cell.precision != Precision::Float32) {
    return failure("the CPU computes in float32 alone, not in ", name_of(cell.precision));
  }
  return WeightLayout::of(cell).map([](const WeightLayout& model) { return CpuLayout(model.cell()); });
}

StateBytes CpuLayout::state_sizes(std::int64_t chunk_length) const {
  const std::int64_t hidden_bytes = aligned_bytes(hidden_numbers());
  const std::int64_t internal_bytes =
      aligned_bytes(static_cast<std::size_t>(chunk_length) * internal_numbers());
  return {.hidden = hidden_bytes, .alpha = internal_bytes + hidden_bytes, .beta = internal_bytes};
}

std::int64_t CpuLayout::scratch_bytes() const {
  return aligned_bytes(vectors().internal * vector()) + aligned_bytes(vector()) +
         aligned_bytes(vectors().scratch * vector()) + aligned_bytes(kSymbols * batch()) +
         aligned_bytes(2 * batch());
}

CpuLayout CpuLayout::for_entries(std::int64_t entries) const {
  Cell slice = cell();
  slice.batch = entries;
  return CpuLayout(slice);
}

std::int64_t CpuLayout::core_bytes(std::int64_t chunk_length) const {
  const StateBytes states = state_sizes(chunk_length);
  return 5 * states.hidden + states.beta;
}

FixedBytes CpuLayout::fixed(std::int64_t chunk_length, std::int64_t threads) const {
  const std::int64_t one_of_each = aligned_bytes(weights());
  std::int64_t scratch = 0;
  for (std::int64_t thread = 0; thread < threads; ++thread) {
    scratch += for_entries(BatchSlice::of(cell().batch, thread, threads).count).scratch_bytes();
  }
  return {{"weights", one_of_each},
          {"gradients", threads * one_of_each},
          {"optimiser", 2 * one_of_each},
          {"working core", core_bytes(chunk_length)},
          {"input table", (1 + threads) * aligned_bytes(table_numbers())},
          {"scratch", scratch}};
}

}  // namespace tidemark
