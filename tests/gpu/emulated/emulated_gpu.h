// SPDX-License-Identifier: GPL-3.0-or-later
/// A GPU made of this processor, to try the CUDA device on where there is none: its kernels run as they are,
/// thread by thread, under CUDA's own interface. It knows what a real one would not forgive: work on a stream
/// is not done when it is queued but some time later, memory is bounded, and writing past it is found out.
///
/// Not for speed, and no proof of what a real GPU does: neither races between threads of a block nor between
/// blocks show.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <functional>

namespace emulated {

using Work = std::function<void()>;

/// Queues work on the one stream; in a graph while one is captured.
cudaError_t enqueue(cudaStream_t stream, Work work);

bool is_capturing();

/// Whether `bytes` from `address` on are within one piece of the GPU's memory; says so and ends the program
/// if not.
void check_memory(const void* address, std::size_t bytes, const char* what);

void wait_for_block();
float exchange(float value, int distance);

/// Queues all threads of a grid, each of which calls `body`.
cudaError_t launch(const cudaLaunchConfig_t& config, Work body);

}  // namespace emulated

// What a kernel knows of the thread that is running.
extern uint3 threadIdx;
extern uint3 blockIdx;
extern dim3 blockDim;
extern dim3 gridDim;
