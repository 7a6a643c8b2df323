// SPDX-License-Identifier: Apache-2.0
/// The working core for a slice of the batch: everything that one thread computes by itself. It reads the
/// weights and the input table, which nobody writes meanwhile, and adds up gradients of its own.
///
/// The steps of a chunk are computed one after another, by the same products as a single step. Merging the
/// products of several steps would gain nothing: those of one step already run near the processor's peak, the
/// first layer's input has none (input_table.h), and deferring weight gradients over 4 or 8 steps saves a
/// tenth of the backward products (timed by themselves), for as much memory as a dozen hidden states. Hence
/// gradients are the same to the bit for chunks of any length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "gpu/byte_input.h"
#include "gpu/cpu/batch_slice.h"
#include "gpu/cpu/cpu_cell.h"
#include "gpu/cpu/cpu_layout.h"
#include "gpu/cpu/input_table.h"
#include "gpu/cpu/layer_input.h"
#include "gpu/cpu/output_layer.h"
#include "gpu/device.h"

namespace tidemark {

/// What all threads have in common.
struct SharedModel {
  const float* weights;
  const InputTable& table;
  std::shared_ptr<const ByteInput> input;
};

/// Where a part finds its memory. Nothing else writes to it.
struct PartPlaces {
  float* gradients;         ///< of all weights
  float* d_input_columns;   ///< see InputTableGradients
  float* current;           ///< the current hidden state
  float* spare_hidden;      ///< a temporary place for one
  float* d_hidden;          ///< the carried gradient, shaped like a hidden state
  float* advance_internal;  ///< one layer's internal state while advancing, when it is not to be kept
  float* output;            ///< a layer's h
  float* cell_scratch;
  float* logits;   ///< 256 x entries
  float* entries;  ///< 2 x entries
};

/// Operations as those of WorkingCore, on the slice's parts of the states.
class CpuPart {
 public:
  /// `shape`: the layout for the slice's entries.
  CpuPart(const CpuLayout& shape, const BatchSlice& slice, const SharedModel& model,
          const PartPlaces& places);

  /// h_0 becomes current; gradients, the carried gradient and the loss become zero. The iteration reads
  /// `length` steps of the input from a position on.
  void begin(std::int64_t position, std::int64_t length);
  void advance(std::int64_t from, std::int64_t to);
  void keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input);
  void store_current(std::byte* to) const;
  void load_current(const HiddenSource& from);
  void copy_hidden(const HiddenSource& from, std::byte* to) const;
  /// The gradients of the first layer's input are added up by byte, and become those of weights only by
  /// table_gradients().finish().
  void backward(std::int64_t first, std::int64_t last, const std::byte* internal, const HiddenSource& input);

  const BatchSlice& slice() const { return slice_; }
  float* gradients() const { return at_.gradients; }
  float* d_input_columns() const { return at_.d_input_columns; }
  const InputTableGradients& table_gradients() const { return table_gradients_; }
  /// Of the steps backpropagated since begin(): the cross-entropy, summed over steps and entries.
  double loss_sum() const { return loss_sum_; }
  std::int64_t steps_done() const { return steps_done_; }

 private:
  /// Computes one layer of one step into `internal`; the layer's current hidden state becomes the one after
  /// the step.
  void forward(std::int64_t step, std::size_t layer, float* internal);
  /// Backpropagates every layer of one step, from the step's internal state.
  void backward_step(std::int64_t step, const float* internal, const float* hidden_before);
  void hidden_of(const float* internal, float* hidden) const;
  /// The bytes that the slice's entries read at a step; they are to predict those of the next step. Valid
  /// until the next call.
  std::span<const std::uint8_t> bytes_read(std::int64_t step);
  LayerWeights<const float> layer_weights(std::size_t layer) const;

  const CpuLayout shape_;
  const BatchSlice slice_;
  const SharedModel model_;
  const PartPlaces at_;
  const std::unique_ptr<const CpuCell> cell_;
  InputTableGradients table_gradients_;
  const LayerInput layer_input_;  ///< the input of every layer but the first
  OutputLayer output_layer_;
  std::vector<std::uint8_t> bytes_;  ///< see bytes_read()

  std::int64_t first_position_ = 0;  ///< where this iteration's window of the input begins
  double loss_sum_ = 0;
  std::int64_t steps_done_ = 0;
  float gradient_scale_ = 1;
};

}  // namespace tidemark
