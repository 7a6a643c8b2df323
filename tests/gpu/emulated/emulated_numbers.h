// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers of CUDA's types, read and written as float on the processor.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <library_types.h>

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace emulated {

inline std::size_t bytes_of(cudaDataType_t type) {
  return type == CUDA_R_32F ? 4 : 2;
}

inline float load(const void* numbers, std::int64_t index, cudaDataType_t type) {
  switch (type) {
    case CUDA_R_32F:
      return static_cast<const float*>(numbers)[index];
    case CUDA_R_16F:
      return __half2float(static_cast<const __half*>(numbers)[index]);
    case CUDA_R_16BF:
      return __bfloat162float(static_cast<const __nv_bfloat16*>(numbers)[index]);
    default:
      std::fprintf(stderr, "emulated GPU: numbers of type %d\n", static_cast<int>(type));
      std::abort();
  }
}

inline void store(float x, void* numbers, std::int64_t index, cudaDataType_t type) {
  switch (type) {
    case CUDA_R_32F:
      static_cast<float*>(numbers)[index] = x;
      return;
    case CUDA_R_16F:
      static_cast<__half*>(numbers)[index] = __float2half_rn(x);
      return;
    case CUDA_R_16BF:
      static_cast<__nv_bfloat16*>(numbers)[index] = __float2bfloat16_rn(x);
      return;
    default:
      std::fprintf(stderr, "emulated GPU: numbers of type %d\n", static_cast<int>(type));
      std::abort();
  }
}

/// As tensor cores read a float32 number in TF32: 10 bits of mantissa.
inline float tf32(float x) {
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(x) + 0x1000U) & 0xFFFFE000U);
}

}  // namespace emulated
