// SPDX-License-Identifier: GPL-3.0-or-later
/// Runner programs, from the command line: asking what they can do, and having a plan carried out.
///
/// Each is a process of its own, beside this program; core/files/protocol.h is what is said. These functions
/// block, and need a QCoreApplication.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/files/protocol.h"
#include "core/model/calibration.h"

namespace tidemark {

/// What the runner for a device such as "cpu" or "cuda:0" says of all its devices and of `cell` on them.
/// Errors: it is missing, or fails.
Result<Description> describe_devices(std::string_view device, const Cell& cell,
                                     std::int64_t chunk_length = 1);

/// The device with the exact sizes of `cell` on it. Errors as above, or the reason why it cannot be used.
Result<DeviceDescription> describe_device(const std::string& device, const Cell& cell,
                                          std::int64_t chunk_length = 1);

/// Those sizes for single steps and for chunks of so many. Errors as describe_device().
Result<DeviceSizes> device_sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length);

/// Measures chunks of several lengths of `cell` on the device; takes seconds. Errors as describe_device().
Result<Calibration> calibrate_device(const std::string& device, const Cell& cell);

struct RunEnd {
  bool was_interrupted = false;  ///< by SIGINT or SIGTERM
  int exit_code = 0;             ///< the runner's; REQUIRES: !has_crashed
  bool has_crashed = false;
  std::string complaint;  ///< the last line the runner wrote to standard error, if any
};

/// Carries `request` out on its plan's device. `take_line` receives each line of the record as it arrives;
/// once it returns false, or on SIGINT or SIGTERM, the run is cancelled, and killed where it does not follow
/// or at the second signal. Errors: the runner is missing or does not start.
Result<RunEnd> carry_out(const Request& request, const std::function<bool(std::string_view)>& take_line);

}  // namespace tidemark
