// SPDX-License-Identifier: Apache-2.0
/// An iteration that is asked of a device once and then repeated as a whole: nothing but the device's own
/// work takes time, and nothing is known but the whole.
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
