// SPDX-License-Identifier: Apache-2.0
/// The runner program: one request in, events out (core/files/protocol.h). Linked once for each kind of
/// device.
#pragma once

#include "gpu/device.h"

namespace tidemark {

/// What main() does; returns the exit code: 0 done or cancelled, 1 failed, 2 refused.
int runner_main(int argc, char** argv, const DeviceProvider& provider);

}  // namespace tidemark
