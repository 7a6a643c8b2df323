// SPDX-License-Identifier: Apache-2.0
/// Standard BPTT beside a plan: the same weights, the same input, the same process.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "core/model/record.h"
#include "gpu/device.h"
#include "gpu/interpreter.h"

namespace tidemark {

/// The schedule of standard BPTT, in single steps, with what it needs in bytes.
struct StandardSchedule {
  std::vector<Action> actions;
  std::int64_t memory_bytes;
};
/// An Error when it is too long to be held.
Result<StandardSchedule> standard_schedule(std::int64_t length, const StateSizes& bytes);

/// How far `gradients` are from `reference`, by their L2 norms in double precision.
double relative_l2(const std::vector<float>& gradients, const std::vector<float>& reference);

/// Runs iteration n of `length` steps by standard BPTT, a step at a time, in memory of its own that is given
/// back, and compares the gradients that the device holds with those of that run. They are put back: the
/// iteration may go on. `step_bytes`: the sizes of a single step's states on the device. std::nullopt: the
/// observer stopped it.
Cancellable<VerifyEvent> verify_gradients(Device& device, const StateSizes& step_bytes, std::int64_t n,
                                          std::int64_t length, Observer& observer);

}  // namespace tidemark
