// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/fused_layout.h"

#include "gpu/weight_layout.h"

namespace tidemark {

FusedInternal::FusedInternal(const Cell& cell, std::int64_t steps) : layers_(cell.layers) {
  const DType type = number_type_of(cell.precision);
  const std::int64_t vectors_bytes = aligned_bytes_of(steps * cell.batch * cell.hidden, type);
  const auto gates = static_cast<std::int64_t>(vectors_of(cell.kind).gates);
  gates_bytes_ = aligned_bytes_of(steps * gates * cell.batch * cell.hidden, type);
  layer_bytes_ = gates_bytes_;
  if (cell.kind != CellKind::Tanh) layer_bytes_ += vectors_bytes;  // c or q
  if (cell.kind == CellKind::Gru) {
    h_offset_ = layer_bytes_;
    layer_bytes_ += vectors_bytes;
  }
}

}  // namespace tidemark
