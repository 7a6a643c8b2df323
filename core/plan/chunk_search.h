// SPDX-License-Identifier: Apache-2.0
/// Finds how many steps a chunk should have.
#pragma once

#include <cstdint>
#include <stop_token>

#include "core/base/result.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"

namespace tidemark {

/// The length of chunks that was found, and what is expected of it.
struct ChunkChoice {
  Problem problem;    ///< the one that was asked about, with its steps per chunk; a budget in slots as bytes
  DeviceSizes sizes;  ///< to plan it with
  StepTimes times;    ///< measured, or between those of its neighbours, see Calibration::times_of()
  std::int64_t forward_steps = 0;
  double seconds = 0;  ///< predicted, of one iteration
};

/// Of all chunks in `calibration` no longer than the sequence, the one whose best plan within the problem's
/// budget takes the least predicted time; of equals the shortest. The problem's own steps per chunk are not
/// looked at. A budget in slots means the bytes of so many slots of single steps, so that longer chunks pay
/// for their working core like with any other budget in bytes. A pure function: it solves one table for each
/// length of chunks tried, those of single steps being the dearest. Errors: sizes given by hand (of which
/// chunk?), a calibration of another cell or device, no chunk that fits (what single steps need).
Cancellable<ChunkChoice> find_chunk(const Problem& problem, const Calibration& calibration,
                                    std::stop_token stop = {});

}  // namespace tidemark
