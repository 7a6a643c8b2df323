// SPDX-License-Identifier: Apache-2.0
/// The processor as a device: OpenBLAS for the matrix products, vectorised loops for the rest. Work is done
/// at once, on the calling thread (and OpenBLAS's own, where TIDEMARK_THREADS asks for more than one).
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "gpu/cpu/cpu_cell.h"
#include "gpu/cpu/model_shape.h"
#include "gpu/device.h"

namespace tidemark {

DeviceInfo cpu_info();

class CpuDevice final : public Device {
 public:
  /// An Error when the model's memory cannot be had.
  static Result<std::unique_ptr<CpuDevice>> create(const Cell& cell, std::int64_t steps_per_unit,
                                                   std::shared_ptr<const ByteInput> input,
                                                   const DeviceOptions& options);

  const DeviceInfo& info() const override { return info_; }
  StateSizes state_sizes() const override { return sizes_; }
  FixedBytes fixed() const override { return shape_.fixed(steps_per_unit_); }
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
  std::byte* core_internal() override { return core_internal_; }
  std::byte* core_input() override { return core_input_; }
  std::byte* spare_hidden() override { return spare_hidden_; }
  std::byte* initial_hidden() override { return initial_hidden_; }

  /// In the order of ModelShape.
  std::span<float> weights() { return {weights_, shape_.weights()}; }

 private:
  CpuDevice(const ModelShape& shape, std::int64_t steps_per_unit, std::shared_ptr<const ByteInput> input,
            const DeviceOptions& options, std::unique_ptr<DeviceMemory> memory);

  /// Every layer of one step, into `internal`; the current hidden state becomes the one after it.
  void keep_step(std::int64_t step, float* internal);
  void backward_step(std::int64_t step, const float* internal, const float* hidden_before);
  void load_input(std::int64_t step);
  /// Loss and output projection at h_step's top vector; adds to its gradient.
  void backward_output(std::int64_t step, const float* top);
  void backward_embedding(std::int64_t step);
  void hidden_of(const float* internal, float* hidden) const;
  std::uint8_t byte(std::size_t lane, std::int64_t step) const;
  LayerWeights<const float> layer_weights(std::size_t layer) const;

  const ModelShape shape_;
  const std::int64_t steps_per_unit_;
  const StateSizes sizes_;
  const DeviceInfo info_;
  const std::shared_ptr<const ByteInput> input_;
  const double learning_rate_;
  const std::unique_ptr<const CpuCell> cell_;
  const std::unique_ptr<DeviceMemory> memory_;  ///< everything below lies in it

  float* weights_;
  float* gradients_;
  float* adam_mean_;
  float* adam_variance_;
  std::byte* current_;
  std::byte* core_internal_;
  std::byte* core_input_;
  std::byte* spare_hidden_;
  std::byte* initial_hidden_;
  float* d_hidden_;          ///< the carried gradient, shaped like a hidden state
  float* advance_internal_;  ///< one layer's internal state, where none is wanted
  float* x_;                 ///< a layer's input
  float* d_x_;
  float* top_;  ///< a layer's output
  float* cell_scratch_;
  float* logits_;  ///< batch x 256

  std::int64_t first_position_ = 0;  ///< of this iteration's window of the input
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
                                     std::int64_t steps_per_unit) const override;
  Result<std::unique_ptr<Device>> create(const std::string& id, const Cell& cell, std::int64_t steps_per_unit,
                                         std::shared_ptr<const ByteInput> input,
                                         const DeviceOptions& options) const override;
};

}  // namespace tidemark
