// SPDX-License-Identifier: Apache-2.0
/// How large everything of a model is on the CPU device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/result.h"
#include "core/model/problem.h"
#include "core/model/record.h"
#include "core/model/sizes.h"
#include "gpu/weight_layout.h"

namespace tidemark {

/// The model with the sizes of the CPU device's states and of everything beside them.
class CpuLayout : public WeightLayout {
 public:
  /// Errors: as WeightLayout::of(), or a precision that the CPU does not have.
  static Result<CpuLayout> of(const Cell& cell);

  std::size_t gate_rows() const { return vectors().gates * hidden(); }  ///< of each weight matrix of a layer
  std::size_t layer_hidden() const { return vectors().hidden * vector(); }  ///< numbers of a layer's state
  std::size_t layer_internal() const { return vectors().internal * vector(); }  ///< of its internal state
  std::size_t hidden_numbers() const { return layers() * layer_hidden(); }
  std::size_t internal_numbers() const { return layers() * layer_internal(); }

  /// Of a chunk of so many steps. Bytes, aligned as the arena does; alpha = beta + hidden.
  StateSizes state_sizes(std::int64_t chunk_length = 1) const;
  /// One layer's internal state for advancing, its output, what the cell needs, the logits, and two numbers
  /// for each place of the batch: each aligned.
  std::int64_t scratch_bytes() const;
  /// A number for each byte and row of the first layer's gates; see input_table.h.
  std::size_t table_numbers() const { return kSymbols * gate_rows(); }
  FixedBytes fixed(std::int64_t chunk_length = 1) const;

 private:
  explicit CpuLayout(const WeightLayout& model) : WeightLayout(model) {}
};

/// Rounded up to whole multiples of the arena's alignment.
std::int64_t aligned_bytes(std::size_t numbers);

}  // namespace tidemark
