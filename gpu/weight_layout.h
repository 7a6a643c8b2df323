// SPDX-License-Identifier: Apache-2.0
/// The model that every device runs: byte embedding, recurrent layers, output projection. Where each weight
/// lies and what the initial weights are, the same on every device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/result.h"
#include "core/model/problem.h"

namespace tidemark {

inline constexpr std::size_t kSymbols = 256;  ///< different bytes

/// The weights of a layer, or their gradients: matrices have (gates x hidden) rows of `hidden` elements.
template <class Number>
struct LayerWeights {
  Number* input;   ///< applied to what comes from below
  Number* hidden;  ///< applied to h_{k-1}
  /// Gates x hidden for what comes from below, then the cell's biases for h_{k-1}, if it has any.
  Number* bias;
};

/// How many vectors (of batch x hidden elements) each part of a layer of this kind takes.
struct CellVectors {
  std::size_t hidden;
  std::size_t internal;
  std::size_t gates;    ///< rows of each weight matrix, in multiples of the hidden size
  std::size_t biases;   ///< length of the bias, in multiples of the hidden size
  std::size_t scratch;  ///< for the CPU cell's forward() and backward()
};
CellVectors vectors_of(CellKind kind);

/// All weights as one row of float32 elements: embedding (256 x hidden), each layer's input and hidden
/// weights and bias, output weights (256 x hidden), bias.
class WeightLayout {
 public:
  /// Errors: the model has more weights than any machine could address.
  static Result<WeightLayout> of(const Cell& cell);

  const Cell& cell() const { return cell_; }
  std::size_t batch() const { return static_cast<std::size_t>(cell_.batch); }
  std::size_t hidden() const { return static_cast<std::size_t>(cell_.hidden); }
  std::size_t layers() const { return static_cast<std::size_t>(cell_.layers); }
  const CellVectors& vectors() const { return vectors_; }
  std::size_t vector() const { return batch() * hidden(); }  ///< elements of a vector

  std::size_t weights() const { return output_bias_offset() + kSymbols; }
  std::size_t embedding_offset() const { return 0; }
  std::size_t layer_offset(std::size_t layer) const { return kSymbols * hidden() + layer * layer_weights(); }
  std::size_t layer_matrix() const { return vectors_.gates * hidden() * hidden(); }  ///< of one matrix
  std::size_t output_offset() const { return layer_offset(layers()); }
  std::size_t output_bias_offset() const { return output_offset() + kSymbols * hidden(); }

  template <class Number>
  LayerWeights<Number> layer(Number* numbers, std::size_t index) const {
    Number* first = numbers + layer_offset(index);
    return {first, first + layer_matrix(), first + 2 * layer_matrix()};
  }

  /// Writes the initial weights, weights() elements: uniform within 1 / sqrt(hidden), the embedding within 1,
  /// and biases 0, except those of an LSTM's forget gates, which are 1.
  void set_up(float* weights, std::uint64_t seed) const;

 protected:
  explicit WeightLayout(const Cell& cell) : cell_(cell), vectors_(vectors_of(cell.kind)) {}

 private:
  std::size_t layer_weights() const { return 2 * layer_matrix() + vectors_.biases * hidden(); }

  Cell cell_;
  CellVectors vectors_;
};

}  // namespace tidemark
