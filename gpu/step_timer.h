// SPDX-License-Identifier: Apache-2.0
/// Measures how long single steps take on a device, and what an iteration takes beside them, before a run in
/// the same process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "core/model/calibration.h"
#include "gpu/device.h"

namespace tidemark {

/// How operations are handed to the device. A GPU takes longer over operations that are issued one by one: it
/// waits for the host between short ones.
enum class Issuing : std::uint8_t { OneByOne, Replayed };

struct Calibrated {
  StepTimes times;
  Issuing issuing;
};

/// Seconds per step in the sequence's chunks: medians over rounds of advance, keep, backward. Each round
/// writes to another part of `arena`, so that caches behave as in a run. What an iteration takes beside its
/// steps is measured before, by iterations of two steps. An arena that is too small for an internal state
/// with its input is not used.
///
/// For Issuing::Replayed rounds are captured and replayed, if the device can; where it cannot, they are
/// issued one by one, as the answer says. For a moment they take 256 MB of the device's memory beside
/// everything else, with which caches are emptied; where those are not free, caches stay warm. Takes little
/// longer than `longest` unless single rounds are long, or many operations have to be captured. None: it was
/// stopped by `should_stop`. Drops what the device has captured. Leaves the weights as they were; everything
/// else on the device is reset by begin_iteration().
std::optional<Calibrated> calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence,
                                    Issuing issuing, const std::function<bool()>& should_stop,
                                    std::chrono::milliseconds longest = std::chrono::milliseconds(300));

}  // namespace tidemark
