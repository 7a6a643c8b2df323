// SPDX-License-Identifier: Apache-2.0
/// What a runner measured of a cell on its device, for chunks of several lengths: what the best length is
/// found with, see core/plan/chunk_search.h.
///
/// As JSON, "format": "tidemark-calibration", "version": 1: `device` and `cell` as in a description, `chunks`
/// a list of {"steps", "sizes" {hidden_bytes, internal_bytes, internal_alone_bytes, fixed}, "step_seconds"
/// {advance, keep, backward}, "iteration_seconds"}, the last two of which only where they were measured.
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

/// Forward steps that a backward step takes as long as, by the paper's word.
inline constexpr double kBackwardOfThePaper = 2;

/// Seconds of one step, measured by a runner where steps are done a chunk at a time, and of what is beside
/// them.
struct StepTimes {
  double advance = 0;    ///< one forward step that keeps nothing
  double keep = 0;       ///< one forward step that keeps its internal state
  double backward = 0;   ///< one backward step
  double iteration = 0;  ///< what an iteration takes beside its steps, however many they are
  bool operator==(const StepTimes&) const = default;
};

/// A cell on a device in chunks of one length.
struct ChunkMeasure {
  std::int64_t steps = 1;
  ChunkSizes sizes;
  std::optional<StepTimes> times;  ///< none: it was not tried, only asked for its sizes
  bool operator==(const ChunkMeasure&) const = default;
};

/// A value. Its first chunk is the single step; lengths rise; the first and the last chunk have times.
struct Calibration {
  std::string device;  ///< its id
  Cell cell;
  std::vector<ChunkMeasure> chunks;
  bool operator==(const Calibration&) const = default;

  /// Null where chunks of so many steps are not among them.
  const ChunkMeasure* find(std::int64_t chunk_length) const;
  /// Measured, or between the measured neighbours: a call takes a fixed time and one for each step, so that
  /// the time of a step is linear in 1 / k. REQUIRES: find(chunk_length).
  StepTimes times_of(std::int64_t chunk_length) const;
  /// REQUIRES: find(chunk_length).
  DeviceSizes sizes_for(std::int64_t chunk_length) const;
};

/// One line.
std::string to_json(const Calibration& calibration);
Result<Calibration> parse_calibration(std::string_view json);

}  // namespace tidemark
