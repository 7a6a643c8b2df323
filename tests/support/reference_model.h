// SPDX-License-Identifier: GPL-3.0-or-later
/// The CPU device's model in double precision, written for clarity. It has the loss alone: gradients come
/// from central differences, so that nothing here repeats the device's backward pass.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "gpu/byte_input.h"
#include "gpu/cpu/cpu_layout.h"

namespace tidemark {

class ReferenceModel {
 public:
  ReferenceModel(const CpuLayout& shape, const ByteInput& input) : shape_(shape), input_(input) {}

  /// Mean cross-entropy of `length` steps, in nats per byte.
  double loss(const std::vector<double>& weights, std::int64_t length) const {
    double sum = 0;
    for (std::int64_t lane = 0; lane < shape_.cell().batch; ++lane) sum += lane_loss(weights, lane, length);
    return sum / static_cast<double>(length * shape_.cell().batch);
  }

 private:
  using Vector = std::vector<double>;

  double lane_loss(const Vector& weights, std::int64_t lane, std::int64_t length) const {
    const std::size_t width = shape_.hidden();
    std::vector<Vector> h(shape_.layers(), Vector(width));
    std::vector<Vector> c = h;
    double sum = 0;
    for (std::int64_t step = 1; step <= length; ++step) {
      const double* embedded = weights.data() + shape_.embedding_offset() + input_.at(lane, step - 1) * width;
      Vector x(embedded, embedded + width);
      for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
        take_step(shape_.layer(weights.data(), layer), x, h[layer], c[layer]);
        x = h[layer];
      }
      const Vector logits = product(weights.data() + shape_.output_offset(), x, kSymbols);
      double partition = 0;
      for (std::size_t k = 0; k < kSymbols; ++k) {
        partition += std::exp(logits[k] + weights[shape_.output_bias_offset() + k]);
      }
      const std::uint8_t target = input_.at(lane, step);
      sum += std::log(partition) - logits[target] - weights[shape_.output_bias_offset() + target];
    }
    return sum;
  }

  void take_step(const LayerWeights<const double>& weights, const Vector& x, Vector& h, Vector& c) const {
    const std::size_t width = shape_.hidden();
    const std::size_t rows = shape_.vectors().gates * width;
    const Vector from_x = product(weights.input, x, rows);
    const Vector from_h = product(weights.hidden, h, rows);
    const double* b = weights.bias;
    for (std::size_t k = 0; k < width; ++k) {
      const auto x_part = [&](std::size_t gate) { return from_x[gate * width + k] + b[gate * width + k]; };
      const auto h_part = [&](std::size_t gate) { return from_h[gate * width + k]; };
      switch (shape_.cell().kind) {
        case CellKind::Lstm: {
          const double i = sigmoid(x_part(0) + h_part(0));
          const double f = sigmoid(x_part(1) + h_part(1));
          const double g = std::tanh(x_part(2) + h_part(2));
          const double o = sigmoid(x_part(3) + h_part(3));
          c[k] = f * c[k] + i * g;
          h[k] = o * std::tanh(c[k]);
          break;
        }
        case CellKind::Gru: {
          const double r = sigmoid(x_part(0) + h_part(0));
          const double z = sigmoid(x_part(1) + h_part(1));
          const double n = std::tanh(x_part(2) + r * (h_part(2) + b[3 * width + k]));
          h[k] = (1 - z) * n + z * h[k];
          break;
        }
        case CellKind::Tanh:
          h[k] = std::tanh(x_part(0) + h_part(0));
          break;
      }
    }
  }

  static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

  static Vector product(const double* matrix, const Vector& x, std::size_t rows) {
    Vector y(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t k = 0; k < x.size(); ++k) y[row] += matrix[row * x.size() + k] * x[k];
    }
    return y;
  }

  const CpuLayout& shape_;
  const ByteInput& input_;
};

}  // namespace tidemark
