// SPDX-License-Identifier: Apache-2.0
/// The memory of this process and this machine (Linux).
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/result.h"
#include "gpu/device.h"

namespace tidemark {

/// Bytes of this process that are resident in memory now. 0: cannot be read.
std::int64_t resident_bytes();
std::int64_t machine_memory_bytes();
/// Bytes that can be allocated without swapping, within the limits of the process's control group. 0:
/// unknown.
std::int64_t available_memory_bytes();

/// Page-aligned memory, all pages of which are touched at once. Errors: it cannot be allocated, with the
/// reason.
Result<std::unique_ptr<DeviceMemory>> allocate_host(std::int64_t bytes);

}  // namespace tidemark
