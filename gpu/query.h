// SPDX-License-Identifier: Apache-2.0
/// What a runner answers without running a plan: which devices it has, and how fast a cell is on one of them.
#pragma once

#include "core/base/result.h"
#include "gpu/device.h"

namespace tidemark {

/// The options of `RUNNER --describe ..` as one line of JSON, see core/files/protocol.h.
Result<std::string> describe(int argc, char** argv, const DeviceProvider& provider);

/// Those of `RUNNER --calibrate ..`, likewise. Takes memory, and a fraction of a second for each chunk
/// measured.
Result<std::string> calibrate(int argc, char** argv, const DeviceProvider& provider);

}  // namespace tidemark
