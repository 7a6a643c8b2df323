// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cudnn_handle.h"

#include <cuda_runtime_api.h>

namespace tidemark {

Result<std::shared_ptr<const CudnnHandle>> CudnnHandle::create() {
  const auto library = CudnnLibrary::load();
  if (!library) return tl::unexpected(library.error());
  cudnnHandle_t handle = nullptr;
  const cudnnStatus_t code = (*library)->cudnnCreate(&handle);
  if (code != CUDNN_STATUS_SUCCESS) return failure("cuDNN failed while starting: ", (*library)->words(code));
  return std::shared_ptr<const CudnnHandle>(new CudnnHandle(**library, handle));
}

cudnnStatus_t CudnnHandle::work_on(cudaStream_t stream) const {
  if (stream == stream_) return CUDNN_STATUS_SUCCESS;
  const cudnnStatus_t code = cudnn_.cudnnSetStream(handle_, stream);
  if (code == CUDNN_STATUS_SUCCESS) stream_ = stream;
  return code;
}

void CudnnHandle::leave(cudaStream_t stream) const {
  if (stream == stream_) work_on(nullptr);
}

Result<std::shared_ptr<const CudnnHandle>> CudnnHandles::of_current_gpu() {
  int gpu = 0;
  cudaGetDevice(&gpu);
  if (const auto known = of_gpu_.find(gpu); known != of_gpu_.end()) return known->second;
  return CudnnHandle::create().map([&](auto handle) { return of_gpu_.emplace(gpu, handle).first->second; });
}

}  // namespace tidemark
