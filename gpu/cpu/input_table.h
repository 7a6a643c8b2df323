// SPDX-License-Identifier: Apache-2.0
/// What the first layer gets: W e + b, where e is the embedding of the byte that is read.
///
/// A byte is one of 256, so within an iteration, whose weights stay, there are 256 such columns. They are
/// computed once and looked up; their gradients are summed by byte and go through the embedding and W once,
/// at the end. It is the same sum in another order, the same for every schedule, and saves the three products
/// of a step that W takes part in: half of all that a one-layer step costs. Dense layers have no such table:
/// see layer_input.h.
#pragma once

#include <cstdint>
#include <span>

#include "gpu/cpu/cpu_layout.h"

namespace tidemark {

/// Owns nothing: all of it lies in the device's fixed memory.
class InputTable {
 public:
  /// columns, d_columns: room for a number for each byte and row of the first layer's gates.
  InputTable(const CpuLayout& shape, const float* weights, float* gradients, float* columns,
             float* d_columns);

  /// Of the weights as they are now.
  void begin();
  /// gates (rows x symbols.size()) = what the layer gets for these bytes.
  void forward(std::span<const std::uint8_t> symbols, float* gates) const;
  void backward(std::span<const std::uint8_t> symbols, const float* d_gates);
  /// The gradients of the embedding, the first layer's input weights and their bias grow by all that
  /// backward() was given since begin().
  void finish();

 private:
  const std::size_t rows_;  ///< gates x hidden
  const std::size_t hidden_;
  const LayerWeights<const float> weights_;
  const LayerWeights<float> gradients_;
  const float* const embedding_;
  float* const d_embedding_;
  float* const columns_;
  float* const d_columns_;
};

}  // namespace tidemark
