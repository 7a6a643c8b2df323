// SPDX-License-Identifier: Apache-2.0
/// One layer of a recurrent core, one step at a time.
///
/// A "vector" is batch x hidden float32 numbers. A layer's hidden state is hidden_vectors() of them, h first;
/// its internal state is internal_vectors() of them and, with the input hidden state, is all that backward()
/// needs.
#pragma once

#include <cstddef>
#include <memory>

#include "core/problem.h"
#include "gpu/model_weights.h"

namespace tidemark {

class CpuCell {
 public:
  CpuCell(std::size_t batch, std::size_t hidden) : batch_(batch), hidden_(hidden) {}
  virtual ~CpuCell() = default;

  /// The layer's internal state, from its input x and its hidden state before. `scratch`: see
  /// scratch_vectors().
  virtual void forward(const LayerWeights<const float>& weights, const float* x, const float* hidden_before,
                       float* internal, float* scratch) const = 0;

  /// The hidden state after the step. Every hidden state is made by this, so it is the same to the bit
  /// wherever it comes from.
  virtual void hidden_of(const float* internal, float* hidden) const = 0;

  /// Its h alone, one vector: in `internal` itself, or computed into `room`.
  virtual const float* output_of(const float* internal, float* room) const = 0;

  /// d_hidden: the gradient of the hidden state after the step becomes that of the one before. `gradients`
  /// grow. d_x, one vector, is overwritten (or added to).
  virtual void backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                        const float* x, const float* hidden_before, const float* internal, float* d_hidden,
                        float* d_x, bool add_to_d_x, float* scratch) const = 0;

 protected:
  std::size_t vector() const { return batch_ * hidden_; }

  const std::size_t batch_;
  const std::size_t hidden_;
};

std::unique_ptr<const CpuCell> make_cpu_cell(CellKind kind, std::size_t batch, std::size_t hidden);

}  // namespace tidemark
