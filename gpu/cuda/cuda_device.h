// SPDX-License-Identifier: Apache-2.0
/// A GPU as a device. The model is that of the CPU device, with the same weights from the same seed and the
/// same order of gradients. Everything is queued on one stream, or, with our own kernels, weight gradients on
/// a second one beside it. The host waits only in wait() and loss(), while gradients are copied, and when it
/// is too far ahead of the GPU.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/model/device_id.h"
#include "gpu/byte_input.h"
#include "gpu/cuda/cuda_resources.h"
#include "gpu/cuda/cuda_status.h"
#include "gpu/cuda/cudnn_handle.h"
#include "gpu/cuda/device_buffers.h"
#include "gpu/cuda/graph_parts.h"
#include "gpu/cuda/kernels.h"
#include "gpu/cuda/matrix_products.h"
#include "gpu/cuda/memory_plan.h"
#include "gpu/cuda/recurrent_engine.h"
#include "gpu/cuda/side_stream.h"
#include "gpu/device.h"
#include "gpu/event_line.h"
#include "gpu/weight_layout.h"

namespace tidemark {

class CudaDevice final : public Device, private GraphCapture {
 public:
  /// Takes all its memory and tries one step, so that what libraries load at first use is loaded. `info`
  /// describes the device `id`; only cuDNN's engine uses `cudnn`. Errors: no memory, or whatever fails in
  /// that step.
  static Result<std::unique_ptr<CudaDevice>> create(const DeviceId& id, const DeviceInfo& info,
                                                    const Cell& cell, std::int64_t chunk_length,
                                                    std::shared_ptr<const ByteInput> input,
                                                    const DeviceOptions& options, CudnnHandles& cudnn);
  ~CudaDevice() override;

  const DeviceInfo& info() const override { return info_; }
  StateBytes state_sizes() const override { return sizes_; }
  FixedBytes fixed() const override;
  std::int64_t memory_in_use() const override;
  Result<std::unique_ptr<DeviceMemory>> allocate(std::int64_t bytes) override {
    return allocate_on_gpu(bytes);
  }

  void begin_iteration(std::int64_t n, std::int64_t length) override;
  double loss() override;
  void update() override;
  std::vector<float> gradients() override;
  void set_gradients(const std::vector<float>& gradients) override;
  Mark mark() override { return line_->mark(); }
  std::optional<std::int64_t> reached(Mark mark) override { return line_->reached(mark); }
  void wait() override;
  Result<void> status() const override { return status_.result(); }
  GraphCapture* graph_capture() override { return this; }

  void advance(std::int64_t from, std::int64_t to) override;
  void keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) override;
  void store_current(std::byte* to) override;
  void load_current(const HiddenSource& from) override;
  void copy_hidden(const HiddenSource& from, std::byte* to) override;
  void copy(const std::byte* from, std::byte* to, std::int64_t bytes) override;
  void backward(std::int64_t first, std::int64_t last, std::byte* internal,
                const HiddenSource& input) override;
  void poison(std::byte* at, std::int64_t bytes) override;
  std::byte* core_internal() override { return room_.core_internal; }
  std::byte* core_input() override { return room_.core_input; }
  std::byte* spare_hidden() override { return room_.spare_hidden; }
  std::byte* initial_hidden() override { return room_.initial_hidden; }

 private:
  CudaDevice(const DeviceInfo& info, const WeightLayout& model, std::int64_t chunk_length,
             std::shared_ptr<const ByteInput> input, const DeviceOptions& options);
  Result<void> set_up(const DeviceId& id, std::uint64_t seed, CudnnHandles& cudnn);
  Result<void> set_up_engine(DeviceId::Engine engine, CudnnHandles& cudnn);
  Result<void> set_up_memory();
  void set_up_weights(std::uint64_t seed);
  Result<void> try_one_step();

  // GraphCapture
  void begin_capture(std::int64_t steps) override;
  bool can_capture() const override { return is_ready(); }
  Result<void> end_capture() override;
  bool replay(const std::function<bool()>& should_stop) override;
  void drop_capture() override;

  /// Whether operations are to be queued; false after a failure.
  bool is_ready() const { return status_.is_fine() && !(is_capturing_ && graphs_->has_failed()); }
  void queued(std::int64_t steps);
  MatrixProducts& weight_gradients() { return side_products_ ? *side_products_ : *products_; }
  void upload(const void* from, void* to, std::size_t bytes, const char* what);
  void download(const void* from, void* to, std::size_t bytes, const char* what);
  kernels::ByteWindow window(std::int64_t first_position, std::int64_t steps) const;
  /// The bytes that the steps read.
  kernels::ByteWindow read_by(std::int64_t first, std::int64_t steps) const;
  /// Loss and output projection at the steps' outputs; their gradient goes to room_.d_y.
  void backward_output(std::int64_t first, std::int64_t steps, const void* outputs);
  void finish_gradients();
  void announce_weights();
  const void* weight_numbers() const;  ///< the weights in the cell's type
  bool is_16_bit() const { return type_ != DType::Float32; }
  void launched(const char* what) { status_.check(cudaGetLastError(), what); }

  DeviceInfo info_;
  const WeightLayout model_;
  const DType type_;
  const std::int64_t chunk_length_;
  const std::shared_ptr<const ByteInput> input_;
  const double learning_rate_;
  CudaStatus status_;
  std::unique_ptr<CudaStream> stream_owner_;
  cudaStream_t stream_ = nullptr;
  std::string pci_address_;
  StateBytes sizes_;
  MemoryPlan plan_;
  DeviceBuffers room_;
  std::unique_ptr<DeviceMemory> memory_;  ///< room_ and the engine's memory lie in it
  std::unique_ptr<DeviceMemory> text_;    ///< the input's text, if it is one
  ByteStreams streams_{};                 ///< the input's streams, with the text in the GPU's memory
  std::unique_ptr<SideStream> side_;
  std::unique_ptr<MatrixProducts> products_;
  std::unique_ptr<MatrixProducts> side_products_;    ///< on the side stream, if the engine has one
  std::unique_ptr<MatrixProducts> master_products_;  ///< of float32 weights, if the cell computes in 16 bits
  std::unique_ptr<RecurrentEngine> engine_;
  std::unique_ptr<EventLine<TimingEvents>> line_;
  std::unique_ptr<QueueLimit> limit_;
  std::unique_ptr<GraphParts> graphs_;
  std::int64_t others_bytes_ = 0;         ///< memory of the GPU that other processes hold, if it is known
  std::int64_t context_bytes_ = 0;        ///< memory that CUDA and its libraries took for themselves
  std::int64_t bytes_before_graphs_ = 0;  ///< memory in use before the first capture
  std::int64_t graph_bytes_ = 0;          ///< memory that graphs have taken since

  float loss_scale_ = 1;  ///< factor of the losses' gradients
  /// Factor of weight gradients as they are added up; the product of both is 1 / (length batch).
  float gradient_scale_ = 1;
  std::int64_t steps_done_ = 0;
  std::int64_t captured_steps_ = 0;  ///< backward steps in the captured iteration
  bool are_gradients_finished_ = true;
  bool capture_finishes_gradients_ = false;  ///< whether the captured iteration finishes the gradients, too
  bool was_fine_before_capture_ = true;
  bool is_capturing_ = false;
  std::int64_t updates_ = 0;
};

/// Sizes of a cell in an engine on the current GPU, found without taking memory for the cell.
struct CudaSizes {
  StateBytes states;
  FixedBytes fixed;
};
Result<CudaSizes> cuda_sizes(DeviceId::Engine engine, const Cell& cell, std::int64_t chunk_length,
                             std::int64_t blas_workspace_bytes, CudnnHandles& cudnn);

}  // namespace tidemark
