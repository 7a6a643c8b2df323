// SPDX-License-Identifier: Apache-2.0
/// What a runner measured of a cell on its device, for chunks of several lengths. The fastest chunk length is
/// found from it, see core/plan/chunk_search.h.
///
/// As JSON, "format": "tidemark-calibration", "version": 1: `device` and `cell` as in a description, `chunks`
/// a list of {"steps", "sizes" {hidden_bytes, internal_bytes, internal_alone_bytes, fixed}, "step_seconds"
/// {advance, keep, backward}, "iteration_seconds"}, where both kinds of seconds are left out unless they were
/// measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/model/problem.h"
#include "core/model/sizes.h"

namespace tidemark {

/// How many forward steps a backward step counts as in the paper.
inline constexpr double kBackwardOfThePaper = 2;

/// Seconds that one step takes where steps are computed a chunk at a time, and that an iteration takes beside
/// its steps. Measured by a runner.
struct StepTimes {
  double advance = 0;    ///< one forward step that keeps nothing
  double keep = 0;       ///< one forward step that keeps its internal state
  double backward = 0;   ///< one backward step
  double iteration = 0;  ///< what an iteration takes beside its steps, however many it has
  bool operator==(const StepTimes&) const = default;
};

/// What was measured for chunks of one length.
struct ChunkMeasure {
  std::int64_t steps = 1;
  ChunkSizes sizes;
  std::optional<StepTimes> times;  ///< none: only the sizes were asked for, nothing was timed
  bool operator==(const ChunkMeasure&) const = default;
};

/// A value. Its first chunk is the single step; lengths rise; the first and the last chunk have times.
struct Calibration {
  std::string device;  ///< its id
  Cell cell;
  std::vector<ChunkMeasure> chunks;
  bool operator==(const Calibration&) const = default;

  /// Null if `chunks` has none of this length.
  const ChunkMeasure* find(std::int64_t chunk_length) const;
  /// Measured, or interpolated between the measured neighbours: a call takes a fixed time and a time for each
  /// step, so that the time of a step is linear in 1 / k. REQUIRES: find(chunk_length).
  StepTimes times_of(std::int64_t chunk_length) const;
  /// REQUIRES: find(chunk_length).
  DeviceSizes sizes_for(std::int64_t chunk_length) const;
};

/// One line.
std::string to_json(const Calibration& calibration);
Result<Calibration> parse_calibration(std::string_view json);

}  // namespace tidemark
