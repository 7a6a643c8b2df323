// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/side_stream.h"

namespace tidemark {

Result<std::unique_ptr<SideStream>> SideStream::create(cudaStream_t main, CudaStatus& status) {
  auto stream = CudaStream::create();
  if (!stream) return tl::unexpected(stream.error());
  std::unique_ptr<SideStream> side = none(main, status);
  side->own_ = std::make_unique<CudaStream>(*std::move(stream));
  for (cudaEvent_t* event : {&side->forked_, &side->joined_}) {
    const cudaError_t code = cudaEventCreateWithFlags(event, cudaEventDisableTiming);
    if (code != cudaSuccess) return failure(CudaStatus::sentence(code, "making an event"));
  }
  return side;
}

std::unique_ptr<SideStream> SideStream::none(cudaStream_t main, CudaStatus& status) {
  return std::unique_ptr<SideStream>(new SideStream(main, status));
}

SideStream::~SideStream() {
  if (own_) cudaStreamSynchronize(own_->get());
  if (forked_) cudaEventDestroy(forked_);
  if (joined_) cudaEventDestroy(joined_);
}

void SideStream::fork() {
  if (!own_) return;
  order(main_, forked_, own_->get());
  is_forked_ = true;
}

void SideStream::join() {
  if (!is_forked_) return;
  order(own_->get(), joined_, main_);
  is_forked_ = false;
}

void SideStream::order(cudaStream_t earlier, cudaEvent_t event, cudaStream_t later) {
  if (!status_.is_fine()) return;
  status_.check(cudaEventRecord(event, earlier), "ordering two streams");
  status_.check(cudaStreamWaitEvent(later, event, 0), "ordering two streams");
}

}  // namespace tidemark
