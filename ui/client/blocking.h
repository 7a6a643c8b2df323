// SPDX-License-Identifier: GPL-3.0-or-later
/// Conversations with runners for the command line, which has nothing to do but wait. These functions run an
/// event loop until the answer is there, and need a QCoreApplication.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/files/protocol.h"
#include "core/model/calibration.h"
#include "ui/client/runs.h"

namespace tidemark {

/// Every device of every runner, with the sizes of `cell`; a device that cannot be used comes with the
/// reason.
std::vector<DeviceDescription> describe_devices(const Cell& cell);

/// The sizes of `cell` on the device in single steps and in chunks of `chunk_length` steps. Errors: the
/// reason why the device cannot be used.
Result<DeviceSizes> device_sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length);

/// Measures chunks of several lengths of `cell` on the device; takes seconds. Errors as device_sizes().
Result<Calibration> calibrate_device(const std::string& device, const Cell& cell);

struct FinishedRun {
  RunEnd end;
  bool was_interrupted = false;  ///< by Ctrl-C, or another signal that asks this program to end
};

/// Carries a run out on its plan's device. `take_line` receives each line of the record as it arrives; once
/// it returns false, or a signal asks this program to end, the run is cancelled. The runner is killed if it
/// does not stop, or at the second signal. `tell` is told 20 times a second how far the run is, until it is
/// asked to stop.
FinishedRun carry_out(const Run& run, const std::function<bool(std::string_view)>& take_line,
                      const std::function<void(const RunProgress&)>& tell);

}  // namespace tidemark
