// SPDX-License-Identifier: GPL-3.0-or-later
/// A GPU made of this processor, to try the CUDA device on where there is none: its kernels run as they are,
/// thread by thread, under CUDA's own interface. It finds errors that a real one would not forgive: work on a
/// stream is done some time after it is queued, in any order that events between streams allow, memory is
/// limited, and writing past an allocation is noticed.
///
/// It is slow, and proves nothing about races, neither between threads of a block nor between blocks.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <functional>

namespace emulated {

using Work = std::function<void()>;

/// Queues work on a stream, or adds it to the graph that is being captured.
cudaError_t enqueue(cudaStream_t stream, Work work);

bool is_capturing();

/// Whether `bytes` from `address` on are within one piece of the GPU's memory; says so and ends the program
/// if not.
void check_memory(const void* address, std::size_t bytes, const char* what);

void wait_for_block();
void wait_for_cluster();
float take(float value, unsigned from);
float exchange(float value, int distance);
unsigned ballot(bool is_true);

/// Queues all threads of a grid, each of which calls `body`.
cudaError_t launch(const cudaLaunchConfig_t& config, Work body);

}  // namespace emulated

// What a kernel knows of the thread that is running.
extern uint3 threadIdx;
extern uint3 blockIdx;
extern dim3 blockDim;
extern dim3 gridDim;
