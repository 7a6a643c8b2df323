// SPDX-License-Identifier: Apache-2.0
/// How large everything of a model is on the CPU device, and where each weight lies.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/problem.h"
#include "core/record.h"
#include "core/result.h"
#include "core/sizes.h"
#include "gpu/cpu/cpu_cell.h"

namespace tidemark {

inline constexpr std::size_t kSymbols = 256;  ///< what a byte can be

/// Byte embedding, recurrent layers, output projection; all numbers float32 in one row:
/// embedding (256 x hidden), each layer's input and hidden weights and bias, output weights (256 x hidden),
/// bias.
class ModelShape {
 public:
  /// An Error when its numbers could not be addressed by any machine of today.
  static Result<ModelShape> of(const Cell& cell);

  const Cell& cell() const { return cell_; }
  std::size_t batch() const { return static_cast<std::size_t>(cell_.batch); }
  std::size_t hidden() const { return static_cast<std::size_t>(cell_.hidden); }
  std::size_t layers() const { return static_cast<std::size_t>(cell_.layers); }
  const CellVectors& vectors() const { return vectors_; }
  std::size_t vector() const { return batch() * hidden(); }            ///< numbers of hidden x batch
  std::size_t gate_rows() const { return vectors_.gates * hidden(); }  ///< of each weight matrix of a layer
  std::size_t layer_hidden() const { return vectors_.hidden * vector(); }      ///< numbers of a layer's state
  std::size_t layer_internal() const { return vectors_.internal * vector(); }  ///< of its internal state
  std::size_t hidden_numbers() const { return layers() * layer_hidden(); }
  std::size_t internal_numbers() const { return layers() * layer_internal(); }

  std::size_t weights() const { return output_bias_offset() + kSymbols; }
  std::size_t embedding_offset() const { return 0; }
  std::size_t layer_offset(std::size_t layer) const { return kSymbols * hidden() + layer * layer_weights(); }
  std::size_t output_offset() const { return layer_offset(layers()); }
  std::size_t output_bias_offset() const { return output_offset() + kSymbols * hidden(); }

  template <class Number>
  LayerWeights<Number> layer(Number* numbers, std::size_t index) const {
    Number* first = numbers + layer_offset(index);
    return {first, first + layer_matrix(), first + 2 * layer_matrix()};
  }

  /// Of a unit of so many steps. Bytes, aligned as the arena does; alpha = beta + hidden.
  StateSizes state_sizes(std::int64_t steps_per_unit = 1) const;
  /// One layer's internal state for advancing, its output, what the cell needs, the logits, and two numbers
  /// for each place of the batch: each aligned.
  std::int64_t scratch_bytes() const;
  /// A number for each byte and row of the first layer's gates; see input_table.h.
  std::size_t table_numbers() const { return kSymbols * gate_rows(); }
  FixedBytes fixed(std::int64_t steps_per_unit = 1) const;

 private:
  explicit ModelShape(const Cell& cell) : cell_(cell), vectors_(vectors_of(cell.kind)) {}

  std::size_t layer_matrix() const { return gate_rows() * hidden(); }
  std::size_t layer_weights() const { return 2 * layer_matrix() + vectors_.biases * hidden(); }

  Cell cell_;
  CellVectors vectors_;
};

/// Rounded up to whole multiples of the arena's alignment.
std::int64_t aligned_bytes(std::size_t numbers);

}  // namespace tidemark
