// SPDX-License-Identifier: Apache-2.0
/// What a runner answers without running a plan: which devices it has, and how fast a cell is on one of them.
#pragma once

#include <functional>

#include "core/base/result.h"
#include "core/files/protocol.h"
#include "core/model/calibration.h"
#include "gpu/device.h"

namespace tidemark {

/// Called between pieces of work that take less than a second each once the device is awake.
using ShouldStop = std::function<bool()>;

/// Describes every device of the provider and those that are named, with the sizes of the cell on it. None:
/// stopped.
Cancellable<Description> answer_to(const Describe& request, const DeviceProvider& provider,
                                   const ShouldStop& should_stop);

/// Measures a cell on a device. Takes memory, and a fraction of a second for each chunk length. None:
/// stopped. Errors: the device cannot be used, or cannot take chunks of one of the lengths.
Cancellable<Calibration> answer_to(const Calibrate& request, const DeviceProvider& provider,
                                   const ShouldStop& should_stop);

}  // namespace tidemark
