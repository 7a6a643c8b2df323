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
#include "gpu/cpu/pointwise.h"
#include "gpu/host_memory.h"

namespace tidemark {
namespace {

float* numbers(std::byte* at) {
  return reinterpret_cast<float*>(at);
}
const float* numbers(const std::byte* at) {
  return reinterpret_cast<const float*>(at);
}

/// Hands out consecutive parts of one allocation.
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

Result<std::unique_ptr<CpuDevice>> CpuDevice::create(const Cell& cell, std::int64_t chunk_length,
                                                     std::shared_ptr<const ByteInput> input,
                                                     const DeviceOptions& options) {
  const auto shape = CpuLayout::of(cell);
  if (!shape) return tl::unexpected(shape.error());
  auto memory = allocate_host(total(shape->fixed(chunk_length)));
  if (!memory) return failure("the model itself is too large: ", memory.error().message);
  return std::unique_ptr<CpuDevice>(
      new CpuDevice(*shape, chunk_length, std::move(input), options, *std::move(memory)));
}

CpuDevice::Places::Places(const CpuLayout& shape, std::int64_t chunk_length, std::byte* memory) {
  const StateBytes sizes = shape.state_sizes(chunk_length);
  Parts parts(memory);
  weights = parts.floats(shape.weights());
  gradients = parts.floats(shape.weights());
  adam_mean = parts.floats(shape.weights());
  adam_variance = parts.floats(shape.weights());
  current = parts.bytes(sizes.hidden);
  core_internal = parts.bytes(sizes.beta);
  core_input = parts.bytes(sizes.hidden);
  spare_hidden = parts.bytes(sizes.hidden);
  initial_hidden = parts.bytes(sizes.hidden);
  d_hidden = numbers(parts.bytes(sizes.hidden));
  input_columns = parts.floats(shape.table_numbers());
  d_input_columns = parts.floats(shape.table_numbers());
  advance_internal = parts.floats(shape.vectors().internal * shape.vector());
  output = parts.floats(shape.vector());
  cell_scratch = parts.floats(shape.vectors().scratch * shape.vector());
  logits = parts.floats(kSymbols * shape.batch());
  entries = parts.floats(2 * shape.batch());
}

CpuDevice::CpuDevice(const CpuLayout& shape, std::int64_t chunk_length,
                     std::shared_ptr<const ByteInput> input, const DeviceOptions& options,
                     std::unique_ptr<DeviceMemory> memory)
    : shape_(shape),
      chunk_length_(chunk_length),
      sizes_(shape.state_sizes(chunk_length)),
      info_(cpu_info()),
      input_(std::move(input)),
      learning_rate_(options.learning_rate),
      memory_(std::move(memory)),
      at_(shape, chunk_length, memory_->data()),
      cell_(make_cpu_cell(shape.cell().kind, shape.batch(), shape.hidden())),
      first_input_(shape, at_.weights, at_.gradients, at_.input_columns, at_.d_input_columns),
      layer_input_{shape.gate_rows(), shape.hidden(), shape.batch()},
      output_layer_(shape, at_.weights, at_.gradients, at_.logits, at_.entries),
      bytes_(shape.batch()) {
  shape_.set_up(at_.weights, options.seed);
  std::fill_n(at_.adam_mean, shape_.weights(), 0.0F);
  std::fill_n(at_.adam_variance, shape_.weights(), 0.0F);
}

std::int64_t CpuDevice::memory_in_use() const {
  return resident_bytes();
}

Result<std::unique_ptr<DeviceMemory>> CpuDevice::allocate(std::int64_t bytes) {
  return allocate_host(bytes);
}

void CpuDevice::begin_iteration(std::int64_t n, std::int64_t length) {
  begin_ = std::chrono::steady_clock::now();
  first_input_.begin();
  std::fill_n(at_.gradients, shape_.weights(), 0.0F);
  std::memset(at_.current, 0, static_cast<std::size_t>(sizes_.hidden));
  std::memset(at_.d_hidden, 0, static_cast<std::size_t>(sizes_.hidden));
  first_position_ = n * length;
  loss_sum_ = 0;
  steps_done_ = 0;
  gradient_scale_ = 1.0F / (static_cast<float>(length) * static_cast<float>(shape_.batch()));
}

double CpuDevice::loss() {
  return steps_done_ == 0
             ? 0
             : loss_sum_ / static_cast<double>(steps_done_) / static_cast<double>(shape_.batch());
}

void CpuDevice::update() {
  pointwise::adam(at_.weights, at_.gradients, at_.adam_mean, at_.adam_variance, shape_.weights(),
                  adam_step(learning_rate_, ++updates_));
}

std::vector<float> CpuDevice::gradients() {
  return {at_.gradients, at_.gradients + shape_.weights()};
}

void CpuDevice::set_gradients(const std::vector<float>& gradients) {
  std::copy(gradients.begin(), gradients.end(), at_.gradients);
}

CpuDevice::Mark CpuDevice::mark() {
  return (std::chrono::steady_clock::now() - begin_) / std::chrono::nanoseconds(1);
}

std::span<const std::uint8_t> CpuDevice::bytes_read(std::int64_t step) {
  for (std::size_t lane = 0; lane < bytes_.size(); ++lane) {
    bytes_[lane] = input_->at(static_cast<std::int64_t>(lane), first_position_ + step - 1);
  }
  return bytes_;
}

LayerWeights<const float> CpuDevice::layer_weights(std::size_t layer) const {
  return shape_.layer(static_cast<const float*>(at_.weights), layer);
}

void CpuDevice::hidden_of(const float* internal, float* hidden) const {
  for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
    cell_->hidden_of(internal + layer * shape_.layer_internal(), hidden + layer * shape_.layer_hidden());
  }
}

void CpuDevice::forward(std::int64_t step, std::size_t layer, float* internal) {
  float* hidden = numbers(at_.current) + layer * shape_.layer_hidden();
  if (layer == 0) {
    first_input_.forward(bytes_read(step), internal);
  } else {
    const float* h_below = hidden - shape_.layer_hidden();  // h comes first
    layer_input_.forward(layer_weights(layer), h_below, internal);
  }
  cell_->forward(layer_weights(layer), hidden, internal, at_.cell_scratch);
  cell_->hidden_of(internal, hidden);
}

void CpuDevice::advance(std::int64_t from, std::int64_t to) {
  for (std::int64_t step = from + 1; step <= to; ++step) {
    for (std::size_t layer = 0; layer < shape_.layers(); ++layer) forward(step, layer, at_.advance_internal);
  }
}

void CpuDevice::keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) {
  if (input) store_current(input);
  float* state = numbers(internal);
  for (std::int64_t step = first; step <= last; ++step, state += shape_.internal_numbers()) {
    for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
      forward(step, layer, state + layer * shape_.layer_internal());
    }
  }
}

void CpuDevice::store_current(std::byte* to) {
  copy(at_.current, to, sizes_.hidden);
}

void CpuDevice::load_current(const HiddenSource& from) {
  copy_hidden(from, at_.current);
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
    hidden_of(state - shape_.internal_numbers(), numbers(at_.spare_hidden));
    backward_step(step, state, numbers(at_.spare_hidden));
  }
  const float* before = numbers(input.address);
  if (input.kind == HiddenSource::Kind::Internal) {
    copy_hidden(input, at_.spare_hidden);
    before = numbers(at_.spare_hidden);
  }
  backward_step(first, numbers(internal), before);
}

void CpuDevice::backward_step(std::int64_t step, const float* internal, const float* before) {
  const auto state_of = [&](std::size_t layer) { return internal + layer * shape_.layer_internal(); };
  const auto d_hidden_of = [&](std::size_t layer) { return at_.d_hidden + layer * shape_.layer_hidden(); };

  const std::size_t top = shape_.layers() - 1;
  loss_sum_ += output_layer_.backward(cell_->output_of(state_of(top), at_.output), bytes_read(step + 1),
                                      gradient_scale_, d_hidden_of(top));
  for (std::size_t layer = top + 1; layer-- > 0;) {
    const LayerWeights<float> gradients = shape_.layer(at_.gradients, layer);
    const float* d_gates =
        cell_->backward(layer_weights(layer), gradients, before + layer * shape_.layer_hidden(),
                        state_of(layer), d_hidden_of(layer), at_.cell_scratch);
    if (layer > 0) {
      layer_input_.backward(layer_weights(layer), gradients,
                            cell_->output_of(state_of(layer - 1), at_.output), d_gates,
                            d_hidden_of(layer - 1));
    } else {
      first_input_.backward(bytes_read(step), d_gates);
    }
  }
  if (step == 1) first_input_.finish();
  ++steps_done_;
}

CpuProvider::CpuProvider() {
  openblas_set_num_threads(threads_wanted());
}

Result<DeviceDescription> CpuProvider::describe(const std::string& id, const Cell& cell,
                                                const std::set<std::int64_t>& chunk_lengths) const {
  if (id != "cpu") return failure("this runner has no device \"", id, "\", only \"cpu\"");
  return CpuLayout::of(cell).map([&](const CpuLayout& shape) {
    DeviceDescription description{.info = cpu_info(),
                                  .cells = {CellKind::Lstm, CellKind::Gru, CellKind::Tanh},
                                  .precisions = {Precision::Float32},
                                  .cell = cell,
                                  .chunks = {}};
    for (const std::int64_t k : chunk_lengths) {
      description.chunks.emplace(k, ChunkSizes{shape.state_sizes(k), shape.fixed(k)});
    }
    return description;
  });
}

Result<std::unique_ptr<Device>> CpuProvider::create(const std::string&, const Cell& cell,
                                                    std::int64_t chunk_length,
                                                    std::shared_ptr<const ByteInput> input,
                                                    const DeviceOptions& options) const {
  return CpuDevice::create(cell, chunk_length, std::move(input), options);
}

}  // namespace tidemark
