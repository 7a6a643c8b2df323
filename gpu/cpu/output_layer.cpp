// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/output_layer.h"

#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"

namespace tidemark {

using gemm::Into;
using gemm::multiply;
using gemm::transposed;

OutputLayer::OutputLayer(const CpuLayout& shape, const float* weights, float* gradients, float* logits,
                         float* entries)
    : hidden_(shape.hidden()),
      batch_(shape.batch()),
      weights_(weights + shape.output_offset()),
      bias_(weights + shape.output_bias_offset()),
      d_weights_(gradients + shape.output_offset()),
      d_bias_(gradients + shape.output_bias_offset()),
      logits_(logits),
      lanes_(entries) {}

double OutputLayer::backward(const float* top, std::span<const std::uint8_t> targets, float scale,
                             float* d_top) {
  pointwise::fill_rows(bias_, logits_, kSymbols, batch_);
  multiply({weights_}, {top}, logits_, kSymbols, batch_, hidden_, Into::Sum);
  const double loss =
      pointwise::softmax_cross_entropy(logits_, targets.data(), scale, lanes_, kSymbols, batch_);
  multiply({logits_}, transposed(top), d_weights_, kSymbols, hidden_, batch_, Into::Sum);
  pointwise::add_row_sums(logits_, d_bias_, kSymbols, batch_);
  multiply(transposed(weights_), {logits_}, d_top, hidden_, batch_, kSymbols, Into::Sum);
  return loss;
}

}  // namespace tidemark
