// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_cell.h"

#include <algorithm>

#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"

namespace tidemark {
namespace {

using gemm::Into;
using gemm::multiply;
using gemm::transposed;

/// Hochreiter and Schmidhuber's cell with forget gates. Hidden state: h, c. Internal state: i f g o, then c
/// after; h = o tanh(c) is pointwise work.
class LstmCell final : public CpuCell {
 public:
  using CpuCell::CpuCell;

  void forward(const LayerWeights<const float>& weights, const float* hidden_before, float* internal,
               float*) const override {
    multiply({weights.hidden}, {hidden_before}, internal, 4 * hidden_, batch_, hidden_, Into::Sum);
    pointwise::lstm_forward(internal, hidden_before + vector(), internal + 4 * vector(), vector());
  }

  void hidden_of(const float* internal, float* hidden) const override {
    output_of(internal, hidden);
    const float* c = internal + 4 * vector();
    std::copy(c, c + vector(), hidden + vector());
  }

  const float* output_of(const float* internal, float* room) const override {
    pointwise::lstm_output(internal + 3 * vector(), internal + 4 * vector(), room, vector());
    return room;
  }

  const float* backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                        const float* hidden_before, const float* internal, float* d_hidden,
                        float* d_gates) const override {
    pointwise::lstm_backward(internal, internal + 4 * vector(), hidden_before + vector(), d_hidden,
                             d_hidden + vector(), d_gates, vector());
    multiply({d_gates}, transposed(hidden_before), gradients.hidden, 4 * hidden_, hidden_, batch_, Into::Sum);
    multiply(transposed(weights.hidden), {d_gates}, d_hidden, hidden_, batch_, 4 * hidden_, Into::Place);
    return d_gates;
  }
};

/// n = tanh(W_n x + b_n + r q) with q = W_hn h + b_hn, and h after = (1 - z) n + z h. Internal state: r z n,
/// then q, then h after.
class GruCell final : public CpuCell {
 public:
  using CpuCell::CpuCell;

  void forward(const LayerWeights<const float>& weights, const float* hidden_before, float* internal,
               float* scratch) const override {
    multiply({weights.hidden}, {hidden_before}, scratch, 3 * hidden_, batch_, hidden_, Into::Place);
    pointwise::gru_forward(internal, scratch, weights.bias + 3 * hidden_, hidden_before,
                           internal + 3 * vector(), internal + 4 * vector(), hidden_, batch_);
  }

  void hidden_of(const float* internal, float* hidden) const override {
    const float* h = internal + 4 * vector();
    std::copy(h, h + vector(), hidden);
  }

  const float* output_of(const float* internal, float*) const override { return internal + 4 * vector(); }

  const float* backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                        const float* hidden_before, const float* internal, float* d_hidden,
                        float* scratch) const override {
    float* from_x = scratch;
    float* from_h = scratch + 3 * vector();
    pointwise::gru_backward(internal, internal + 3 * vector(), hidden_before, d_hidden, from_x, from_h,
                            vector());
    multiply({from_h}, transposed(hidden_before), gradients.hidden, 3 * hidden_, hidden_, batch_, Into::Sum);
    pointwise::add_row_sums(from_h + 2 * vector(), gradients.bias + 3 * hidden_, hidden_, batch_);
    multiply(transposed(weights.hidden), {from_h}, d_hidden, hidden_, batch_, 3 * hidden_, Into::Sum);
    return from_x;
  }
};

/// h after = tanh(W x + U h + b), which is the internal state, too.
class TanhCell final : public CpuCell {
 public:
  using CpuCell::CpuCell;

  void forward(const LayerWeights<const float>& weights, const float* hidden_before, float* internal,
               float*) const override {
    multiply({weights.hidden}, {hidden_before}, internal, hidden_, batch_, hidden_, Into::Sum);
    pointwise::tanh_forward(internal, vector());
  }

  void hidden_of(const float* internal, float* hidden) const override {
    std::copy(internal, internal + vector(), hidden);
  }

  const float* output_of(const float* internal, float*) const override { return internal; }

  const float* backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                        const float* hidden_before, const float* internal, float* d_hidden,
                        float* d_pre) const override {
    pointwise::tanh_backward(internal, d_hidden, d_pre, vector());
    multiply({d_pre}, transposed(hidden_before), gradients.hidden, hidden_, hidden_, batch_, Into::Sum);
    multiply(transposed(weights.hidden), {d_pre}, d_hidden, hidden_, batch_, hidden_, Into::Place);
    return d_pre;
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
