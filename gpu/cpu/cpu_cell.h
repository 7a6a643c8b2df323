// SPDX-License-Identifier: Apache-2.0
/// The recurrent part of one layer, one step at a time. What comes from below is computed elsewhere, see
/// layer_input.h and input_table.h.
///
/// A "vector" is hidden x batch float32 elements, where those of one hidden unit lie side by side for the
/// whole batch: so matrix products with few columns read the weights once, in the order in which they lie,
/// and element-wise loops are plain ones. A layer's hidden state is a few vectors, h first; its internal
/// state and the input hidden state are all that backward() needs.
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

  /// On entry `internal` begins with what comes from below (one vector per gate: W x + b); it becomes the
  /// layer's internal state. `scratch`: see CellVectors.
  virtual void forward(const LayerWeights<const float>& weights, const float* hidden_before, float* internal,
                       float* scratch) const = 0;

  /// Writes the hidden state after the step. Every hidden state is written by this function, so that it is
  /// the same to the bit wherever it comes from.
  virtual void hidden_of(const float* internal, float* hidden) const = 0;

  /// The h of that hidden state alone, one vector: a pointer into `internal`, or to `room` if it has to be
  /// computed.
  virtual const float* output_of(const float* internal, float* room) const = 0;

  /// `d_hidden` is the gradient of the hidden state after the step, and becomes that of the one before. The
  /// hidden weights' gradients are added to `gradients`. Returns the gradient of what came from below, one
  /// vector per gate, in `scratch`.
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
