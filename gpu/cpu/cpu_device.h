// SPDX-License-Identifier: Apache-2.0
/// The processor as a device: matrix products (gemm.h) and vectorised loops. Operations are done at once, on
/// the calling thread (and on OpenBLAS's own threads, if TIDEMARK_THREADS asks for more than one).
///
/// The steps of a chunk are computed one after another, by the same products as a single step. Merging the
/// products of several steps would gain nothing: those of one step already run near the processor's peak, the
/// first layer's input has none (input_table.h), and deferring weight gradients over 4 or 8 steps saves a
/// tenth of the backward products (timed by themselves), for as much memory as a dozen hidden states. Hence
/// gradients are the same to the bit for chunks of any length.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "gpu/cpu/cpu_cell.h"
#include "gpu/cpu/cpu_layout.h"
#include "gpu/cpu/input_table.h"
#include "gpu/cpu/layer_input.h"
#include "gpu/cpu/output_layer.h"
#include "gpu/device.h"

namespace tidemark {

DeviceInfo cpu_info();

class CpuDevice final : public Device {
 public:
  /// Errors: the model's memory cannot be allocated.
  static Result<std::unique_ptr<CpuDevice>> create(const Cell& cell, std::int64_t chunk_length,
                                                   std::shared_ptr<const ByteInput> input,
                                                   const DeviceOptions& options);

  const DeviceInfo& info() const override { return info_; }
  StateBytes state_sizes() const override { return sizes_; }
  FixedBytes fixed() const override { return shape_.fixed(chunk_length_); }
  std::int64_t memory_in_use() const override;
  Result<std::unique_ptr<DeviceMemory>> allocate(std::int64_t bytes) override;

  void begin_iteration(std::int64_t n, std::int64_t length) override;
  double loss() override;
  void update() override;
  std::vector<float> gradients() override;
  void set_gradients(const std::vector<float>& gradients) override;
  Mark mark() override;
  std::optional<std::int64_t> reached(Mark mark) override { return mark; }
  void wait() override {}
  Result<void> status() const override { return {}; }

  void advance(std::int64_t from, std::int64_t to) override;
  void keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) override;
  void store_current(std::byte* to) override;
  void load_current(const HiddenSource& from) override;
  void copy_hidden(const HiddenSource& from, std::byte* to) override;
  void copy(const std::byte* from, std::byte* to, std::int64_t bytes) override;
  void backward(std::int64_t first, std::int64_t last, std::byte* internal,
                const HiddenSource& input) override;
  void poison(std::byte* at, std::int64_t bytes) override;
  std::byte* core_internal() override { return at_.core_internal; }
  std::byte* core_input() override { return at_.core_input; }
  std::byte* spare_hidden() override { return at_.spare_hidden; }
  std::byte* initial_hidden() override { return at_.initial_hidden; }

  /// All weights, in the order of CpuLayout.
  std::span<float> weights() { return {at_.weights, shape_.weights()}; }

 private:
  /// Where everything lies in the fixed memory.
  struct Places {
    Places(const CpuLayout& shape, std::int64_t chunk_length, std::byte* memory);

    float* weights;
    float* gradients;
    float* adam_mean;
    float* adam_variance;
    std::byte* current;
    std::byte* core_internal;
    std::byte* core_input;
    std::byte* spare_hidden;
    std::byte* initial_hidden;
    float* d_hidden;       ///< the carried gradient, shaped like a hidden state
    float* input_columns;  ///< the InputTable's columns, and their gradients
    float* d_input_columns;
    float* advance_internal;  ///< one layer's internal state while advancing, when it is not to be kept
    float* output;            ///< a layer's h
    float* cell_scratch;
    float* logits;   ///< 256 x batch
    float* entries;  ///< 2 x batch
  };

  CpuDevice(const CpuLayout& shape, std::int64_t chunk_length, std::shared_ptr<const ByteInput> input,
            const DeviceOptions& options, std::unique_ptr<DeviceMemory> memory);

  /// Computes one layer of one step into `internal`; the layer's current hidden state becomes the one after
  /// the step.
  void forward(std::int64_t step, std::size_t layer, float* internal);
  /// Backpropagates every layer of one step, from the step's internal state.
  void backward_step(std::int64_t step, const float* internal, const float* hidden_before);
  void hidden_of(const float* internal, float* hidden) const;
  /// The bytes that the batch's entries read at a step; they are to predict those of the next step. Valid
  /// until the next call.
  std::span<const std::uint8_t> bytes_read(std::int64_t step);
  LayerWeights<const float> layer_weights(std::size_t layer) const;

  const CpuLayout shape_;
  const std::int64_t chunk_length_;
  const StateBytes sizes_;
  const DeviceInfo info_;
  const std::shared_ptr<const ByteInput> input_;
  const double learning_rate_;
  const std::unique_ptr<DeviceMemory> memory_;
  const Places at_;
  const std::unique_ptr<const CpuCell> cell_;
  InputTable first_input_;        ///< the first layer's input
  const LayerInput layer_input_;  ///< the input of every other layer
  OutputLayer output_layer_;
  std::vector<std::uint8_t> bytes_;  ///< see bytes_read()

  std::int64_t first_position_ = 0;  ///< where this iteration's window of the input begins
  double loss_sum_ = 0;
  std::int64_t steps_done_ = 0;
  float gradient_scale_ = 1;
  std::int64_t updates_ = 0;
  std::chrono::steady_clock::time_point begin_;
};

class CpuProvider final : public DeviceProvider {
 public:
  CpuProvider();
  std::vector<DeviceInfo> devices() const override { return {cpu_info()}; }
  Result<DeviceDescription> describe(const std::string& id, const Cell& cell,
                                     const std::set<std::int64_t>& chunk_lengths) const override;
  Result<std::unique_ptr<Device>> create(const std::string& id, const Cell& cell, std::int64_t chunk_length,
                                         std::shared_ptr<const ByteInput> input,
                                         const DeviceOptions& options) const override;
};

}  // namespace tidemark
