// SPDX-License-Identifier: Apache-2.0
#include "core/study/step_times.h"

namespace tidemark {
namespace {

bool are_measured(const StepTimes& times) {
  return times.advance > 0 && times.keep > 0 && times.backward > 0;
}

}  // namespace

std::optional<StepTimes> step_times(const Cell& cell, const std::string& device, std::int64_t chunk_length,
                                    const Measurements& measured) {
  const Calibration* calibration = measured.calibration.get();
  if (calibration != nullptr && calibration->cell == cell && calibration->device == device &&
      calibration->find(chunk_length) != nullptr) {
    return calibration->times_of(chunk_length);
  }
  for (auto record = measured.records.rbegin(); record != measured.records.rend(); ++record) {
    const StartEvent& start = (*record)->start;
    if (start.problem.cell == cell && start.problem.device == device &&
        start.problem.chunk_length == chunk_length && are_measured(start.times)) {
      return start.times;
    }
  }
  return std::nullopt;
}

}  // namespace tidemark
