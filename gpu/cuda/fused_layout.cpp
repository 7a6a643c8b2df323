// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/fused_layout.h"

#include <algorithm>

namespace tidemark {

std::int64_t gate_count(CellKind kind) {
  switch (kind) {
    case CellKind::Lstm:
      return 4;
    case CellKind::Gru:
      return 3;
    case CellKind::Tanh:
      break;
  }
  return 1;
}

FusedInternal::FusedInternal(const Cell& cell, std::int64_t steps) : layers_(cell.layers) {
  const NumberType type = number_type_of(cell.precision);
  const std::int64_t vectors_bytes = aligned_bytes_of(steps * cell.batch * cell.hidden, type);
  gates_bytes_ = aligned_bytes_of(steps * gate_count(cell.kind) * cell.batch * cell.hidden, type);
  layer_bytes_ = gates_bytes_;
  if (cell.kind != CellKind::Tanh) layer_bytes_ += vectors_bytes;  // c or q
  if (cell.kind == CellKind::Gru) {
    h_offset_ = layer_bytes_;
    layer_bytes_ += vectors_bytes;
  }
}

std::int64_t steps_per_advance(const Cell& cell, std::int64_t steps_per_unit) {
  constexpr std::int64_t kMostSteps = 64;  // more are not faster, and a cancelled run is noticed in between
  constexpr std::int64_t kMostBytes = 16 << 20;
  if (steps_per_unit == 1) return 1;
  const std::int64_t step_bytes =
      gate_count(cell.kind) * cell.batch * cell.hidden *
      static_cast<std::int64_t>(bytes_of(number_type_of(cell.precision)));
  return std::clamp<std::int64_t>(kMostBytes / step_bytes, 1, kMostSteps);
}

}  // namespace tidemark
