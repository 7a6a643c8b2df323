// SPDX-License-Identifier: Apache-2.0
/// Compares a plan's gradients with standard BPTT's: same weights, same input, same process.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "core/model/record.h"
#include "gpu/device.h"
#include "gpu/interpreter.h"

namespace tidemark {

/// The schedule of standard BPTT in single steps, and the bytes that its stored states take.
struct StandardSchedule {
  std::vector<Action> actions;
  std::int64_t memory_bytes;
};
/// Errors: the schedule is too long to be held in memory.
Result<StandardSchedule> standard_schedule(std::int64_t length, const StateBytes& bytes);

/// The relative difference of `gradients` from `reference` in the L2 norm, in double precision.
double relative_l2(const std::vector<float>& gradients, const std::vector<float>& reference);

/// Runs iteration n of `length` steps by standard BPTT, a step at a time, in memory that is allocated for it
/// alone, and compares the gradients that the device holds now with those of that run. Then it puts the
/// former back, so that the iteration may go on. `step_bytes`: the sizes of a single step's states on the
/// device. std::nullopt: the observer stopped it.
Cancellable<VerifyEvent> verify_gradients(Device& device, const StateBytes& step_bytes, std::int64_t n,
                                          std::int64_t length, Observer& observer);

}  // namespace tidemark
