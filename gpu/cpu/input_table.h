// SPDX-License-Identifier: Apache-2.0
/// The first layer's input: W e + b, where e is the embedding of the byte that is read.
///
/// A byte has 256 values, so that within an iteration, where the weights do not change, there are 256 such
/// columns. They are computed once and then looked up; their gradients are summed by byte, and are taken
/// through the embedding and W once, at the end. This is the same sum in another order, which is the same for
/// every schedule. It saves the three products with W in every step, which are half of all that a one-layer
/// step costs. Dense layers have no such table: see layer_input.h.
#pragma once

#include <cstdint>
#include <span>

#include "gpu/cpu/batch_slice.h"
#include "gpu/cpu/cpu_layout.h"

namespace tidemark {

/// The columns, which all threads read. Owns nothing: all of it lies in the device's fixed memory.
class InputTable {
 public:
  /// columns: room for an element for each of the 256 bytes and each row of the first layer's gates.
  InputTable(const CpuLayout& shape, const float* weights, float* columns);

  /// Computes the columns of these bytes from the weights as they are now.
  void compute(const Range& symbols);
  /// gates (rows x symbols.size()) = the layer's input for these bytes.
  void look_up(std::span<const std::uint8_t> symbols, float* gates) const;

 private:
  const std::size_t rows_;  ///< gates x hidden
  const std::size_t hidden_;
  const LayerWeights<const float> weights_;
  const float* const embedding_;
  float* const columns_;
};

/// The columns' gradients. Owns nothing, either.
class InputTableGradients {
 public:
  /// d_columns: room as for the columns. gradients: of all weights.
  InputTableGradients(const CpuLayout& shape, const float* weights, float* gradients, float* d_columns);

  void clear();
  void add(std::span<const std::uint8_t> symbols, const float* d_gates);
  /// Adds what is there to the gradients of the embedding, of the first layer's input weights and of their
  /// bias. Whole gradients are `parts` parts, which any threads may compute.
  void finish(std::size_t part, std::size_t parts) const;

 private:
  const std::size_t rows_;
  const std::size_t hidden_;
  const LayerWeights<const float> weights_;
  const LayerWeights<float> gradients_;
  const float* const embedding_;
  float* const d_embedding_;
  float* const d_columns_;
};

}  // namespace tidemark
