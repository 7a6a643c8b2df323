// SPDX-License-Identifier: Apache-2.0
/// Captures an iteration once and replays it. A replay has no host overhead, but tells no times of single
/// actions either.
#pragma once

#include "core/base/result.h"
#include "gpu/device.h"
#include "gpu/interpreter.h"

namespace tidemark {

struct CapturedIteration {
  GraphCapture* capture;  ///< the device's
  RunOutcome outcome;     ///< of every repetition that is not stopped
};

/// Has the device keep an iteration of `program` in `arena`, of which it does the first chunk and the last
/// one alone, to try them. Errors: the device does not repeat, or why it cannot repeat this; the iterations
/// must then be carried out action by action. `observer` may stop it.
Cancellable<CapturedIteration> capture_iteration(Device& device, const BoundSchedule& program,
                                                 DeviceMemory& arena, bool poison, Observer& observer);

}  // namespace tidemark
