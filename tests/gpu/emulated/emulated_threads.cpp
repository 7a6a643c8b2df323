// SPDX-License-Identifier: GPL-3.0-or-later
// The threads of a block, as fibers on one thread of the processor: each runs until it waits for the others.
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

constexpr std::size_t kMostThreads = 1024;
constexpr std::size_t kStackBytes = 32 << 10;
constexpr int kWarp = 32;

struct Fiber {
  ucontext_t first;
  jmp_buf here;
  bool is_started = false;
  bool is_done = true;
  unsigned index = 0;
  float offered = 0;
  std::array<char, kStackBytes> stack;
};

std::array<std::unique_ptr<Fiber>, kMostThreads> fibers;
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
  threadIdx = uint3{fiber.index, 0, 0};
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

void run_block() {
  const unsigned count = blockDim.x;
  for (unsigned i = 0; i < count; ++i) {
    if (!fibers[i]) fibers[i] = std::make_unique<Fiber>();
    fibers[i]->is_done = false;
    fibers[i]->index = i;
  }
  for (unsigned done = 0; done < count;) {
    unsigned waiting = 0;
    done = 0;
    for (unsigned i = 0; i < count; ++i) {
      if (fibers[i]->is_done) {
        ++done;
        continue;
      }
      resume(*fibers[i]);
      fibers[i]->is_done ? ++done : ++waiting;
    }
    if (waiting > 0 && done > 0) {
      std::fprintf(stderr, "emulated GPU: %u threads of a block wait for %u that have ended\n", waiting,
                   done);
      std::abort();
    }
  }
}

}  // namespace

void wait_for_block() {
  if (_setjmp(running->here) == 0) _longjmp(scheduler, 1);
}

float exchange(float value, int distance) {
  Fiber* self = running;
  self->offered = value;
  wait_for_block();
  const unsigned lane = self->index % kWarp;
  const float other = fibers[self->index - lane + (lane ^ static_cast<unsigned>(distance))]->offered;
  wait_for_block();
  return other;
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
  if (grid.x == 0 || grid.y == 0 || grid.y > 65'535 || grid.x > 2'147'483'647U || block.x == 0 ||
      block.x > kMostThreads || block.y != 1 || block.z != 1 || grid.z != 1) {
    std::fprintf(stderr, "emulated GPU: a grid of %u x %u blocks of %u threads\n", grid.x, grid.y, block.x);
    std::abort();
  }
  return enqueue(config.stream, [grid, block, work = std::move(work)] {
    body = &work;
    blockDim = block;
    gridDim = grid;
    for (unsigned y = 0; y < grid.y; ++y) {
      for (unsigned x = 0; x < grid.x; ++x) {
        blockIdx = uint3{x, y, 0};
        run_block();
      }
    }
  });
}

}  // namespace emulated
