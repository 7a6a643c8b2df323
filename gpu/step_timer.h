// SPDX-License-Identifier: Apache-2.0
/// How long single steps take on a device, and an iteration beside them, measured before a run in the same
/// process.
#pragma once

#include <chrono>

#include "core/model/calibration.h"
#include "gpu/device.h"

namespace tidemark {

/// Seconds a step, for chunks of the sequence: medians over rounds of advance, keep, backward. Each round
/// writes to another part of `arena`, so that caches behave as in a run. It takes not much longer than
/// `longest` where steps are short. What an iteration takes beside its steps is measured by iterations of two
/// steps before. An arena too small for a self-contained internal state is not used. Leaves the weights as
/// they were; everything else of the device is started anew by begin_iteration().
StepTimes calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence,
                    std::chrono::milliseconds longest = std::chrono::milliseconds(300));

}  // namespace tidemark
