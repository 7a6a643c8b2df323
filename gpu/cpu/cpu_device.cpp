// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_device.h"

#include <cblas.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "gpu/adam.h"
#include "gpu/cpu/cpu_info.h"
#include "gpu/cpu/pointwise.h"
#include "gpu/host_memory.h"

namespace tidemark {

/// Memory that the threads have shares of, while they are at work.
class CpuDevice::SharedMemory final : public DeviceMemory {
 public:
  SharedMemory(CpuDevice& device, std::unique_ptr<DeviceMemory> memory)
      : device_(device), memory_(std::move(memory)) {
    device_.shared_memory_.push_back({memory_->data(), memory_->size(), 0});
  }
  ~SharedMemory() override {
    device_.wait();
    std::erase_if(device_.shared_memory_,
                  [&](const SharedPlace& place) { return place.memory == memory_->data(); });
  }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  std::byte* data() override { return memory_->data(); }
  std::int64_t size() const override { return memory_->size(); }

 private:
  CpuDevice& device_;
  std::unique_ptr<DeviceMemory> memory_;
};

HiddenSource CpuDevice::SharedSource::of(const CpuPart& part) const {
  return {source.kind, part.slice().at(place), source.steps};
}

Result<std::unique_ptr<CpuDevice>> CpuDevice::create(const Cell& cell, std::int64_t chunk_length,
                                                     std::shared_ptr<const ByteInput> input,
                                                     const DeviceOptions& options, std::int64_t threads) {
  openblas_set_num_threads(1);
  const auto shape = CpuLayout::of(cell);
  if (!shape) return tl::unexpected(shape.error());
  threads = std::min(threads, cell.batch);
  auto memory = allocate_host(total(shape->fixed(chunk_length, threads)));
  if (!memory) return failure("the model itself is too large: ", memory.error().message);
  try {
    return std::unique_ptr<CpuDevice>(
        new CpuDevice(*shape, chunk_length, std::move(input), options, *std::move(memory), threads));
  } catch (const std::system_error& error) {
    return failure("the system does not start ", threads, " threads (", error.what(),
                   "); ask for fewer, as in cpu:2");
  }
}

CpuDevice::Places::Places(const CpuLayout& shape, Parcels& parcels) {
  weights = parcels.floats(shape.weights());
  adam_mean = parcels.floats(shape.weights());
  adam_variance = parcels.floats(shape.weights());
  input_columns = parcels.floats(shape.table_numbers());
}

CpuDevice::Core::Core(const StateBytes& sizes, Parcels parcels) {
  current = parcels.bytes(sizes.hidden);
  internal = parcels.bytes(sizes.beta);
  input = parcels.bytes(sizes.hidden);
  spare_hidden = parcels.bytes(sizes.hidden);
  initial_hidden = parcels.bytes(sizes.hidden);
  d_hidden = parcels.bytes(sizes.hidden);
}

CpuDevice::CpuDevice(const CpuLayout& shape, std::int64_t chunk_length,
                     std::shared_ptr<const ByteInput> input, const DeviceOptions& options,
                     std::unique_ptr<DeviceMemory> memory, std::int64_t threads)
    : shape_(shape),
      chunk_length_(chunk_length),
      sizes_(shape.state_sizes(chunk_length)),
      info_(cpu_info({DeviceId::Engine::Cpu, 0, static_cast<int>(threads)}, threads)),
      learning_rate_(options.learning_rate),
      memory_(std::move(memory)),
      parcels_(memory_->data()),
      at_(shape, parcels_),
      core_memory_{parcels_.bytes(shape.core_bytes(chunk_length)), shape.core_bytes(chunk_length), 0},
      core_(sizes_, Parcels(core_memory_.memory)),
      table_(shape, at_.weights, at_.input_columns),
      shared_memory_{core_memory_},
      rendezvous_(static_cast<std::size_t>(threads)) {
  shape_.set_up(at_.weights, options.seed);
  std::fill_n(at_.adam_mean, shape_.weights(), 0.0F);
  std::fill_n(at_.adam_variance, shape_.weights(), 0.0F);
  for (std::int64_t thread = 0; thread < threads; ++thread) {
    const BatchSlice slice = BatchSlice::of(shape_.cell().batch, thread, threads);
    const CpuLayout part_shape = shape_.for_entries(slice.count);
    parts_.push_back(std::make_unique<CpuPart>(part_shape, slice, SharedModel{at_.weights, table_, input},
                                               part_places(part_shape, slice)));
  }
  if (threads == 1) return;
  while (workers_.size() < parts_.size()) workers_.push_back(std::make_unique<Worker>());
  line_ = std::make_unique<EventLine<WorkerMoments>>(WorkerMoments(workers_));
}

PartPlaces CpuDevice::part_places(const CpuLayout& shape, const BatchSlice& slice) {
  const auto share_of = [&](const std::byte* state) {
    return reinterpret_cast<float*>(slice.at(place_of(state)));
  };
  return {.gradients = parcels_.floats(shape.weights()),
          .d_input_columns = parcels_.floats(shape.table_numbers()),
          .current = share_of(core_.current),
          .spare_hidden = share_of(core_.spare_hidden),
          .d_hidden = share_of(core_.d_hidden),
          .advance_internal = parcels_.floats(shape.vectors().internal * shape.vector()),
          .output = parcels_.floats(shape.vector()),
          .cell_scratch = parcels_.floats(shape.vectors().scratch * shape.vector()),
          .logits = parcels_.floats(kSymbols * shape.batch()),
          .entries = parcels_.floats(2 * shape.batch())};
}

// --- the threads ---

SharedPlace CpuDevice::place_of(const std::byte* address) const {
  // Addresses are compared as integers: they need not be of one allocation.
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  for (const SharedPlace& whole : shared_memory_) {
    const auto begin = reinterpret_cast<std::uintptr_t>(whole.memory);
    if (at < begin || at - begin >= static_cast<std::uintptr_t>(whole.size)) continue;
    return {whole.memory, whole.size, static_cast<std::int64_t>(at - begin)};
  }
  return {const_cast<std::byte*>(address), 0, 0};  // with one thread, any address will do
}

template <class Operation>
void CpuDevice::each(std::int64_t steps, Operation operation) {
  if (workers_.empty()) return operation(*parts_.front());
  for (std::size_t thread = 0; thread < parts_.size(); ++thread) {
    workers_[thread]->queue(steps, [operation, part = parts_[thread].get()] { operation(*part); });
  }
}

void CpuDevice::meet() {
  if (workers_.empty()) return;
  each(0, [this](CpuPart&) { rendezvous_.meet(); });
}

void CpuDevice::wait() {
  for (const std::unique_ptr<Worker>& worker : workers_) worker->wait();
}

Result<void> CpuDevice::status() const {
  for (const std::unique_ptr<Worker>& worker : workers_) {
    const std::string trouble = worker->trouble();
    if (!trouble.empty()) return failure("a thread of the processor failed: ", trouble);
  }
  return {};
}

// --- memory ---

std::int64_t CpuDevice::memory_in_use() const {
  return resident_bytes();
}

Result<std::unique_ptr<DeviceMemory>> CpuDevice::allocate(std::int64_t bytes) {
  auto memory = allocate_host(bytes);
  if (!memory || workers_.empty()) return memory;
  return std::make_unique<SharedMemory>(*this, *std::move(memory));
}

// --- iterations ---

void CpuDevice::begin_iteration(std::int64_t n, std::int64_t length) {
  begin_ = std::chrono::steady_clock::now();
  if (line_) line_->begin();
  meet();  // whatever was queued before may still read the table, or sum gradients
  each(0, [this, n, length](CpuPart& part) {
    part.begin(n * length, length);
    table_.compute(Range::of(kSymbols, part.slice().index, parts_.size()));
  });
  meet();
}

double CpuDevice::loss() {
  wait();
  double sum = 0;
  for (const auto& part : parts_) sum += part->loss_sum();
  const std::int64_t steps = parts_.front()->steps_done();
  return steps == 0 ? 0 : sum / static_cast<double>(steps) / static_cast<double>(shape_.batch());
}

void CpuDevice::update() {
  wait();
  pointwise::adam(at_.weights, parts_.front()->gradients(), at_.adam_mean, at_.adam_variance,
                  shape_.weights(), adam_step(learning_rate_, ++updates_));
}

std::vector<float> CpuDevice::gradients() {
  wait();
  const float* all = parts_.front()->gradients();
  return {all, all + shape_.weights()};
}

void CpuDevice::set_gradients(const std::vector<float>& gradients) {
  wait();
  std::copy(gradients.begin(), gradients.end(), parts_.front()->gradients());
}

CpuDevice::Mark CpuDevice::mark() {
  if (line_) return line_->mark();
  return (std::chrono::steady_clock::now() - begin_) / std::chrono::nanoseconds(1);
}

std::optional<std::int64_t> CpuDevice::reached(Mark mark) {
  return line_ ? line_->reached(mark) : mark;
}

// --- the working core ---

void CpuDevice::advance(std::int64_t from, std::int64_t to) {
  each(to - from, [=](CpuPart& part) { part.advance(from, to); });
}

void CpuDevice::keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) {
  const bool has_input = input != nullptr;
  each(last - first + 1, [=, to = place_of(internal), input_to = place_of(input)](CpuPart& part) {
    part.keep(first, last, part.slice().at(to), has_input ? part.slice().at(input_to) : nullptr);
  });
}

void CpuDevice::store_current(std::byte* to) {
  each(0, [place = place_of(to)](CpuPart& part) { part.store_current(part.slice().at(place)); });
}

void CpuDevice::load_current(const HiddenSource& from) {
  each(0, [source = shared(from)](CpuPart& part) { part.load_current(source.of(part)); });
}

void CpuDevice::copy_hidden(const HiddenSource& from, std::byte* to) {
  each(0, [source = shared(from), place = place_of(to)](CpuPart& part) {
    part.copy_hidden(source.of(part), part.slice().at(place));
  });
}

void CpuDevice::copy(const std::byte* from, std::byte* to, std::int64_t bytes) {
  each(0, [source = place_of(from), place = place_of(to), bytes](CpuPart& part) {
    const BatchSlice& slice = part.slice();
    std::memcpy(slice.at(place), slice.at(source), static_cast<std::size_t>(slice.part_of(bytes)));
  });
}

void CpuDevice::poison(std::byte* at, std::int64_t bytes) {
  each(0, [place = place_of(at), bytes](CpuPart& part) {
    const BatchSlice& slice = part.slice();
    // Every float32 of it is a NaN.
    std::memset(slice.at(place), 0xff, static_cast<std::size_t>(slice.part_of(bytes)));
  });
}

void CpuDevice::backward(std::int64_t first, std::int64_t last, std::byte* internal,
                         const HiddenSource& input) {
  each(last - first + 1, [=, state = place_of(internal), source = shared(input)](CpuPart& part) {
    part.backward(first, last, part.slice().at(state), source.of(part));
  });
  if (first == 1) finish_gradients();
}

/// The first part's gradients become those of the whole batch.
void CpuDevice::finish_gradients() {
  meet();
  each(0, [this](CpuPart& part) {
    const auto add_up = [&](std::size_t count, float* (CpuPart::*numbers)() const) {
      const Range range = Range::of(count, part.slice().index, parts_.size());
      float* sums = (parts_.front().get()->*numbers)() + range.first;
      for (std::size_t other = 1; other < parts_.size(); ++other) {
        pointwise::add((parts_[other].get()->*numbers)() + range.first, sums, range.count);
      }
    };
    add_up(shape_.weights(), &CpuPart::gradients);
    add_up(shape_.table_numbers(), &CpuPart::d_input_columns);
  });
  meet();
  each(0, [this](CpuPart& part) {
    parts_.front()->table_gradients().finish(part.slice().index, parts_.size());
  });
}

}  // namespace tidemark
