// SPDX-License-Identifier: Apache-2.0
/// The processor as a device: matrix products (gemm.h) and vectorised loops. OpenBLAS has no threads of its
/// own here.
///
/// With one thread, operations are done at once, on the calling thread. With more, the batch is divided among
/// workers (batch_slice.h). Each carries out all operations on its slice, without waiting for the others from
/// step to step; operations are queued as on a GPU. The threads meet twice where an iteration begins, as the
/// input table is computed together, and twice where its gradients are summed, in the order of the threads.
/// Hence the same numbers give the same bits for the same number of threads, and the same up to rounding for
/// any other.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "gpu/cpu/cpu_part.h"
#include "gpu/cpu/worker.h"
#include "gpu/cpu/worker_moments.h"
#include "gpu/device.h"
#include "gpu/event_line.h"

namespace tidemark {

class CpuDevice final : public Device {
 public:
  /// At most as many threads as the batch has entries. Errors: the model's memory, or the threads, cannot be
  /// had.
  static Result<std::unique_ptr<CpuDevice>> create(const Cell& cell, std::int64_t chunk_length,
                                                   std::shared_ptr<const ByteInput> input,
                                                   const DeviceOptions& options, std::int64_t threads = 1);

  const DeviceInfo& info() const override { return info_; }
  StateBytes state_sizes() const override { return sizes_; }
  FixedBytes fixed() const override { return shape_.fixed(chunk_length_, threads()); }
  std::int64_t memory_in_use() const override;
  Result<std::unique_ptr<DeviceMemory>> allocate(std::int64_t bytes) override;

  void begin_iteration(std::int64_t n, std::int64_t length) override;
  double loss() override;
  void update() override;
  std::vector<float> gradients() override;
  void set_gradients(const std::vector<float>& gradients) override;
  Mark mark() override;
  std::optional<std::int64_t> reached(Mark mark) override;
  void wait() override;
  Result<void> status() const override;

  void advance(std::int64_t from, std::int64_t to) override;
  void keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) override;
  void store_current(std::byte* to) override;
  void load_current(const HiddenSource& from) override;
  void copy_hidden(const HiddenSource& from, std::byte* to) override;
  void copy(const std::byte* from, std::byte* to, std::int64_t bytes) override;
  void backward(std::int64_t first, std::int64_t last, std::byte* internal,
                const HiddenSource& input) override;
  void poison(std::byte* at, std::int64_t bytes) override;
  std::byte* core_internal() override { return core_.internal; }
  std::byte* core_input() override { return core_.input; }
  std::byte* spare_hidden() override { return core_.spare_hidden; }
  std::byte* initial_hidden() override { return core_.initial_hidden; }

  /// All weights, in the order of CpuLayout. REQUIRES: nothing is queued.
  std::span<float> weights() { return {at_.weights, shape_.weights()}; }
  std::int64_t threads() const { return static_cast<std::int64_t>(parts_.size()); }

 private:
  class SharedMemory;

  /// Hands out consecutive parts of one allocation.
  class Parcels {
   public:
    explicit Parcels(std::byte* at) : at_(at) {}
    std::byte* bytes(std::int64_t count) { return std::exchange(at_, at_ + count); }
    float* floats(std::size_t count) { return reinterpret_cast<float*>(bytes(aligned_bytes(count))); }

   private:
    std::byte* at_;
  };
  /// What there is once, in the fixed memory.
  struct Places {
    Places(const CpuLayout& shape, Parcels& parcels);

    float* weights;
    float* adam_mean;
    float* adam_variance;
    float* input_columns;  ///< see InputTable
  };
  /// The states outside the arena, which the threads have shares of.
  struct Core {
    Core(const StateBytes& sizes, Parcels parcels);

    std::byte* current;
    std::byte* internal;
    std::byte* input;
    std::byte* spare_hidden;
    std::byte* initial_hidden;
    std::byte* d_hidden;
  };
  /// A hidden state's source as the threads have it.
  struct SharedSource {
    HiddenSource source;
    SharedPlace place;
    HiddenSource of(const CpuPart& part) const;
  };

  CpuDevice(const CpuLayout& shape, std::int64_t chunk_length, std::shared_ptr<const ByteInput> input,
            const DeviceOptions& options, std::unique_ptr<DeviceMemory> memory, std::int64_t threads);
  PartPlaces part_places(const CpuLayout& shape, const BatchSlice& slice);

  SharedPlace place_of(const std::byte* address) const;
  SharedSource shared(const HiddenSource& source) const { return {source, place_of(source.address)}; }
  /// Has every thread carry out an operation, which takes as long as so many steps, on its part of the batch.
  template <class Operation>
  void each(std::int64_t steps, Operation operation);
  /// The threads wait for each other.
  void meet();
  void finish_gradients();

  const CpuLayout shape_;
  const std::int64_t chunk_length_;
  const StateBytes sizes_;
  const DeviceInfo info_;
  const double learning_rate_;
  const std::unique_ptr<DeviceMemory> memory_;
  Parcels parcels_;
  const Places at_;
  const SharedPlace core_memory_;
  const Core core_;
  InputTable table_;
  std::vector<std::unique_ptr<CpuPart>> parts_;  ///< one for each thread
  std::vector<SharedPlace> shared_memory_;       ///< all that the threads have shares of

  std::int64_t updates_ = 0;
  std::chrono::steady_clock::time_point begin_;  ///< of the iteration, with one thread

  Rendezvous rendezvous_;
  std::vector<std::unique_ptr<Worker>> workers_;  ///< none with one thread; they use the members above
  std::unique_ptr<EventLine<WorkerMoments>> line_;
};

}  // namespace tidemark
