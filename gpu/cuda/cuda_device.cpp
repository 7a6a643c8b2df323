// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cuda_device.h"

#include <algorithm>
#include <utility>

#include "gpu/cuda/cudnn_engine.h"
#include "gpu/cuda/fused_engine.h"
#include "gpu/cuda/nvml.h"

namespace tidemark {
namespace {

std::int64_t blas_workspace_of_current_gpu() {
  int device = 0;
  int major = 0;
  cudaGetDevice(&device);
  cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device);
  return MatrixProducts::workspace_bytes(major);
}

/// Loss scaling: dividing by length x batch would underflow in 16 bits, so the division happens when
/// gradients are accumulated in float32. The sum of one call over its rows must not overflow 16 bits either.
float scale_of_16_bit_losses(std::int64_t rows_of_a_call) {
  constexpr float kMostRows = 4096;
  return std::min(1.0F, kMostRows / static_cast<float>(rows_of_a_call));
}

/// Memory of the GPU in use by all processes. 0: cannot be read.
std::int64_t gpu_bytes_in_use() {
  std::size_t free = 0;
  std::size_t all = 0;
  if (cudaMemGetInfo(&free, &all) != cudaSuccess) return 0;
  return static_cast<std::int64_t>(all - free);
}

}  // namespace

Result<CudaSizes> cuda_sizes(DeviceId::Engine engine, const Cell& cell, std::int64_t chunk_length,
                             std::int64_t blas_workspace_bytes, CudnnHandles& cudnn) {
  const auto model = WeightLayout::of(cell);
  if (!model) return tl::unexpected(model.error());
  MemoryPlan plan;
  DeviceBuffers room;
  CudaSizes sizes;
  if (engine == DeviceId::Engine::Fused) {
    sizes.states = cuda_state_sizes(cell, FusedInternal(cell, chunk_length).bytes());
    FusedEngine::plan_memory_of(*model, chunk_length, plan);
  } else {
    CudaStatus status;
    const auto asked = cudnn.of_current_gpu().and_then(
        [&](auto handle) { return CudnnEngine::create(*model, chunk_length, handle, nullptr, status); });
    if (!asked) return tl::unexpected(asked.error());
    sizes.states = cuda_state_sizes(cell, (*asked)->internal_bytes());
    (*asked)->plan_memory(plan);
  }
  room.plan(*model, chunk_length, sizes.states, blas_workspace_bytes, plan);
  sizes.fixed = plan.by_name();
  return sizes;
}

// --- setting up ---

Result<std::unique_ptr<CudaDevice>> CudaDevice::create(const DeviceId& id, const DeviceInfo& info,
                                                       const Cell& cell, std::int64_t chunk_length,
                                                       std::shared_ptr<const ByteInput> input,
                                                       const DeviceOptions& options, CudnnHandles& cudnn) {
  const auto model = WeightLayout::of(cell);
  if (!model) return tl::unexpected(model.error());
  std::unique_ptr<CudaDevice> device(new CudaDevice(info, *model, chunk_length, std::move(input), options));
  if (auto ready = device->set_up(id, options.seed, cudnn); !ready) return tl::unexpected(ready.error());
  return device;
}

CudaDevice::CudaDevice(const DeviceInfo& info, const WeightLayout& model, std::int64_t chunk_length,
                       std::shared_ptr<const ByteInput> input, const DeviceOptions& options)
    : info_(info),
      model_(model),
      type_(number_type_of(model.cell().precision)),
      chunk_length_(chunk_length),
      input_(std::move(input)),
      learning_rate_(options.learning_rate) {}

CudaDevice::~CudaDevice() {
  if (stream_) cudaStreamSynchronize(stream_);  // queued work may still use the members
  if (side_) cudaStreamSynchronize(side_->get());
}

Result<void> CudaDevice::set_up(const DeviceId& id, std::uint64_t seed, CudnnHandles& cudnn) {
  if (!status_.check(cudaSetDevice(id.index), "waking the GPU up")) return status_.result();
  if (char address[32]; cudaDeviceGetPCIBusId(address, sizeof address, id.index) == cudaSuccess) {
    pci_address_ = address;
  }
  auto stream = CudaStream::create();
  if (!stream) return tl::unexpected(stream.error());
  stream_owner_ = std::make_unique<CudaStream>(*std::move(stream));
  stream_ = stream_owner_->get();
  if (const auto own = process_bytes_on(pci_address_)) {
    others_bytes_ = std::max<std::int64_t>(gpu_bytes_in_use() - *own, 0);
    info_.details["device bytes"] = "of this process (NVML says what others hold)";
  } else {
    info_.details["device bytes"] = "of the whole GPU (NVML does not tell processes apart here)";
  }
  line_ = std::make_unique<EventLine<TimingEvents>>(TimingEvents(stream_));
  limit_ = std::make_unique<QueueLimit>(stream_);
  return set_up_engine(id.engine, cudnn).and_then([&] { return set_up_memory(); }).and_then([&] {
    graphs_ = std::make_unique<GraphParts>(stream_, *side_);
    set_up_weights(seed);
    return try_one_step();
  });
}

Result<void> CudaDevice::set_up_engine(DeviceId::Engine engine, CudnnHandles& cudnn) {
  auto products = MatrixProducts::create(stream_, model_.cell().precision, status_);
  if (!products) return tl::unexpected(products.error());
  products_ = *std::move(products);
  if (engine == DeviceId::Engine::Fused) {
    auto side = SideStream::create(stream_, status_);
    if (!side) return tl::unexpected(side.error());
    side_ = *std::move(side);
    auto beside = MatrixProducts::create(side_->get(), model_.cell().precision, status_);
    if (!beside) return tl::unexpected(beside.error());
    side_products_ = *std::move(beside);
    if (is_16_bit()) {
      auto exact = MatrixProducts::create(stream_, Precision::Float32, status_);
      if (!exact) return tl::unexpected(exact.error());
      master_products_ = *std::move(exact);
    }
    auto fused = std::make_unique<FusedEngine>(model_, chunk_length_, *products_,
                                               master_products_ ? *master_products_ : *products_,
                                               *side_products_, stream_, *side_, status_);
    info_.details["steps"] = fused->launches();
    engine_ = std::move(fused);
    return {};
  }
  side_ = SideStream::none(stream_, status_);  // cuDNN's weight gradients come with the others
  auto made = cudnn.of_current_gpu().and_then(
      [&](auto handle) { return CudnnEngine::create(model_, chunk_length_, handle, stream_, status_); });
  if (!made) return tl::unexpected(made.error());
  engine_ = *std::move(made);
  return {};
}

Result<void> CudaDevice::set_up_memory() {
  sizes_ = cuda_state_sizes(model_.cell(), engine_->internal_bytes());
  const std::int64_t blas_bytes = blas_workspace_of_current_gpu();
  engine_->plan_memory(plan_);
  room_.plan(model_, chunk_length_, sizes_, blas_bytes, plan_);
  auto memory = allocate_on_gpu(plan_.total());
  if (!memory) return failure("the model itself is too large: ", memory.error().message);
  memory_ = *std::move(memory);
  plan_.place(memory_->data());
  products_->set_workspace(room_.blas_workspace, blas_bytes);
  if (master_products_) master_products_->set_workspace(room_.blas_workspace, blas_bytes);
  engine_->start();

  streams_ = input_->streams();
  if (streams_.text) {
    auto text = allocate_on_gpu(streams_.size);
    if (!text) return failure("the input is too large: ", text.error().message);
    text_ = *std::move(text);
    upload(streams_.text, text_->data(), static_cast<std::size_t>(streams_.size), "copying the input");
    streams_.text = reinterpret_cast<const std::uint8_t*>(text_->data());
  }
  return status_.result();
}

void CudaDevice::set_up_weights(std::uint64_t seed) {
  const std::size_t bytes = model_.weights() * sizeof(float);
  std::vector<float> weights(model_.weights());
  model_.set_up(weights.data(), seed);
  upload(weights.data(), room_.weights, bytes, "copying the weights");
  status_.check(cudaMemsetAsync(room_.mean, 0, bytes, stream_), "setting the optimiser up");
  status_.check(cudaMemsetAsync(room_.variance, 0, bytes, stream_), "setting the optimiser up");
  announce_weights();
}

/// Kernels and libraries are loaded at their first use: after this step their memory is known, and a library
/// that cannot be used has failed.
Result<void> CudaDevice::try_one_step() {
  begin_iteration(0, 1);
  advance(0, 1);
  begin_iteration(0, 1);
  keep(1, 1, room_.core_internal, room_.core_input);
  backward(1, 1, room_.core_internal, {HiddenSource::Kind::Hidden, room_.core_input, 1});
  finish_gradients();
  wait();
  const std::int64_t used = memory_in_use();
  const std::int64_t own = plan_.total() + (text_ ? text_->size() : 0);
  context_bytes_ = std::max<std::int64_t>(used - own, 0);
  return status_.result();
}

FixedBytes CudaDevice::fixed() const {
  FixedBytes fixed = plan_.by_name();
  if (text_) fixed["input"] = text_->size();
  fixed["CUDA context and libraries"] = context_bytes_;
  if (graph_bytes_ > 0) fixed["graph"] = graph_bytes_;
  return fixed;
}

std::int64_t CudaDevice::memory_in_use() const {
  return std::max<std::int64_t>(gpu_bytes_in_use() - others_bytes_, 0);
}

// --- iterations ---

void CudaDevice::begin_iteration(std::int64_t n, std::int64_t length) {
  steps_done_ = 0;
  are_gradients_finished_ = false;
  const float scale = 1.0F / (static_cast<float>(length) * static_cast<float>(model_.batch()));
  loss_scale_ = is_16_bit() ? scale_of_16_bit_losses(chunk_length_ * model_.cell().batch) : scale;
  gradient_scale_ = scale / loss_scale_;
  if (status_.is_fine()) {
    side_->join();  // an iteration that was given up may still add to the gradients
    kernels::set_origin(room_.origin, n * length, stream_);
    launched("starting an iteration");
    status_.check(cudaMemsetAsync(room_.gradients, 0, model_.weights() * sizeof(float), stream_),
                  "starting an iteration");
    const std::size_t rows = static_cast<std::size_t>(chunk_length_) * model_.batch();
    status_.check(cudaMemsetAsync(room_.losses, 0, rows * sizeof(double), stream_), "starting an iteration");
    engine_->begin_iteration(gradient_scale_);
  }
  line_->begin();
}

double CudaDevice::loss() {
  std::vector<double> losses(static_cast<std::size_t>(chunk_length_) * model_.batch());
  download(room_.losses, losses.data(), losses.size() * sizeof(double), "reading the loss");
  if (steps_done_ == 0) return 0;
  double sum = 0;
  for (const double row : losses) sum += row;
  return sum / static_cast<double>(steps_done_) / static_cast<double>(model_.batch());
}

void CudaDevice::finish_gradients() {
  if (are_gradients_finished_ || !status_.is_fine()) return;
  are_gradients_finished_ = true;
  engine_->finish_gradients();
}

void CudaDevice::update() {
  finish_gradients();
  if (!status_.is_fine()) return;
  kernels::adam(room_.weights, room_.gradients, room_.mean, room_.variance,
                static_cast<std::int64_t>(model_.weights()), adam_step(learning_rate_, ++updates_), stream_);
  launched("updating the weights");
  announce_weights();
}

const void* CudaDevice::weight_numbers() const {
  return is_16_bit() ? static_cast<const void*>(room_.numbers16) : room_.weights;
}

void CudaDevice::announce_weights() {
  if (!status_.is_fine()) return;
  if (is_16_bit()) {
    kernels::convert(room_.weights, room_.numbers16, type_, static_cast<std::int64_t>(model_.weights()),
                     stream_);
    launched("rounding the weights");
  }
  engine_->weights_changed({room_.weights, weight_numbers(), room_.gradients});
}

std::vector<float> CudaDevice::gradients() {
  finish_gradients();
  std::vector<float> gradients(model_.weights());
  download(room_.gradients, gradients.data(), gradients.size() * sizeof(float), "reading the gradients");
  return gradients;
}

void CudaDevice::set_gradients(const std::vector<float>& gradients) {
  upload(gradients.data(), room_.gradients, gradients.size() * sizeof(float), "setting the gradients");
  are_gradients_finished_ = true;
}

// Copies between host and GPU go through the stream, in the order of all other work, and the host waits for
// them.

void CudaDevice::upload(const void* from, void* to, std::size_t bytes, const char* what) {
  status_.check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream_), what);
  wait();
}

void CudaDevice::download(const void* from, void* to, std::size_t bytes, const char* what) {
  status_.check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream_), what);
  wait();
}

void CudaDevice::wait() {
  side_->join();
  status_.check(cudaStreamSynchronize(stream_), "waiting for the GPU");
}

// --- the working core ---

void CudaDevice::queued(std::int64_t steps) {
  if (is_capturing_) {
    graphs_->count(steps);
  } else if (status_.is_fine()) {
    status_.check(limit_->count(steps), "waiting for the GPU");
  }
}

kernels::ByteWindow CudaDevice::read_by(std::int64_t first, std::int64_t steps) const {
  return window(first - 1, steps);
}

kernels::ByteWindow CudaDevice::window(std::int64_t first_position, std::int64_t steps) const {
  return {streams_, room_.origin, first_position, steps * static_cast<std::int64_t>(model_.batch())};
}

void CudaDevice::advance(std::int64_t from, std::int64_t to) {
  for (std::int64_t step = from; step < to && is_ready(); step += chunk_length_) {
    const std::int64_t steps = std::min(to - step, chunk_length_);
    engine_->advance(steps, read_by(step + 1, steps));
    queued(steps);
  }
}

void CudaDevice::keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) {
  if (!is_ready()) return;
  const std::int64_t steps = last - first + 1;
  if (input) store_current(input);
  engine_->keep(steps, read_by(first, steps), internal);
  queued(steps);
}

void CudaDevice::store_current(std::byte* to) {
  copy(engine_->current(), to, sizes_.hidden);
}

void CudaDevice::load_current(const HiddenSource& from) {
  copy_hidden(from, engine_->current());
}

void CudaDevice::copy_hidden(const HiddenSource& from, std::byte* to) {
  if (from.kind == HiddenSource::Kind::Hidden) {
    copy(from.address, to, sizes_.hidden);
  } else if (is_ready()) {
    engine_->end_state(from.steps, from.address, to);
  }
}

void CudaDevice::copy(const std::byte* from, std::byte* to, std::int64_t bytes) {
  if (!is_ready()) return;
  status_.check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyDeviceToDevice, stream_),
                "copying a state");
}

void CudaDevice::poison(std::byte* at, std::int64_t bytes) {
  if (!is_ready()) return;
  // Every element becomes a NaN, whatever its type.
  status_.check(cudaMemsetAsync(at, 0xff, static_cast<std::size_t>(bytes), stream_),
                "poisoning a freed state");
}

void CudaDevice::backward(std::int64_t first, std::int64_t last, std::byte* internal,
                          const HiddenSource& input) {
  if (!is_ready()) return;
  const std::int64_t steps = last - first + 1;
  const std::byte* before = input.address;
  if (input.kind == HiddenSource::Kind::Internal) {
    copy_hidden(input, room_.spare_hidden);
    before = room_.spare_hidden;
  }
  backward_output(first, steps, engine_->outputs(steps, internal));
  engine_->backward(steps, read_by(first, steps), internal, before, room_.d_y);
  if (first == 1) finish_gradients();
  (is_capturing_ ? captured_steps_ : steps_done_) += steps;
  queued(steps);
}

void CudaDevice::backward_output(std::int64_t first, std::int64_t steps, const void* outputs) {
  constexpr auto kOutputs = static_cast<std::int64_t>(kSymbols);
  const std::int64_t rows = steps * static_cast<std::int64_t>(model_.batch());
  const auto width = static_cast<std::int64_t>(model_.hidden());
  const auto* projection =
      static_cast<const std::byte*>(weight_numbers()) + model_.output_offset() * bytes_of(type_);
  void* d_logits = is_16_bit() ? static_cast<void*>(room_.d_logits16) : room_.logits;
  products_->forward(outputs, projection, room_.logits, DType::Float32, rows, kOutputs, width);
  // What step s predicts is the byte after the one it reads.
  kernels::softmax_cross_entropy(window(first, steps), room_.logits,
                                 room_.weights + model_.output_bias_offset(), loss_scale_, d_logits, type_,
                                 room_.losses, stream_);
  side_->fork();
  weight_gradients().add_weight_gradient(d_logits, outputs, room_.gradients + model_.output_offset(), rows,
                                         kOutputs, width, gradient_scale_);
  kernels::add_column_sums(d_logits, type_, rows, kOutputs, kOutputs, gradient_scale_,
                           room_.gradients + model_.output_bias_offset(), side_->get());
  launched("computing the loss");
  products_->backward(d_logits, projection, room_.d_y, rows, kOutputs, width, MatrixProducts::Into::Place);
}

// --- capture and replay ---

void CudaDevice::begin_capture(std::int64_t steps) {
  wait();
  // Graphs that are dropped leave their memory to those that follow.
  if (bytes_before_graphs_ == 0) bytes_before_graphs_ = gpu_bytes_in_use();
  captured_steps_ = 0;
  was_fine_before_capture_ = status_.is_fine();
  is_capturing_ = true;
  graphs_->begin(steps);
}

Result<void> CudaDevice::end_capture() {
  Result<void> captured = graphs_->end();
  is_capturing_ = false;
  capture_finishes_gradients_ = are_gradients_finished_;
  if (!status_.is_fine()) {
    captured = status_.result();
    graphs_->drop();
    // Nothing was done, so that operations which could not be captured can still be issued one by one.
    if (was_fine_before_capture_) status_ = CudaStatus();
  }
  wait();
  graph_bytes_ = gpu_bytes_in_use() - bytes_before_graphs_;
  return captured;
}

bool CudaDevice::replay(const std::function<bool()>& should_stop) {
  for (std::size_t part = 0; part < graphs_->parts() && status_.is_fine(); ++part) {
    if (should_stop()) return false;
    status_.check(graphs_->launch(part), "launching a graph");
    queued(graphs_->steps(part));
  }
  steps_done_ += captured_steps_;
  are_gradients_finished_ = capture_finishes_gradients_;
  return true;
}

void CudaDevice::drop_capture() {
  wait();
  graphs_->drop();
  captured_steps_ = 0;
  capture_finishes_gradients_ = false;
  graph_bytes_ = gpu_bytes_in_use() - bytes_before_graphs_;
}

}  // namespace tidemark
