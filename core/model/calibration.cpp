// SPDX-License-Identifier: Apache-2.0
#include "core/model/calibration.h"

#include <algorithm>

namespace tidemark {
namespace {

double between(double below, double above, double part) {
  return below + part * (above - below);
}

}  // namespace

const ChunkMeasure* Calibration::find(std::int64_t chunk_length) const {
  const auto found = std::ranges::find(chunks, chunk_length, &ChunkMeasure::steps);
  return found == chunks.end() ? nullptr : &*found;
}

StepTimes Calibration::times_of(std::int64_t chunk_length) const {
  const auto is_measured = [](const ChunkMeasure& chunk) { return chunk.times.has_value(); };
  const auto here = std::ranges::find(chunks, chunk_length, &ChunkMeasure::steps);
  const auto above = std::find_if(here, chunks.end(), is_measured);
  if (above == here) return *here->times;
  const auto below = std::find_if(std::make_reverse_iterator(here), chunks.rend(), is_measured);
  const auto inverse = [](std::int64_t k) { return 1 / static_cast<double>(k); };
  const double part =
      (inverse(chunk_length) - inverse(below->steps)) / (inverse(above->steps) - inverse(below->steps));
  return {.advance = between(below->times->advance, above->times->advance, part),
          .keep = between(below->times->keep, above->times->keep, part),
          .backward = between(below->times->backward, above->times->backward, part),
          .iteration = between(below->times->iteration, above->times->iteration, part)};
}

DeviceSizes Calibration::sizes_for(std::int64_t chunk_length) const {
  return {chunks.front().sizes, find(chunk_length)->sizes};
}

}  // namespace tidemark
