// SPDX-License-Identifier: Apache-2.0
/// The recurrent layers on a GPU with their embedded input, a few consecutive steps at a time: by cuDNN, or
/// by Tidemark's own kernels. What is above them (output, loss, optimiser) belongs to the device and is the
/// same for both.
///
/// Sequences are (steps x batch x hidden) elements of the cell's type, one step after another. Everything is
/// queued on the device's stream; weight gradients may go to one beside it, until finish_gradients(). A call
/// takes at least 1 step and at most as many as the engine was made for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gpu/cuda/kernels.h"
#include "gpu/cuda/memory_plan.h"

namespace tidemark {

class RecurrentEngine {
 public:
  virtual ~RecurrentEngine() = default;

  /// Bytes that hold the internal state of as many steps as the engine was made for, or of any fewer.
  virtual std::int64_t internal_bytes() const = 0;
  /// Adds what the engine needs beside the arena: the current hidden state, the carried gradient, scratch
  /// memory.
  virtual void plan_memory(MemoryPlan& plan) = 0;
  /// To be called once, when the plan has been placed.
  virtual void start() = 0;

  /// The weights' masters and gradients (float32, in the order of WeightLayout) and, in `numbers`, the
  /// weights in the cell's type: a copy if it has 16 bits, else the masters themselves.
  struct Weights {
    const float* masters;
    const void* numbers;
    float* gradients;
  };
  virtual void weights_changed(const Weights& weights) = 0;

  /// Sets the current hidden state, the carried gradient and the gradients that the engine gathers to zero.
  /// `gradient_scale`: the factor by which weight gradients are multiplied on their way into
  /// Weights::gradients.
  virtual void begin_iteration(float gradient_scale) = 0;
  /// Brings the gradients that the engine has gathered into Weights::gradients. To be called once an
  /// iteration, after its last step.
  virtual void finish_gradients() = 0;

  virtual std::byte* current() = 0;  ///< the current hidden state

  /// Goes forward from the current hidden state over the steps that read `bytes`.
  virtual void advance(std::int64_t steps, const kernels::ByteWindow& bytes) = 0;
  virtual void keep(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal) = 0;
  /// Writes the hidden state after the last of `steps` steps, from their internal state.
  virtual void end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) = 0;

  /// The top layer's outputs, within the internal state or in the engine's own memory.
  virtual const void* outputs(std::int64_t steps, const std::byte* internal) = 0;
  /// Backpropagates through the steps. REQUIRES: outputs() of the same steps was the call before. d_y: the
  /// loss's gradient of the outputs, may be overwritten. `before`: the hidden state before the first step.
  /// May overwrite the internal state, except the hidden state at its end.
  virtual void backward(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal,
                        const std::byte* before, void* d_y) = 0;
};

}  // namespace tidemark
