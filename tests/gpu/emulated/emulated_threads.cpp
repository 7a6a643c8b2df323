// SPDX-License-Identifier: GPL-3.0-or-later
// The threads of a block, or of a cluster's blocks, as fibers on one thread of the processor: each runs until
// it waits for the others.
#include <setjmp.h>
#include <ucontext.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "emulated_gpu.h"

uint3 threadIdx;
uint3 blockIdx;
dim3 blockDim;
dim3 gridDim;

namespace emulated {
namespace {

constexpr std::size_t kMostThreads = 1024;  // of a block
constexpr unsigned kMostBlocks = 8;         // of a cluster
constexpr std::size_t kStackBytes = 32 << 10;
constexpr int kWarp = 32;

enum class Waits { ForBlock, ForCluster };

struct Fiber {
  ucontext_t first;
  jmp_buf here;
  bool is_started = false;
  bool is_done = true;
  Waits waits = Waits::ForBlock;
  unsigned index = 0;  ///< in the cluster
  uint3 block{};
  float offered = 0;
  std::array<char, kStackBytes> stack;
};

std::array<std::unique_ptr<Fiber>, kMostThreads * kMostBlocks> fibers;
Fiber* running = nullptr;
jmp_buf scheduler;
const Work* body = nullptr;

// Fibers are made once and reused: only the first entry takes a context switch by the system.
void run_fiber() {
  for (;;) {
    (*body)();
    running->is_done = true;
    if (_setjmp(running->here) == 0) _longjmp(scheduler, 1);
  }
}

/// Runs a fiber until it is done or waits.
void resume(Fiber& fiber) {
  running = &fiber;
  threadIdx = uint3{fiber.index % blockDim.x, 0, 0};
  blockIdx = fiber.block;
  if (_setjmp(scheduler) == 0) {
    if (fiber.is_started) _longjmp(fiber.here, 1);
    fiber.is_started = true;
    getcontext(&fiber.first);
    fiber.first.uc_stack.ss_sp = fiber.stack.data();
    fiber.first.uc_stack.ss_size = fiber.stack.size();
    fiber.first.uc_link = nullptr;
    makecontext(&fiber.first, run_fiber, 0);
    setcontext(&fiber.first);
  }
  running = nullptr;
}

void wait(Waits waits) {
  running->waits = waits;
  if (_setjmp(running->here) == 0) _longjmp(scheduler, 1);
}

/// Runs `blocks` blocks together. All threads go on until they wait; those that wait for their cluster go on
/// when all others do so, too.
void run_blocks(uint3 first, unsigned blocks) {
  const unsigned count = blocks * blockDim.x;
  for (unsigned i = 0; i < count; ++i) {
    if (!fibers[i]) fibers[i] = std::make_unique<Fiber>();
    fibers[i]->is_done = false;
    fibers[i]->waits = Waits::ForBlock;
    fibers[i]->index = i;
    fibers[i]->block = uint3{first.x + i / blockDim.x, first.y, 0};
  }
  bool is_cluster_there = false;
  for (unsigned done = 0; done < count;) {
    unsigned for_block = 0;
    unsigned for_cluster = 0;
    done = 0;
    for (unsigned i = 0; i < count; ++i) {
      Fiber& fiber = *fibers[i];
      if (!fiber.is_done && (fiber.waits == Waits::ForBlock || is_cluster_there)) resume(fiber);
      ++(fiber.is_done ? done : fiber.waits == Waits::ForBlock ? for_block : for_cluster);
    }
    is_cluster_there = for_cluster == count;
    if (done > 0 && done < count) {
      std::fprintf(stderr, "emulated GPU: %u threads wait for %u that have ended\n", count - done, done);
      std::abort();
    }
  }
}

}  // namespace

void wait_for_block() {
  wait(Waits::ForBlock);
}

void wait_for_cluster() {
  wait(Waits::ForCluster);
}

float take(float value, unsigned from) {
  Fiber* self = running;
  self->offered = value;
  wait_for_block();
  const float other = fibers[self->index - self->index % kWarp + from]->offered;
  wait_for_block();
  return other;
}

float exchange(float value, int distance) {
  return take(value, running->index % kWarp ^ static_cast<unsigned>(distance));
}

unsigned ballot(bool is_true) {
  Fiber* self = running;
  self->offered = is_true ? 1 : 0;
  wait_for_block();
  const unsigned first = self->index - self->index % kWarp;
  unsigned lanes = 0;
  for (unsigned lane = 0; lane < kWarp; ++lane)
    lanes |= (fibers[first + lane]->offered > 0 ? 1U : 0U) << lane;
  wait_for_block();
  return lanes;
}

cudaError_t launch(const cudaLaunchConfig_t& config, Work work) {
  const dim3 grid = config.gridDim;
  const dim3 block = config.blockDim;
  unsigned cluster = 1;
  for (unsigned i = 0; i < config.numAttrs; ++i) {
    if (config.attrs[i].id == cudaLaunchAttributeClusterDimension) cluster = config.attrs[i].val.clusterDim.x;
  }
  if (grid.x == 0 || grid.y == 0 || grid.y > 65'535 || grid.x > 2'147'483'647U || block.x == 0 ||
      block.x > kMostThreads || block.y != 1 || block.z != 1 || grid.z != 1 || cluster == 0 ||
      cluster > kMostBlocks || grid.x % cluster != 0) {
    std::fprintf(stderr, "emulated GPU: a grid of %u x %u blocks of %u threads, in clusters of %u\n", grid.x,
                 grid.y, block.x, cluster);
    std::abort();
  }
  return enqueue(config.stream, [grid, block, cluster, work = std::move(work)] {
    body = &work;
    blockDim = block;
    gridDim = grid;
    for (unsigned y = 0; y < grid.y; ++y) {
      for (unsigned x = 0; x < grid.x; x += cluster) run_blocks({x, y, 0}, cluster);
    }
  });
}

}  // namespace emulated
