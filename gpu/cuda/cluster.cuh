// SPDX-License-Identifier: Apache-2.0
/// Blocks that work together: those of a cluster run at the same time, wait for each other, and write into
/// each other's shared memory. GPUs have clusters since compute capability 9.0; on older ones a kernel that
/// uses them must not be launched.
#pragma once

#include <cooperative_groups.h>
#include <cuda_runtime.h>

namespace tidemark::kernels {

constexpr unsigned kClusterBlocks = 8;  // the most that every GPU with clusters takes
/// False in code for older GPUs, where a kernel that uses clusters is to be empty.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
constexpr bool kHasClusters = false;
#else
constexpr bool kHasClusters = true;
#endif

/// The place of this block in its cluster.
__device__ inline unsigned block_of_cluster() {
#ifdef _CG_HAS_CLUSTER_GROUP
  return cooperative_groups::this_cluster().block_rank();
#else
  return 0;
#endif
}

/// Waits for every thread of the cluster. What each wrote before is seen by all of them afterwards.
__device__ inline void wait_for_cluster() {
#ifdef _CG_HAS_CLUSTER_GROUP
  cooperative_groups::this_cluster().sync();
#endif
}

/// The same in two halves, between which a thread may do what no other waits for.
__device__ inline void arrive_in_cluster() {
#ifdef _CG_HAS_CLUSTER_GROUP
  cooperative_groups::cluster_group::barrier_arrive();
#endif
}
__device__ inline void wait_for_arrivals() {
#ifdef _CG_HAS_CLUSTER_GROUP
  cooperative_groups::cluster_group::barrier_wait();
#endif
}

/// What each block of a cluster has in its shared memory. To be declared as __shared__.
template <class Memory>
class ClusterMemory {
 public:
  __device__ Memory& own() { return memory_; }
  /// That of another block. Nothing may be written there before that block runs, or after it has ended.
  __device__ Memory& of(unsigned block) {
#ifdef _CG_HAS_CLUSTER_GROUP
    return *cooperative_groups::this_cluster().map_shared_rank(&memory_, block);
#else
    return memory_;
#endif
  }

 private:
  Memory memory_;
};

}  // namespace tidemark::kernels
