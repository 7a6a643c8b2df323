// SPDX-License-Identifier: Apache-2.0
/// What the kernels share: elements of three types, all computed with as float32, and how many threads to
/// start.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>

#include "gpu/cuda/dtype.h"

namespace tidemark::kernels {

constexpr int kThreads = 256;

__device__ inline float value(float x) {
  return x;
}
__device__ inline float value(__half x) {
  return __half2float(x);
}
__device__ inline float value(__nv_bfloat16 x) {
  return __bfloat162float(x);
}

template <class Number>
__device__ inline Number number(float x);
template <>
__device__ inline float number<float>(float x) {
  return x;
}
template <>
__device__ inline __half number<__half>(float x) {
  return __float2half_rn(x);
}
template <>
__device__ inline __nv_bfloat16 number<__nv_bfloat16>(float x) {
  return __float2bfloat16_rn(x);
}

/// Calls `work` with a number of the type that `type` names.
template <class Work>
void with_type(DType type, const Work& work) {
  switch (type) {
    case DType::Float32:
      return work(float{});
    case DType::BFloat16:
      return work(__nv_bfloat16{});
    case DType::Float16:
      return work(__half{});
  }
}

/// Queues a kernel with kThreads threads per block.
template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), dim3 blocks, cudaStream_t stream, const Arguments&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = blocks;
  config.blockDim = dim3(kThreads);
  config.stream = stream;
  cudaLaunchKernelEx(&config, kernel, arguments...);
}

/// The number of blocks for one thread per element, up to a limit; the kernels loop over the elements beyond
/// it.
inline unsigned blocks_for(std::int64_t elements) {
  constexpr std::int64_t kMostBlocks = 1 << 20;
  return static_cast<unsigned>(
      std::clamp<std::int64_t>((elements + kThreads - 1) / kThreads, 1, kMostBlocks));
}

__device__ inline std::int64_t first_element() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}
__device__ inline std::int64_t element_stride() {
  return static_cast<std::int64_t>(gridDim.x) * blockDim.x;
}

}  // namespace tidemark::kernels
