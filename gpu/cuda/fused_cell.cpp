// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/fused_cell.h"

namespace tidemark {
namespace {

class FusedLstm final : public FusedCell {
 public:
  using FusedCell::FusedCell;

  void forward(const kernels::CellInput& x, const FusedStep& kept, const void* from_h, const float* bias,
               void* h, void* c, void* h_out) const override {
    kernels::lstm_forward(size_, {x, kept.gates, from_h, bias, h, c, kept.extra, h_out}, stream_);
  }

  void outputs(std::int64_t steps, const FusedStep& first, void* h) const override {
    kernels::lstm_outputs(size_, steps, first.gates, first.extra, h, stream_);
  }

  void backward(const FusedStep& step, const void*, const void* c_before,
                const Gradients& gradients) const override {
    kernels::lstm_backward(
        size_,
        {step.gates, step.extra, c_before, gradients.d_y, gradients.d_h, gradients.d_c, gradients.d_from_x},
        stream_);
  }
};

/// Copies h of consecutive steps as it is.
void copy_outputs(const kernels::CellSize& size, std::int64_t steps, const void* from, void* to,
                  cudaStream_t stream) {
  const std::int64_t bytes =
      steps * size.batch * size.hidden * static_cast<std::int64_t>(bytes_of(size.type));
  cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyDeviceToDevice, stream);
}

class FusedGru final : public FusedCell {
 public:
  using FusedCell::FusedCell;

  void forward(const kernels::CellInput& x, const FusedStep& kept, const void* from_h, const float* bias,
               void* h, void*, void* h_out) const override {
    kernels::gru_forward(size_, {x, kept.gates, from_h, bias, h, kept.extra, kept.h, h_out}, stream_);
  }

  void outputs(std::int64_t steps, const FusedStep& first, void* h) const override {
    copy_outputs(size_, steps, first.h, h, stream_);
  }

  void backward(const FusedStep& step, const void* h_before, const void*,
                const Gradients& gradients) const override {
    kernels::gru_backward(size_,
                          {step.gates, step.extra, h_before, gradients.d_y, gradients.d_h,
                           gradients.d_h_before, gradients.d_from_x, gradients.d_from_h},
                          stream_);
  }

  bool has_two_parts() const override { return true; }
};

class FusedTanh final : public FusedCell {
 public:
  using FusedCell::FusedCell;

  void forward(const kernels::CellInput& x, const FusedStep& kept, const void* from_h, const float* bias,
               void* h, void*, void* h_out) const override {
    kernels::tanh_forward(size_, {x, kept.gates, from_h, bias, h, h_out}, stream_);
  }

  void outputs(std::int64_t steps, const FusedStep& first, void* h) const override {
    copy_outputs(size_, steps, first.gates, h, stream_);
  }

  void backward(const FusedStep& step, const void*, const void*, const Gradients& gradients) const override {
    kernels::tanh_backward(size_, {step.gates, gradients.d_y, gradients.d_h, gradients.d_from_x}, stream_);
  }
};

}  // namespace

std::unique_ptr<const FusedCell> make_fused_cell(CellKind kind, const kernels::CellSize& size,
                                                 cudaStream_t stream) {
  switch (kind) {
    case CellKind::Lstm:
      return std::make_unique<FusedLstm>(size, stream);
    case CellKind::Gru:
      return std::make_unique<FusedGru>(size, stream);
    case CellKind::Tanh:
      break;
  }
  return std::make_unique<FusedTanh>(size, stream);
}

}  // namespace tidemark
