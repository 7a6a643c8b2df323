// SPDX-License-Identifier: Apache-2.0
/// One layer of the fused engine, for one step: how its kind of cell uses the kernels. Addresses are those of
/// the step, in a layer's internal state (gpu/cuda/fused_layout.h) and in the engine's fixed memory.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>

#include "core/model/problem.h"
#include "gpu/cuda/kernels.h"

namespace tidemark {

/// Where a step's part of a layer's internal state is; null where it is not kept.
struct FusedStep {
  void* gates;  ///< the gates, or h for tanh
  void* extra;  ///< LSTM: c; GRU: q
  void* h;      ///< GRU
};

/// The address so many vectors (of batch x hidden elements) further on; null stays null.
inline std::byte* vectors_ahead(const void* from, std::int64_t vectors, const kernels::CellSize& size) {
  auto* bytes = const_cast<std::byte*>(static_cast<const std::byte*>(from));
  const std::int64_t vector = size.batch * size.hidden * static_cast<std::int64_t>(bytes_of(size.type));
  return bytes ? bytes + vectors * vector : nullptr;
}

/// The same of a layer's internal state, so many steps further on.
inline FusedStep steps_ahead(const FusedStep& first, std::int64_t steps, std::int64_t gates,
                             const kernels::CellSize& size) {
  return {vectors_ahead(first.gates, steps * gates, size), vectors_ahead(first.extra, steps, size),
          vectors_ahead(first.h, steps, size)};
}

class FusedCell {
 public:
  FusedCell(const kernels::CellSize& size, cudaStream_t stream) : size_(size), stream_(stream) {}
  virtual ~FusedCell() = default;

  /// x and from_h: the input's and the hidden state's part of the pre-activations. h and c become those after
  /// the step; h_out, where not null, receives h too. `kept` may be where x is.
  virtual void forward(const kernels::CellInput& x, const FusedStep& kept, const void* from_h,
                       const float* bias, void* h, void* c, void* h_out) const = 0;
  /// Writes h of `steps` steps to `h`; `first` has the addresses of the first one.
  virtual void outputs(std::int64_t steps, const FusedStep& first, void* h) const = 0;

  /// Gradients of a step's hidden state, and where those of its pre-activations go.
  struct Gradients {
    const void* d_y;        ///< of h, from the layer above
    kernels::Summands d_h;  ///< of h, from the step after
    void* d_h_before;       ///< if has_two_parts(): receives the part that does not go through the gates
    void* d_c;              ///< LSTM: of c; becomes that of c before the step
    void* d_from_x;         ///< of the input's part of the pre-activations
    void* d_from_h;         ///< of the hidden state's part; the same address if has_two_parts() is false
  };
  virtual void backward(const FusedStep& step, const void* h_before, const void* c_before,
                        const Gradients& gradients) const = 0;
  /// Whether the two parts of the pre-activations have different gradients. If so, a part of the hidden
  /// state's gradient does not go through the gates; the rest, or else all of it, is the product of d_from_h
  /// with the hidden weights.
  virtual bool has_two_parts() const { return false; }

 protected:
  const kernels::CellSize size_;
  const cudaStream_t stream_;
};

std::unique_ptr<const FusedCell> make_fused_cell(CellKind kind, const kernels::CellSize& size,
                                                 cudaStream_t stream);

}  // namespace tidemark
