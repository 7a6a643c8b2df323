// SPDX-License-Identifier: Apache-2.0
/// Owners of cuDNN's handles. A handle takes tens of milliseconds and device memory to make, so there is one
/// for each GPU, shared by every network that is asked about or run there.
#pragma once

#include <map>
#include <memory>

#include "core/base/result.h"
#include "gpu/cuda/cudnn_library.h"

namespace tidemark {

/// Works on one stream at a time: each network lets it work on its own before it calls cuDNN.
class CudnnHandle {
 public:
  /// On the current GPU.
  static Result<std::shared_ptr<const CudnnHandle>> create();
  ~CudnnHandle() { cudnn_.cudnnDestroy(handle_); }
  CudnnHandle(const CudnnHandle&) = delete;
  CudnnHandle& operator=(const CudnnHandle&) = delete;

  const CudnnLibrary& library() const { return cudnn_; }
  cudnnHandle_t get() const { return handle_; }
  /// cuDNN is told of changes alone: it may make streams of its own anew each time.
  cudnnStatus_t work_on(cudaStream_t stream) const;
  /// To be called before a stream is destroyed.
  void leave(cudaStream_t stream) const;

 private:
  CudnnHandle(const CudnnLibrary& cudnn, cudnnHandle_t handle) : cudnn_(cudnn), handle_(handle) {}

  const CudnnLibrary& cudnn_;
  const cudnnHandle_t handle_;
  mutable cudaStream_t stream_ = nullptr;
};

/// Keeps the handles between one network and the next; networks share the ownership.
class CudnnHandles {
 public:
  /// Made when a GPU is first asked for it. Errors: there is no cuDNN, or it does not start.
  Result<std::shared_ptr<const CudnnHandle>> of_current_gpu();

 private:
  std::map<int, std::shared_ptr<const CudnnHandle>> of_gpu_;
};

}  // namespace tidemark
