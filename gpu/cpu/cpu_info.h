// SPDX-License-Identifier: Apache-2.0
/// What can be said of this machine's processor as a device.
#pragma once

#include <cstdint>

#include "core/model/device_id.h"
#include "core/model/record.h"

namespace tidemark {

/// The processor under this id, computing on so many threads.
DeviceInfo cpu_info(const DeviceId& id, std::int64_t threads);

}  // namespace tidemark
