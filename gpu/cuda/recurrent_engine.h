// SPDX-License-Identifier: Apache-2.0
/// The recurrent layers on a GPU, a few consecutive steps at a time: cuDNN's, or own kernels. What is around
/// them (embedding, output, loss, optimiser) is the device's and the same for both.
///
/// Sequences are (steps x batch x hidden) numbers of the cell's type, one step after the other. Everything is
/// queued on the device's stream. Steps of one call: at least 1, at most what the engine was made for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gpu/cuda/memory_plan.h"

namespace tidemark {

class RecurrentEngine {
 public:
  virtual ~RecurrentEngine() = default;

  /// Bytes that hold the internal state of as many steps as the engine was made for, or of any fewer.
  virtual std::int64_t internal_bytes() const = 0;
  /// Adds what it needs beside the arena: the current hidden state, the carried gradient, room to work in.
  virtual void plan_memory(MemoryPlan& plan) = 0;
  /// Once, when the plan has been placed.
  virtual void start() = 0;

  /// The weights' masters and gradients (float32, in the order of WeightLayout) and, where numbers have 16
  /// bits, the weights' copy in those, else the masters themselves.
  struct Weights {
    const float* masters;
    const void* numbers;
    float* gradients;
  };
  virtual void weights_changed(const Weights& weights) = 0;

  /// The current hidden state and the carried gradient become zero, as do gradients the engine gathers.
  /// `gradient_scale`: what weight gradients are multiplied with on their way into Weights::gradients.
  virtual void begin_iteration(float gradient_scale) = 0;
  /// What the engine has gathered goes into Weights::gradients, once an iteration, after its last step.
  virtual void finish_gradients() = 0;

  virtual std::byte* current() = 0;  ///< the current hidden state

  /// Goes forward from the current hidden state; x, the inputs, may be overwritten.
  virtual void advance(std::int64_t steps, void* x) = 0;
  virtual void keep(std::int64_t steps, void* x, std::byte* internal) = 0;
  /// The hidden state after the last of `steps` steps, from their internal state.
  virtual void end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) = 0;

  /// The top layer's outputs, from the internal state or in the engine's own room.
  virtual const void* outputs(std::int64_t steps, const std::byte* internal) = 0;
  /// Backpropagates through the steps. REQUIRES: outputs() of the same steps was the call before. d_y: the
  /// loss's gradient of the outputs, may be overwritten. `before`: the hidden state before the first step.
  /// Returns the gradient of x. May overwrite the internal state, except the hidden
  /// state at its end.
  virtual const void* backward(std::int64_t steps, const void* x, std::byte* internal,
                               const std::byte* before, void* d_y) = 0;
};

}  // namespace tidemark
