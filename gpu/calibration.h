// SPDX-License-Identifier: Apache-2.0
/// How long single steps take on a device, measured before a run in the same process.
#pragma once

#include "core/plan.h"
#include "gpu/device.h"

namespace tidemark {

/// Of units of the sequence, per step: medians over rounds of advancing, keeping into changing places of
/// `arena`, and backpropagating from there, as a schedule mixes them; under half a second where steps are
/// short. An arena too small for a self-contained internal state is not used. Leaves the weights as they
/// were; everything else of the device is started anew by begin_iteration().
StepTimes calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence);

/// Of one iteration: advanced x advance + kept x keep + length x backward.
double predicted_seconds(const StepTimes& times, const ForwardSplit& split, std::int64_t length);

}  // namespace tidemark
