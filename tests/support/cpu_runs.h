// SPDX-License-Identifier: GPL-3.0-or-later
/// What the tests of the runner share: models on the CPU device and schedules run on them.
#pragma once

#include <memory>
#include <vector>

#include "core/model/problem.h"
#include "core/plan/plan.h"
#include "gpu/byte_input.h"
#include "gpu/cpu/cpu_device.h"
#include "gpu/interpreter.h"
#include "gpu/verification.h"
#include "tests/support/plans.h"

namespace tidemark {

inline std::unique_ptr<CpuDevice> make_device(const Cell& cell, std::int64_t chunk_length = 1,
                                              std::int64_t threads = 1) {
  return value_of(
      CpuDevice::create(cell, chunk_length, value_of(open_input("noise", cell.batch, 7)), {}, threads));
}

/// The CPU device's sizes that planning needs, for chunks of so many steps.
inline DeviceSizes device_sizes(const Cell& cell, std::int64_t chunk_length, std::int64_t threads = 1) {
  const CpuLayout shape = value_of(CpuLayout::of(cell));
  const std::int64_t used = std::min(threads, cell.batch);
  return {{shape.state_sizes(1), shape.fixed(1, used)},
          {shape.state_sizes(chunk_length), shape.fixed(chunk_length, used)}};
}

/// Counts calls, and remembers the most memory.
class CountingObserver final : public Observer {
 public:
  void action_done(std::int64_t, const Action&, std::int64_t arena_bytes) override {
    ++actions;
    highest = std::max(highest, arena_bytes);
  }
  std::int64_t actions = 0;
  std::int64_t highest = 0;
};

struct Trial {
  RunOutcome outcome;
  std::vector<float> gradients;
  double loss;
};

/// Runs one iteration in exactly `capacity` bytes, with freed states poisoned, on a device for the sequence's
/// chunks.
inline Result<Trial> try_actions(Device& device, Strategy strategy, const Sequence& sequence,
                                 const std::vector<Action>& actions, std::int64_t capacity,
                                 std::int64_t n = 0) {
  const auto arena = value_of(device.allocate(capacity));
  device.begin_iteration(n, sequence.length);
  CountingObserver observer;
  const auto outcome = carry_out({sequence, strategy, device.state_sizes(), actions}, device, arena->data(),
                                 capacity, true, observer);
  if (!outcome) return tl::unexpected(outcome.error());
  return Trial{*outcome, device.gradients(), device.loss()};
}

inline Trial run_standard(Device& device, std::int64_t length, std::int64_t n = 0) {
  const auto schedule = value_of(standard_schedule(length, device.state_sizes()));
  return value_of(
      try_actions(device, Strategy::Standard, length, schedule.actions, schedule.memory_bytes, n));
}

}  // namespace tidemark
