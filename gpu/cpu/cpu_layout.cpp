// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_layout.h"

#include "gpu/arena.h"

namespace tidemark {

std::int64_t aligned_bytes(std::size_t numbers) {
  const auto bytes = static_cast<std::int64_t>(numbers * sizeof(float));
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

Result<CpuLayout> CpuLayout::of(const Cell& cell) {
  if (cell.precision != Precision::Float32) {
    return failure("the CPU computes in float32 alone, not in ", name_of(cell.precision));
  }
  return WeightLayout::of(cell).map([](const WeightLayout& model) { return CpuLayout(model); });
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

FixedBytes CpuLayout::fixed(std::int64_t chunk_length) const {
  const StateBytes states = state_sizes(chunk_length);
  const std::int64_t one_of_each = aligned_bytes(weights());
  // The current hidden state, the core's internal state with its input, a spare hidden state and h_0, and the
  // carried gradient, which is shaped like a hidden state.
  return {{"weights", one_of_each},
          {"gradients", one_of_each},
          {"optimiser", 2 * one_of_each},
          {"working core", 5 * states.hidden + states.beta},
          {"input table", 2 * aligned_bytes(table_numbers())},
          {"scratch", scratch_bytes()}};
}

}  // namespace tidemark
