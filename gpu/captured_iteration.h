// SPDX-License-Identifier: Apache-2.0
/// Captures an iteration once and replays it. A replay has no host overhead, but reports no times of single
/// actions.
#pragma once

#include "core/base/result.h"
#include "gpu/device.h"
#include "gpu/interpreter.h"

namespace tidemark {

struct CapturedIteration {
  GraphCapture* capture;  ///< the device's
  RunOutcome outcome;     ///< of every replay that is not stopped
};

/// Has the device capture an iteration of `program` with its states in `arena`. Nothing of it is computed
/// but, as a trial, the first chunk and the last one. Errors: the device cannot capture, or why it cannot
/// capture this iteration; iterations must then be carried out action by action. `observer` may stop it.
Cancellable<CapturedIteration> capture_iteration(Device& device, const BoundSchedule& program,
                                                 DeviceMemory& arena, bool poison, Observer& observer);

}  // namespace tidemark
