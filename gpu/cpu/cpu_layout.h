// SPDX-License-Identifier: Apache-2.0
/// How large a model's states and everything beside them are on the CPU device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/result.h"
#include "core/model/problem.h"
#include "core/model/record.h"
#include "core/model/sizes.h"
#include "gpu/weight_layout.h"

namespace tidemark {

/// The layout of a model on the CPU device. Sizes are in float32 elements unless they say bytes.
class CpuLayout : public WeightLayout {
 public:
  /// Errors: as WeightLayout::of(), or a precision that the CPU does not have.
  static Result<CpuLayout> of(const Cell& cell);

  std::size_t gate_rows() const { return vectors().gates * hidden(); }  ///< rows of a layer's weight matrices
  std::size_t layer_hidden() const { return vectors().hidden * vector(); }      ///< of a layer's hidden state
  std::size_t layer_internal() const { return vectors().internal * vector(); }  ///< of its internal state
  std::size_t hidden_numbers() const { return layers() * layer_hidden(); }
  std::size_t internal_numbers() const { return layers() * layer_internal(); }

  /// Sizes of a chunk's states in bytes, aligned as in the arena; alpha = beta + hidden.
  StateBytes state_sizes(std::int64_t chunk_length = 1) const;
  /// The same model for so many entries of the batch.
  CpuLayout for_entries(std::int64_t entries) const;
  /// One layer's internal state for advancing, its output, the cell's scratch, the logits, and two elements
  /// for each batch entry; each of these is aligned.
  std::int64_t scratch_bytes() const;
  /// An element for each of the 256 bytes and each row of the first layer's gates; see input_table.h.
  std::size_t table_numbers() const { return kSymbols * gate_rows(); }
  /// Every thread has gradients and scratch of its own. REQUIRES: 0 < threads <= batch.
  FixedBytes fixed(std::int64_t chunk_length = 1, std::int64_t threads = 1) const;
  /// Of the current hidden state, the core's internal state with its input, a spare hidden state and h_0, and
  /// the carried gradient, which is shaped like a hidden state.
  std::int64_t core_bytes(std::int64_t chunk_length) const;

 private:
  explicit CpuLayout(const Cell& cell) : WeightLayout(cell) {}
};

/// Bytes of so many float32 elements, rounded up to a multiple of the arena's alignment.
std::int64_t aligned_bytes(std::size_t numbers);

}  // namespace tidemark
