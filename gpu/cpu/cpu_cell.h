// SPDX-License-Identifier: Apache-2.0
/// The recurrent part of one layer, one step at a time. What comes from below is somebody else's: see
/// layer_input.h and input_table.h.
///
/// A "vector" is hidden x batch float32 numbers, a chunk's numbers for all of the batch side by side: matrix
/// products with few columns read the weights once, as they lie, and element-wise loops are plain ones. A
/// layer's hidden state is a few vectors, h first; its internal state, with the input hidden state, is all
/// that backward() needs.
#pragma once

#include <cstddef>
#include <memory>

#include "core/model/problem.h"
#include "gpu/weight_layout.h"

namespace tidemark {

class CpuCell {
 public:
  CpuCell(std::size_t batch, std::size_t hidden) : batch_(batch), hidden_(hidden) {}
  virtual ~CpuCell() = default;

  /// `internal` begins with what comes from below (one vector a gate: W x + b) and becomes the layer's
  /// internal state. `scratch`: see CellVectors.
  virtual void forward(const LayerWeights<const float>& weights, const float* hidden_before, float* internal,
                       float* scratch) const = 0;

  /// The hidden state after the step. Every hidden state is made by this, so it is the same to the bit
  /// wherever it comes from.
  virtual void hidden_of(const float* internal, float* hidden) const = 0;

  /// Its h alone, one vector: in `internal` itself, or computed into `room`.
  virtual const float* output_of(const float* internal, float* room) const = 0;

  /// d_hidden: the gradient of the hidden state after the step becomes that of the one before. `gradients` of
  /// the hidden weights grow. Returns the gradient of what came from below, one vector a gate, in `scratch`.
  virtual const float* backward(const LayerWeights<const float>& weights,
                                const LayerWeights<float>& gradients, const float* hidden_before,
                                const float* internal, float* d_hidden, float* scratch) const = 0;

 protected:
  std::size_t vector() const { return batch_ * hidden_; }

  const std::size_t batch_;
  const std::size_t hidden_;
};

std::unique_ptr<const CpuCell> make_cpu_cell(CellKind kind, std::size_t batch, std::size_t hidden);

}  // namespace tidemark
