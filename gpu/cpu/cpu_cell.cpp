// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_cell.h"

#include <algorithm>

#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"

namespace tidemark {
namespace {

using gemm::Into;

/// Hochreiter and Schmidhuber's cell with forget gates. Hidden state: h, c. Internal state: i f g o, then c
/// after; h = o tanh(c) is pointwise work.
class LstmCell final : public CpuCell {
 public:
  using CpuCell::CpuCell;

  void forward(const LayerWeights<const float>& weights, const float* x, const float* hidden_before,
               float* internal, float*) const override {
    const std::size_t gates = 4 * hidden_;
    gemm::forward(x, weights.input, internal, batch_, gates, hidden_, Into::Place);
    gemm::forward(hidden_before, weights.hidden, internal, batch_, gates, hidden_, Into::Sum);
    pointwise::lstm_forward(internal, weights.bias, hidden_before + vector(), internal + 4 * vector(), batch_,
                            hidden_);
  }

  void hidden_of(const float* internal, float* hidden) const override {
    output_of(internal, hidden);
    const float* c = internal + 4 * vector();
    std::copy(c, c + vector(), hidden + vector());
  }

  const float* output_of(const float* internal, float* room) const override {
    pointwise::lstm_output(internal, internal + 4 * vector(), room, batch_, hidden_);
    return room;
  }

  void backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                const float* x, const float* hidden_before, const float* internal, float* d_hidden,
                float* d_x, bool add_to_d_x, float* scratch) const override {
    const std::size_t gates = 4 * hidden_;
    float* d_gates = scratch;
    pointwise::lstm_backward(internal, internal + 4 * vector(), hidden_before + vector(), d_hidden,
                             d_hidden + vector(), d_gates, batch_, hidden_);
    gemm::add_weight_gradient(d_gates, x, gradients.input, batch_, gates, hidden_);
    gemm::add_weight_gradient(d_gates, hidden_before, gradients.hidden, batch_, gates, hidden_);
    pointwise::add_column_sums(d_gates, gradients.bias, batch_, gates, gates);
    gemm::backward(d_gates, weights.hidden, d_hidden, batch_, gates, hidden_, Into::Place);
    gemm::backward(d_gates, weights.input, d_x, batch_, gates, hidden_, add_to_d_x ? Into::Sum : Into::Place);
  }
};

/// n = tanh(W_n x + b_n + r (W_hn h + b_hn)), h after = (1 - z) n + z h. Internal state: r z n, then
/// q = W_hn h + b_hn, then h after.
class GruCell final : public CpuCell {
 public:
  using CpuCell::CpuCell;

  void forward(const LayerWeights<const float>& weights, const float* x, const float* hidden_before,
               float* internal, float* scratch) const override {
    const std::size_t gates = 3 * hidden_;
    gemm::forward(x, weights.input, internal, batch_, gates, hidden_, Into::Place);
    gemm::forward(hidden_before, weights.hidden, scratch, batch_, gates, hidden_, Into::Place);
    pointwise::gru_forward(internal, scratch, weights.bias, hidden_before, internal + 3 * vector(),
                           internal + 4 * vector(), batch_, hidden_);
  }

  void hidden_of(const float* internal, float* hidden) const override {
    const float* h = internal + 4 * vector();
    std::copy(h, h + vector(), hidden);
  }

  const float* output_of(const float* internal, float*) const override { return internal + 4 * vector(); }

  void backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                const float* x, const float* hidden_before, const float* internal, float* d_hidden,
                float* d_x, bool add_to_d_x, float* scratch) const override {
    const std::size_t gates = 3 * hidden_;
    float* from_x = scratch;
    float* from_h = scratch + 3 * vector();
    pointwise::gru_backward(internal, internal + 3 * vector(), hidden_before, d_hidden, from_x, from_h,
                            batch_, hidden_);
    gemm::add_weight_gradient(from_x, x, gradients.input, batch_, gates, hidden_);
    gemm::add_weight_gradient(from_h, hidden_before, gradients.hidden, batch_, gates, hidden_);
    pointwise::add_column_sums(from_x, gradients.bias, batch_, gates, gates);
    pointwise::add_column_sums(from_h + 2 * hidden_, gradients.bias + gates, batch_, hidden_, gates);
    gemm::backward(from_h, weights.hidden, d_hidden, batch_, gates, hidden_, Into::Sum);
    gemm::backward(from_x, weights.input, d_x, batch_, gates, hidden_, add_to_d_x ? Into::Sum : Into::Place);
  }
};

/// h after = tanh(W x + U h + b), which is the internal state, too.
class TanhCell final : public CpuCell {
 public:
  using CpuCell::CpuCell;

  void forward(const LayerWeights<const float>& weights, const float* x, const float* hidden_before,
               float* internal, float*) const override {
    gemm::forward(x, weights.input, internal, batch_, hidden_, hidden_, Into::Place);
    gemm::forward(hidden_before, weights.hidden, internal, batch_, hidden_, hidden_, Into::Sum);
    pointwise::tanh_forward(internal, weights.bias, batch_, hidden_);
  }

  void hidden_of(const float* internal, float* hidden) const override {
    std::copy(internal, internal + vector(), hidden);
  }

  const float* output_of(const float* internal, float*) const override { return internal; }

  void backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                const float* x, const float* hidden_before, const float* internal, float* d_hidden,
                float* d_x, bool add_to_d_x, float* scratch) const override {
    pointwise::tanh_backward(internal, d_hidden, scratch, vector());
    gemm::add_weight_gradient(scratch, x, gradients.input, batch_, hidden_, hidden_);
    gemm::add_weight_gradient(scratch, hidden_before, gradients.hidden, batch_, hidden_, hidden_);
    pointwise::add_column_sums(scratch, gradients.bias, batch_, hidden_, hidden_);
    gemm::backward(scratch, weights.hidden, d_hidden, batch_, hidden_, hidden_, Into::Place);
    gemm::backward(scratch, weights.input, d_x, batch_, hidden_, hidden_,
                   add_to_d_x ? Into::Sum : Into::Place);
  }
};

}  // namespace

std::unique_ptr<const CpuCell> make_cpu_cell(CellKind kind, std::size_t batch, std::size_t hidden) {
  switch (kind) {
    case CellKind::Lstm:
      return std::make_unique<LstmCell>(batch, hidden);
    case CellKind::Gru:
      return std::make_unique<GruCell>(batch, hidden);
    case CellKind::Tanh:
      break;
  }
  return std::make_unique<TanhCell>(batch, hidden);
}

}  // namespace tidemark
