// SPDX-License-Identifier: Apache-2.0
/// The CUDA device's fixed memory, but for its engine's own and the input: what there is, and how large.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/sizes.h"
#include "gpu/cuda/memory_plan.h"
#include "gpu/weight_layout.h"

namespace tidemark {

/// Bytes of a cell's states where chunks have at most `most_steps` steps. `internal_bytes`: the most that the
/// internal state of so many steps or fewer takes in the engine.
StateSizes cuda_state_sizes(const Cell& cell, std::int64_t internal_bytes);

struct DeviceBuffers {
  float* weights = nullptr;  ///< the masters, in the order of WeightLayout
  float* gradients = nullptr;
  float* mean = nullptr;  ///< Adam's
  float* variance = nullptr;
  std::byte* numbers16 = nullptr;  ///< the weights in 16 bits, where the cell computes in those
  std::byte* core_internal = nullptr;
  std::byte* core_input = nullptr;
  std::byte* spare_hidden = nullptr;
  std::byte* initial_hidden = nullptr;
  // Of every step of a call.
  std::byte* x = nullptr;
  std::byte* d_y = nullptr;
  float* logits = nullptr;          ///< float32, and in its place their gradient where that is float32, too
  std::byte* d_logits16 = nullptr;  ///< likewise, in 16 bits
  double* losses = nullptr;         ///< of each row of a call, added up over an iteration
  std::int64_t* origin = nullptr;   ///< where this iteration's window of the input begins
  std::byte* blas_workspace = nullptr;

  /// Adds all of it, for calls of at most `most_steps` steps.
  void plan(const WeightLayout& model, std::int64_t most_steps, const StateSizes& sizes,
            std::int64_t blas_workspace_bytes, MemoryPlan& memory);
};

}  // namespace tidemark
