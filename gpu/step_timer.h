// SPDX-License-Identifier: Apache-2.0
/// Measures how long single steps take on a device, and what an iteration takes beside them, before a run in
/// the same process.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/model/calibration.h"
#include "gpu/device.h"

namespace tidemark {

/// How a run hands its operations to the device. A GPU takes longer over operations that are issued one by
/// one: it waits for the host between short ones.
enum class Issue : std::uint8_t { OneByOne, Captured };

/// How calibrate() would measure for a run that issues as `wanted`: captured only if the device can capture.
Issue issue_on(Device& device, Issue wanted);

/// Seconds per step in the sequence's chunks: medians over rounds of advance, keep, backward. Each round
/// writes to another part of `arena`, so that caches behave as in a run. Takes little longer than `longest`
/// unless single steps are long. What an iteration takes beside its steps is measured before, by iterations
/// of two steps. An arena that is too small for an internal state with its input is not used. Operations are
/// issued as they will be in the run; where capturing them fails, one by one. Drops what the device has
/// captured. Leaves the weights as they were; everything else on the device is reset by begin_iteration().
StepTimes calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence, Issue issue,
                    std::chrono::milliseconds longest = std::chrono::milliseconds(300));

}  // namespace tidemark
