// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_device.h"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <utility>

#include "gpu/adam.h"
#include "gpu/byte_input.h"
#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"
#include "gpu/host_memory.h"

namespace tidemark {
namespace {

using gemm::Into;

float* numbers(std::byte* at) {
  return reinterpret_cast<float*>(at);
}
const float* numbers(const std::byte* at) {
  return reinterpret_cast<const float*>(at);
}

/// Hands out consecutive parts of one allocation, in the order in which they are asked for.
class Parts {
 public:
  explicit Parts(std::byte* at) : at_(at) {}
  std::byte* bytes(std::int64_t count) { return std::exchange(at_, at_ + count); }
  float* floats(std::size_t count) { return numbers(bytes(aligned_bytes(count))); }

 private:
  std::byte* at_;
};

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  }
  return "processor";
}

int threads_wanted() {
  const char* given = std::getenv("TIDEMARK_THREADS");
  constexpr long kMostThreads = 1024;
  return given ? static_cast<int>(std::clamp(std::strtol(given, nullptr, 10), 1L, kMostThreads)) : 1;
}

}  // namespace

DeviceInfo cpu_info() {
  DeviceInfo info;
  info.id = "cpu";
  info.name = processor_name();
  info.memory_bytes = machine_memory_bytes();
  info.free_bytes = available_memory_bytes();
  info.details = {{"threads", std::to_string(openblas_get_num_threads())},
                  {"BLAS", openblas_get_config()},
                  {"BLAS kernels", openblas_get_corename()},
                  {"precision", "float32"}};
  return info;
}

Result<std::unique_ptr<CpuDevice>> CpuDevice::create(const Cell& cell, std::int64_t steps_per_unit,
                                                     std::shared_ptr<const ByteInput> input,
                                                     const DeviceOptions& options) {
  const auto shape = ModelShape::of(cell);
  if (!shape) return tl::unexpected(shape.error());
  auto memory = allocate_host(total(shape->fixed(steps_per_unit)));
  if (!memory) return failure("the model itself is too large: ", memory.error().message);
  return std::unique_ptr<CpuDevice>(
      new CpuDevice(*shape, steps_per_unit, std::move(input), options, *std::move(memory)));
}

CpuDevice::CpuDevice(const ModelShape& shape, std::int64_t steps_per_unit,
                     std::shared_ptr<const ByteInput> input, const DeviceOptions& options,
                     std::unique_ptr<DeviceMemory> memory)
    : shape_(shape),
      steps_per_unit_(steps_per_unit),
      sizes_(shape.state_sizes(steps_per_unit)),
      info_(cpu_info()),
      input_(std::move(input)),
      learning_rate_(options.learning_rate),
      cell_(make_cpu_cell(shape.cell().kind, shape.batch(), shape.hidden())),
      memory_(std::move(memory)) {
  Parts parts(memory_->data());
  weights_ = parts.floats(shape_.weights());
  gradients_ = parts.floats(shape_.weights());
  adam_mean_ = parts.floats(shape_.weights());
  adam_variance_ = parts.floats(shape_.weights());
  current_ = parts.bytes(sizes_.hidden);
  core_internal_ = parts.bytes(sizes_.beta);
  core_input_ = parts.bytes(sizes_.hidden);
  spare_hidden_ = parts.bytes(sizes_.hidden);
  initial_hidden_ = parts.bytes(sizes_.hidden);
  d_hidden_ = numbers(parts.bytes(sizes_.hidden));
  advance_internal_ = parts.floats(shape_.vectors().internal * shape_.vector());
  x_ = parts.floats(shape_.vector());
  d_x_ = parts.floats(shape_.vector());
  top_ = parts.floats(shape_.vector());
  cell_scratch_ = parts.floats(shape_.vectors().scratch * shape_.vector());
  logits_ = parts.floats(shape_.batch() * kSymbols);
  shape_.set_up(weights_, options.seed);
  std::fill_n(adam_mean_, shape_.weights(), 0.0F);
  std::fill_n(adam_variance_, shape_.weights(), 0.0F);
}

std::int64_t CpuDevice::memory_in_use() const {
  return resident_bytes();
}

Result<std::unique_ptr<DeviceMemory>> CpuDevice::allocate(std::int64_t bytes) {
  return allocate_host(bytes);
}

void CpuDevice::begin_iteration(std::int64_t n, std::int64_t length) {
  std::fill_n(gradients_, shape_.weights(), 0.0F);
  std::memset(current_, 0, static_cast<std::size_t>(sizes_.hidden));
  std::memset(d_hidden_, 0, static_cast<std::size_t>(sizes_.hidden));
  first_position_ = n * length;
  loss_sum_ = 0;
  steps_done_ = 0;
  gradient_scale_ = 1.0F / (static_cast<float>(length) * static_cast<float>(shape_.batch()));
  begin_ = std::chrono::steady_clock::now();
}

double CpuDevice::loss() {
  return steps_done_ == 0
             ? 0
             : loss_sum_ / static_cast<double>(steps_done_) / static_cast<double>(shape_.batch());
}

void CpuDevice::update() {
  pointwise::adam(weights_, gradients_, adam_mean_, adam_variance_, shape_.weights(),
                  adam_step(learning_rate_, ++updates_));
}

std::vector<float> CpuDevice::gradients() {
  return {gradients_, gradients_ + shape_.weights()};
}

void CpuDevice::set_gradients(const std::vector<float>& gradients) {
  std::copy(gradients.begin(), gradients.end(), gradients_);
}

CpuDevice::Mark CpuDevice::mark() {
  return (std::chrono::steady_clock::now() - begin_) / std::chrono::nanoseconds(1);
}

std::uint8_t CpuDevice::byte(std::size_t lane, std::int64_t step) const {
  return input_->at(static_cast<std::int64_t>(lane), first_position_ + step - 1);
}

/// The embedded bytes that step reads: layer 0's input.
void CpuDevice::load_input(std::int64_t step) {
  const std::size_t hidden = shape_.hidden();
  for (std::size_t lane = 0; lane < shape_.batch(); ++lane) {
    std::copy_n(weights_ + shape_.embedding_offset() + byte(lane, step) * hidden, hidden, x_ + lane * hidden);
  }
}

LayerWeights<const float> CpuDevice::layer_weights(std::size_t layer) const {
  return shape_.layer(static_cast<const float*>(weights_), layer);
}

void CpuDevice::hidden_of(const float* internal, float* hidden) const {
  const std::size_t vector = shape_.vector();
  for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
    cell_->hidden_of(internal + layer * shape_.vectors().internal * vector,
                     hidden + layer * shape_.vectors().hidden * vector);
  }
}

void CpuDevice::advance(std::int64_t from, std::int64_t to) {
  const std::size_t hidden_numbers = shape_.vectors().hidden * shape_.vector();
  float* current = numbers(current_);
  for (std::int64_t step = from + 1; step <= to; ++step) {
    load_input(step);
    const float* x = x_;
    for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
      float* hidden = current + layer * hidden_numbers;
      cell_->forward(layer_weights(layer), x, hidden, advance_internal_, cell_scratch_);
      cell_->hidden_of(advance_internal_, hidden);
      x = hidden;  // h comes first
    }
  }
}

void CpuDevice::keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) {
  if (input) store_current(input);
  float* state = numbers(internal);
  for (std::int64_t step = first; step <= last; ++step, state += shape_.internal_numbers()) {
    keep_step(step, state);
  }
}

void CpuDevice::keep_step(std::int64_t step, float* internal) {
  const std::size_t hidden_numbers = shape_.vectors().hidden * shape_.vector();
  const std::size_t internal_numbers = shape_.vectors().internal * shape_.vector();
  load_input(step);
  const float* x = x_;
  for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
    float* hidden = numbers(current_) + layer * hidden_numbers;
    float* state = internal + layer * internal_numbers;
    cell_->forward(layer_weights(layer), x, hidden, state, cell_scratch_);
    cell_->hidden_of(state, hidden);
    x = hidden;
  }
}

void CpuDevice::store_current(std::byte* to) {
  copy(current_, to, sizes_.hidden);
}

void CpuDevice::load_current(const HiddenSource& from) {
  copy_hidden(from, current_);
}

void CpuDevice::copy_hidden(const HiddenSource& from, std::byte* to) {
  if (from.kind == HiddenSource::Kind::Hidden) {
    copy(from.address, to, sizes_.hidden);
  } else {
    const std::size_t steps_before = static_cast<std::size_t>(from.steps) - 1;
    hidden_of(numbers(from.address) + steps_before * shape_.internal_numbers(), numbers(to));
  }
}

void CpuDevice::copy(const std::byte* from, std::byte* to, std::int64_t bytes) {
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

void CpuDevice::poison(std::byte* at, std::int64_t bytes) {
  std::memset(at, 0xff, static_cast<std::size_t>(bytes));  // every float32 of it is a NaN
}

void CpuDevice::backward(std::int64_t first, std::int64_t last, std::byte* internal,
                         const HiddenSource& input) {
  for (std::int64_t step = last; step > first; --step) {
    const float* state =
        numbers(internal) + static_cast<std::size_t>(step - first) * shape_.internal_numbers();
    hidden_of(state - shape_.internal_numbers(), numbers(spare_hidden_));
    backward_step(step, state, numbers(spare_hidden_));
  }
  const float* before = numbers(input.address);
  if (input.kind == HiddenSource::Kind::Internal) {
    copy_hidden(input, spare_hidden_);
    before = numbers(spare_hidden_);
  }
  backward_step(first, numbers(internal), before);
}

void CpuDevice::backward_step(std::int64_t step, const float* internal, const float* before) {
  const std::size_t vector = shape_.vector();
  const std::size_t hidden_numbers = shape_.vectors().hidden * vector;
  const std::size_t internal_numbers = shape_.vectors().internal * vector;
  const auto state_of = [&](std::size_t layer) { return internal + layer * internal_numbers; };

  const std::size_t top_layer = shape_.layers() - 1;
  backward_output(step, cell_->output_of(state_of(top_layer), top_));
  load_input(step);
  for (std::size_t layer = shape_.layers(); layer-- > 0;) {
    const float* x = layer == 0 ? x_ : cell_->output_of(state_of(layer - 1), top_);
    float* d_x = layer == 0 ? d_x_ : d_hidden_ + (layer - 1) * hidden_numbers;
    cell_->backward(layer_weights(layer), shape_.layer(gradients_, layer), x, before + layer * hidden_numbers,
                    state_of(layer), d_hidden_ + layer * hidden_numbers, d_x, layer > 0, cell_scratch_);
  }
  backward_embedding(step);
  ++steps_done_;
}

void CpuDevice::backward_output(std::int64_t step, const float* top) {
  const std::size_t batch = shape_.batch();
  const std::size_t hidden = shape_.hidden();
  const float* projection = weights_ + shape_.output_offset();
  const float* bias = weights_ + shape_.output_bias_offset();
  float* d_top = d_hidden_ + (shape_.layers() - 1) * shape_.vectors().hidden * shape_.vector();
  gemm::forward(top, projection, logits_, batch, kSymbols, hidden, Into::Place);
  for (std::size_t lane = 0; lane < batch; ++lane) {
    const std::uint8_t target = byte(lane, step + 1);
    loss_sum_ += pointwise::softmax_cross_entropy(logits_ + lane * kSymbols, bias, target, gradient_scale_);
  }
  gemm::add_weight_gradient(logits_, top, gradients_ + shape_.output_offset(), batch, kSymbols, hidden);
  pointwise::add_column_sums(logits_, gradients_ + shape_.output_bias_offset(), batch, kSymbols, kSymbols);
  gemm::backward(logits_, projection, d_top, batch, kSymbols, hidden, Into::Sum);
}

void CpuDevice::backward_embedding(std::int64_t step) {
  const std::size_t hidden = shape_.hidden();
  for (std::size_t lane = 0; lane < shape_.batch(); ++lane) {
    float* row = gradients_ + shape_.embedding_offset() + byte(lane, step) * hidden;
    pointwise::add(d_x_ + lane * hidden, row, hidden);
  }
}

CpuProvider::CpuProvider() {
  openblas_set_num_threads(threads_wanted());
}

Result<DeviceDescription> CpuProvider::describe(const std::string& id, const Cell& cell,
                                                std::int64_t steps_per_unit) const {
  if (id != "cpu") return failure("this runner has no device \"", id, "\", only \"cpu\"");
  return ModelShape::of(cell).map([&](const ModelShape& shape) {
    return DeviceDescription{.info = cpu_info(),
                             .cells = {CellKind::Lstm, CellKind::Gru, CellKind::Tanh},
                             .precisions = {Precision::Float32},
                             .cell = cell,
                             .steps_per_unit = steps_per_unit,
                             .sizes = shape.state_sizes(steps_per_unit),
                             .fixed = shape.fixed(steps_per_unit)};
  });
}

Result<std::unique_ptr<Device>> CpuProvider::create(const std::string&, const Cell& cell,
                                                    std::int64_t steps_per_unit,
                                                    std::shared_ptr<const ByteInput> input,
                                                    const DeviceOptions& options) const {
  return CpuDevice::create(cell, steps_per_unit, std::move(input), options);
}

}  // namespace tidemark
