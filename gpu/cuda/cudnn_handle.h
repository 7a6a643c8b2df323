// SPDX-License-Identifier: Apache-2.0
/// Owners of cuDNN's handles. Making a handle takes tens of milliseconds and device memory, so that there is
/// one for each GPU, shared by all networks there.
#pragma once

#include <map>
#include <memory>

#include "core/base/result.h"
#include "gpu/cuda/cudnn_library.h"

namespace tidemark {

/// A handle works on one stream at a time: each network switches it to its own stream before it calls cuDNN.
class CudnnHandle {
 public:
  /// A handle on the current GPU.
  static Result<std::shared_ptr<const CudnnHandle>> create();
  ~CudnnHandle() { cudnn_.cudnnDestroy(handle_); }
  CudnnHandle(const CudnnHandle&) = delete;
  CudnnHandle& operator=(const CudnnHandle&) = delete;

  const CudnnLibrary& library() const { return cudnn_; }
  cudnnHandle_t get() const { return handle_; }
  /// Switches to a stream. cuDNN is called only if the stream changes, since it may make new streams of its
  /// own at each call.
  cudnnStatus_t work_on(cudaStream_t stream) const;
  /// To be called before a stream is destroyed.
  void leave(cudaStream_t stream) const;

 private:
  CudnnHandle(const CudnnLibrary& cudnn, cudnnHandle_t handle) : cudnn_(cudnn), handle_(handle) {}

  const CudnnLibrary& cudnn_;
  const cudnnHandle_t handle_;
  mutable cudaStream_t stream_ = nullptr;
};

/// Keeps the handles from one network to the next; networks share the ownership.
class CudnnHandles {
 public:
  /// The current GPU's handle, made at the first call. Errors: there is no cuDNN, or it does not start.
  Result<std::shared_ptr<const CudnnHandle>> of_current_gpu();

 private:
  std::map<int, std::shared_ptr<const CudnnHandle>> of_gpu_;
};

}  // namespace tidemark
