// SPDX-License-Identifier: Apache-2.0
/// A second stream beside the main one, for work that nothing waits for soon: it fills the gaps that a chain
/// of small kernels leaves on a GPU. The order between the two is said by fork() and join() alone; both are
/// captured into graphs as well.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>

#include "core/base/result.h"
#include "gpu/cuda/cuda_resources.h"
#include "gpu/cuda/cuda_status.h"

namespace tidemark {

class SideStream {
 public:
  /// `status` learns of errors, and must outlive this.
  static Result<std::unique_ptr<SideStream>> create(cudaStream_t main, CudaStatus& status);
  /// The main stream itself, so that all work is done in its turn.
  static std::unique_ptr<SideStream> none(cudaStream_t main, CudaStatus& status);
  ~SideStream();
  SideStream(const SideStream&) = delete;
  SideStream& operator=(const SideStream&) = delete;

  cudaStream_t get() const { return own_ ? own_->get() : main_; }
  /// What is queued here from now on begins when all that was queued on the main stream is done.
  void fork();
  /// What is queued on the main stream from now on begins when all that was queued here is done.
  void join();

 private:
  SideStream(cudaStream_t main, CudaStatus& status) : main_(main), status_(status) {}
  /// Makes `later` wait for all that is queued on `earlier`.
  void order(cudaStream_t earlier, cudaEvent_t event, cudaStream_t later);

  const cudaStream_t main_;
  CudaStatus& status_;
  std::unique_ptr<CudaStream> own_;
  cudaEvent_t forked_ = nullptr;
  cudaEvent_t joined_ = nullptr;
  bool is_forked_ = false;  ///< since the last join
};

}  // namespace tidemark
