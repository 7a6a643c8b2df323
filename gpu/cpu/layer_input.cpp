// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/layer_input.h"

#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"

namespace tidemark {

using gemm::Into;
using gemm::multiply;
using gemm::transposed;

void LayerInput::forward(const LayerWeights<const float>& weights, const float* x, float* gates) const {
  pointwise::fill_rows(weights.bias, gates, rows, batch);
  multiply({weights.input}, {x}, gates, rows, batch, hidden, Into::Sum);
}

void LayerInput::backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                          const float* x, const float* d_gates, float* d_x) const {
  multiply({d_gates}, transposed(x), gradients.input, rows, hidden, batch, Into::Sum);
  pointwise::add_row_sums(d_gates, gradients.bias, rows, batch);
  multiply(transposed(weights.input), {d_gates}, d_x, hidden, batch, rows, Into::Sum);
}

}  // namespace tidemark
