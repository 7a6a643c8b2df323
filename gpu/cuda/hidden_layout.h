// SPDX-License-Identifier: Apache-2.0
/// How a hidden state lies in the GPU's memory, for both engines: h of every layer (layers x batch x hidden),
/// then, for an LSTM, c of every layer, each part aligned.
#pragma once

#include <cstdint>

#include "core/model/problem.h"
#include "gpu/cuda/dtype.h"

namespace tidemark {

struct HiddenLayout {
  explicit HiddenLayout(const Cell& cell)
      : part_bytes(aligned_bytes_of(cell.layers * cell.batch * cell.hidden, number_type_of(cell.precision))),
        bytes(cell.kind == CellKind::Lstm ? 2 * part_bytes : part_bytes) {}

  std::int64_t part_bytes;  ///< where c begins, if there is one
  std::int64_t bytes;

  std::int64_t c() const { return part_bytes; }
  bool has_c() const { return bytes > part_bytes; }
};

}  // namespace tidemark
