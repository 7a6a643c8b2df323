// SPDX-License-Identifier: GPL-3.0-or-later
/// Stands in front of CUDA's own header of this name where kernels are compiled for the processor: gives them
/// threads, barriers and launches (tests/gpu/emulated/emulated_gpu.h).
#pragma once
#pragma GCC system_header  // #include_next is GCC's own

#define cudaLaunchKernelEx \
  cuda_launch_kernel_ex  // CUDA's own can do nothing with a function of the processor
#include_next <cuda_runtime.h>
#undef cudaLaunchKernelEx

#undef __launch_bounds__
#define __launch_bounds__(...)

// Blocks run one after another, so that a block's shared memory can be static.
#undef __shared__
#define __shared__ static

#include <cmath>

#include "../emulated_gpu.h"

#define __syncthreads() emulated::wait_for_block()
#define __shfl_sync(mask, value, from) emulated::take(value, static_cast<unsigned>(from))
#define __shfl_xor_sync(mask, value, distance) emulated::exchange(value, distance)
#define __ballot_sync(mask, is_true) emulated::ballot(is_true)
#define __popc(bits) __builtin_popcount(bits)

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               const Arguments&... arguments) {
  return emulated::launch(*config, [kernel, arguments...] { kernel(arguments...); });
}
