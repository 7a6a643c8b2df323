// SPDX-License-Identifier: Apache-2.0
/// Which measured step times hold for a question. Everything that draws or predicts with measured times gets
/// them here, so that a time measured for one device, cell or chunk length is never used for another.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/calibration.h"
#include "core/model/record.h"

namespace tidemark {

/// What has been measured so far, of any cell and device.
struct Measurements {
  std::shared_ptr<const Calibration> calibration = nullptr;  ///< null: none
  std::vector<std::shared_ptr<const Record>> records = {};   ///< of runs, oldest first
};

/// The step times of a cell on a device in chunks of `chunk_length` steps: those of the calibration if it is
/// of exactly this cell and device and has such chunks, else those of the newest record of exactly this cell,
/// device and chunk length. None: it was not measured.
std::optional<StepTimes> step_times(const Cell& cell, const std::string& device, std::int64_t chunk_length,
                                    const Measurements& measured);

}  // namespace tidemark
