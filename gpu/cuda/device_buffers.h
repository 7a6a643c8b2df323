// SPDX-License-Identifier: Apache-2.0
/// The CUDA device's fixed memory, except its engine's and the input: which buffers there are, and how large.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/sizes.h"
#include "gpu/cuda/memory_plan.h"
#include "gpu/weight_layout.h"

namespace tidemark {

/// Bytes of a cell's states. `internal_bytes`: the most that an internal state of a chunk, or of fewer steps,
/// takes in the engine.
StateBytes cuda_state_sizes(const Cell& cell, std::int64_t internal_bytes);

struct DeviceBuffers {
  float* weights = nullptr;  ///< the float32 masters, in the order of WeightLayout
  float* gradients = nullptr;
  float* mean = nullptr;  ///< Adam's
  float* variance = nullptr;
  std::byte* numbers16 = nullptr;  ///< the weights in 16 bits, if the cell computes in those
  std::byte* core_internal = nullptr;
  std::byte* core_input = nullptr;
  std::byte* spare_hidden = nullptr;
  std::byte* initial_hidden = nullptr;
  // These hold every step of a call.
  std::byte* d_y = nullptr;
  float* logits = nullptr;          ///< float32; overwritten by their gradient if that is float32, too
  std::byte* d_logits16 = nullptr;  ///< their gradient if that has 16 bits
  double* losses = nullptr;         ///< one for each row of a call, added up over an iteration
  std::int64_t* origin = nullptr;   ///< where this iteration's window of the input begins
  std::byte* blas_workspace = nullptr;

  /// Adds all buffers to the plan, for calls of at most `most_steps` steps.
  void plan(const WeightLayout& model, std::int64_t most_steps, const StateBytes& sizes,
            std::int64_t blas_workspace_bytes, MemoryPlan& memory);
};

}  // namespace tidemark
