// SPDX-License-Identifier: Apache-2.0
/// The input of a layer from the layer below: W x + b, where x is the h of the layer below. Layouts as in
/// cpu_cell.h.
#pragma once

#include <cstddef>

#include "gpu/cpu/cpu_cell.h"

namespace tidemark {

struct LayerInput {
  std::size_t rows;  ///< gates x hidden
  std::size_t hidden;
  std::size_t batch;

  /// gates (rows x batch) = W x + b.
  void forward(const LayerWeights<const float>& weights, const float* x, float* gates) const;
  /// Adds to `gradients` of the input weights and their bias, and to d_x.
  void backward(const LayerWeights<const float>& weights, const LayerWeights<float>& gradients,
                const float* x, const float* d_gates, float* d_x) const;
};

}  // namespace tidemark
