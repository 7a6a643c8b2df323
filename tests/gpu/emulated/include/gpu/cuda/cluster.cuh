// SPDX-License-Identifier: GPL-3.0-or-later
/// Stands in front of the header of this name where kernels are compiled for the processor: the blocks of a
/// cluster are emulated side by side, and each has its own part of one variable.
#pragma once

#include <cuda_runtime.h>

namespace tidemark::kernels {

constexpr unsigned kClusterBlocks = 8;
constexpr bool kHasClusters = true;

inline unsigned block_of_cluster() {
  return blockIdx.x % kClusterBlocks;
}

inline void wait_for_cluster() {
  emulated::wait_for_cluster();
}

inline void arrive_in_cluster() {}
inline void wait_for_arrivals() {
  emulated::wait_for_cluster();
}

template <class Memory>
class ClusterMemory {
 public:
  Memory& own() { return each_[block_of_cluster()]; }
  Memory& of(unsigned block) { return each_[block]; }

 private:
  Memory each_[kClusterBlocks];
};

}  // namespace tidemark::kernels
