// SPDX-License-Identifier: Apache-2.0
#include "gpu/weight_layout.h"

#include <algorithm>
#include <cmath>

#include "gpu/random.h"

namespace tidemark {

CellVectors vectors_of(CellKind kind) {
  switch (kind) {
    case CellKind::Lstm:
      return {.hidden = 2, .internal = 5, .gates = 4, .biases = 4, .scratch = 4};
    case CellKind::Gru:
      return {.hidden = 1, .internal = 5, .gates = 3, .biases = 4, .scratch = 6};
    case CellKind::Tanh:
      break;
  }
  return {.hidden = 1, .internal = 1, .gates = 1, .biases = 1, .scratch = 1};
}

Result<WeightLayout> WeightLayout::of(const Cell& cell) {
  constexpr double kMostNumbers = 1e13;
  const WeightLayout model(cell);
  const auto hidden = static_cast<double>(cell.hidden);
  const auto layers = static_cast<double>(cell.layers);
  const double weights = 2 * static_cast<double>(model.vectors_.gates) * hidden * hidden * layers;
  const double states = 20 * hidden * static_cast<double>(cell.batch) * layers;
  if (weights + states > kMostNumbers) {
    return failure("a cell of ", cell.hidden, " hidden units, batch ", cell.batch, " and ", cell.layers,
                   " layers is too large for any machine; make it smaller");
  }
  return model;
}

void WeightLayout::set_up(float* weights, std::uint64_t seed) const {
  const float bound = 1.0F / std::sqrt(static_cast<float>(hidden()));
  for (std::size_t k = 0; k < this->weights(); ++k) {
    const bool embeds = k < layer_offset(0);
    weights[k] = symmetric_unit(seed, k) * (embeds ? 1.0F : bound);
  }
  for (std::size_t index = 0; index < layers(); ++index) {
    float* bias = layer(weights, index).bias;
    std::fill_n(bias, vectors_.biases * hidden(), 0.0F);
    if (cell_.kind == CellKind::Lstm) std::fill_n(bias + hidden(), hidden(), 1.0F);
  }
  std::fill_n(weights + output_bias_offset(), kSymbols, 0.0F);
}

}  // namespace tidemark
