// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cuda_resources.h"

#include <cmath>

#include "gpu/cuda/cuda_status.h"
#include "gpu/cuda/device_reasons.h"

namespace tidemark {
namespace {

class CudaMemory final : public DeviceMemory {
 public:
  CudaMemory(void* data, std::int64_t size) : data_(static_cast<std::byte*>(data)), size_(size) {}
  ~CudaMemory() override { cudaFree(data_); }  // waits for queued work that uses it
  CudaMemory(const CudaMemory&) = delete;
  CudaMemory& operator=(const CudaMemory&) = delete;

  std::byte* data() override { return data_; }
  std::int64_t size() const override { return size_; }

 private:
  std::byte* data_;
  std::int64_t size_;
};

}  // namespace

Result<CudaStream> CudaStream::create() {
  cudaStream_t stream = nullptr;
  const cudaError_t code = cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  if (code != cudaSuccess) return failure(CudaStatus::sentence(code, "making a stream"));
  return CudaStream(stream);
}

CudaStream::~CudaStream() {
  if (stream_) cudaStreamDestroy(stream_);
}

Result<std::unique_ptr<DeviceMemory>> allocate_on_gpu(std::int64_t bytes) {
  void* data = nullptr;
  const cudaError_t code = cudaMalloc(&data, static_cast<std::size_t>(bytes));
  if (code == cudaErrorMemoryAllocation) {
    cudaGetLastError();  // it is reported here, and must not be found again after a later launch
    std::size_t free = 0;
    std::size_t all = 0;
    cudaMemGetInfo(&free, &all);
    return failure(why_no_memory(bytes, static_cast<std::int64_t>(free), static_cast<std::int64_t>(all)));
  }
  if (code != cudaSuccess) return failure(CudaStatus::sentence(code, "taking memory"));
  auto memory = std::make_unique<CudaMemory>(data, bytes);
  cudaError_t filled = cudaMemset(data, 0xff, static_cast<std::size_t>(bytes));
  if (filled == cudaSuccess) filled = cudaDeviceSynchronize();  // own streams do not wait for the default one
  if (filled != cudaSuccess) return failure(CudaStatus::sentence(filled, "filling memory"));
  return memory;
}

TimingEvents::Event TimingEvents::create() const {
  cudaEvent_t event = nullptr;
  return cudaEventCreateWithFlags(&event, cudaEventDefault) == cudaSuccess ? event : nullptr;
}

void TimingEvents::destroy(Event event) const {
  if (event) cudaEventDestroy(event);
}

void TimingEvents::record(Event event) const {
  if (event) cudaEventRecord(event, stream_);
}

bool TimingEvents::is_over(Event event) const {
  if (!event) return false;
  const cudaError_t code = cudaEventQuery(event);
  if (code == cudaErrorNotReady) cudaGetLastError();  // this is no error, and must not be found as one later
  return code == cudaSuccess;
}

std::int64_t TimingEvents::between_ns(Event earlier, Event later) const {
  float milliseconds = 0;
  if (!earlier || cudaEventElapsedTime(&milliseconds, earlier, later) != cudaSuccess) return 0;
  return std::llround(static_cast<double>(milliseconds) * 1e6);
}

QueueLimit::QueueLimit(cudaStream_t stream) : stream_(stream) {
  for (cudaEvent_t& event : events_) {
    if (cudaEventCreateWithFlags(&event, cudaEventDisableTiming | cudaEventBlockingSync) != cudaSuccess) {
      event = nullptr;
    }
  }
}

QueueLimit::~QueueLimit() {
  for (cudaEvent_t event : events_) {
    if (event) cudaEventDestroy(event);
  }
}

cudaError_t QueueLimit::count(std::int64_t steps) {
  steps_ += steps;
  if (steps_ < kStepsBetween || !events_[0] || !events_[1]) return cudaSuccess;
  steps_ = 0;
  const cudaError_t code = cudaEventRecord(events_[turn_], stream_);
  turn_ = 1 - turn_;
  // The other event was recorded a round ago. At first it has never been recorded, which counts as over.
  return code == cudaSuccess ? cudaEventSynchronize(events_[turn_]) : code;
}

}  // namespace tidemark
