// SPDX-License-Identifier: Apache-2.0
/// Owners of CUDA's resources. Each belongs to the device that is current when it is made.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "core/base/result.h"
#include "gpu/device.h"

namespace tidemark {

/// A stream of its own, which does not wait for the default stream.
class CudaStream {
 public:
  static Result<CudaStream> create();
  ~CudaStream();
  CudaStream(CudaStream&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  CudaStream& operator=(CudaStream&&) = delete;
  cudaStream_t get() const { return stream_; }

 private:
  explicit CudaStream(cudaStream_t stream) : stream_(stream) {}
  cudaStream_t stream_;
};

/// One cudaMalloc of exactly `bytes`, filled with NaNs. The Error says how much memory there is.
Result<std::unique_ptr<DeviceMemory>> allocate_on_gpu(std::int64_t bytes);

/// Events that tell times, for EventLine.
class TimingEvents {
 public:
  using Event = cudaEvent_t;
  explicit TimingEvents(cudaStream_t stream) : stream_(stream) {}
  /// Null if CUDA makes no more events; is_over() is then always false.
  Event create() const;
  void destroy(Event event) const;
  void record(Event event) const;
  bool is_over(Event event) const;
  std::int64_t between_ns(Event earlier, Event later) const;

 private:
  cudaStream_t stream_;
};

/// Keeps the queue short: a host that runs ahead of the GPU has to wait, so that a cancelled run stops soon
/// and memory for launches stays small. The GPU never waits.
class QueueLimit {
 public:
  explicit QueueLimit(cudaStream_t stream);
  ~QueueLimit();
  QueueLimit(const QueueLimit&) = delete;
  QueueLimit& operator=(const QueueLimit&) = delete;

  /// Counts `steps` more steps as queued; waits if the host is too far ahead.
  cudaError_t count(std::int64_t steps);

 private:
  static constexpr std::int64_t kStepsBetween = 256;
  cudaStream_t stream_;
  cudaEvent_t events_[2] = {nullptr, nullptr};
  int turn_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace tidemark
