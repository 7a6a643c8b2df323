// SPDX-License-Identifier: Apache-2.0
/// The recurrence of one layer in the fused engine: its steps one after another, forward and backward. What
/// can be done for all steps of a call at once (the input's part, weight gradients) is the engine's.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>

#include "gpu/cuda/fused_cell.h"
#include "gpu/cuda/matrix_products.h"

namespace tidemark {

class FusedSteps {
 public:
  virtual ~FusedSteps() = default;

  /// How steps are launched, for the record of a run.
  virtual const char* words() const = 0;

  struct Forward {
    std::int64_t steps;
    const void* hidden_weights;
    const float* bias;
    kernels::CellInput x;  ///< of the first step; those of the others follow, or their symbols do
    FusedStep kept;        ///< where the first step's internal state goes, or nulls
    void* h;               ///< in, before the first step; out, after the last
    void* c;
    void* h_out;   ///< receives h of every step, or is null
    void* from_h;  ///< scratch memory for the hidden state's part of one step's pre-activations
  };
  virtual void forward(const Forward& call) const = 0;

  struct Backward {
    std::int64_t steps;
    const void* hidden_weights;
    FusedStep kept;        ///< of the first step
    const void* h_before;  ///< before every step
    const void* c_before;  ///< before the first step
    const void* d_y;       ///< of every step, as are d_from_x and d_from_h
    void* d_h;             ///< in, of h after the last step; out, before the first
    void* d_c;             ///< of c, likewise
    void* d_from_x;
    void* d_from_h;
    float* parts;  ///< scratch memory of gates x batch x hidden
  };
  virtual void backward(const Backward& call) const = 0;
};

/// A product and a kernel for each step.
std::unique_ptr<const FusedSteps> make_steps_one_by_one(const FusedCell& cell, const kernels::CellSize& size,
                                                        std::int64_t gates, MatrixProducts& products,
                                                        cudaStream_t stream);
/// All steps in one launch, if the cell is an LSTM that fits a cluster of the current GPU; else null.
std::unique_ptr<const FusedSteps> make_steps_in_one_launch(CellKind kind, const kernels::CellSize& size,
                                                           cudaStream_t stream);

}  // namespace tidemark
