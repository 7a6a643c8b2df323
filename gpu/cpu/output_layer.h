// SPDX-License-Identifier: Apache-2.0
/// The output projection and the loss: how well the top layer's h predicts the next byte.
#pragma once

#include <cstdint>
#include <span>

#include "gpu/cpu/cpu_layout.h"

namespace tidemark {

/// Owns nothing: all of it lies in the device's fixed memory.
class OutputLayer {
 public:
  /// logits: scratch, 256 x batch; entries: scratch, 2 x batch.
  OutputLayer(const CpuLayout& shape, const float* weights, float* gradients, float* logits, float* entries);

  /// Returns the cross-entropy of the targets, in nats, summed over the batch. Adds the gradients of `scale`
  /// times that to those of weights and bias and to d_top. top, d_top: one vector.
  double backward(const float* top, std::span<const std::uint8_t> targets, float scale, float* d_top);

 private:
  const std::size_t hidden_;
  const std::size_t batch_;
  const float* const weights_;
  const float* const bias_;
  float* const d_weights_;
  float* const d_bias_;
  float* const logits_;
  float* const lanes_;
};

}  // namespace tidemark
