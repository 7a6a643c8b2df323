// SPDX-License-Identifier: Apache-2.0
#include "core/model/calibration.h"

#include <algorithm>

namespace tidemark {
namespace {

double between(double below, double above, double part) {
  return below + part * (above - below);
}

}  // namespace

const UnitMeasure* Calibration::find(std::int64_t steps_per_unit) const {
  const auto found = std::ranges::find(units, steps_per_unit, &UnitMeasure::steps_per_unit);
  return found == units.end() ? nullptr : &*found;
}

StepTimes Calibration::times_of(std::int64_t steps_per_unit) const {
  const auto is_measured = [](const UnitMeasure& unit) { return unit.times.has_value(); };
  const auto here = std::ranges::find(units, steps_per_unit, &UnitMeasure::steps_per_unit);
  const auto above = std::find_if(here, units.end(), is_measured);
  if (above == here) return *here->times;
  const auto below = std::find_if(std::make_reverse_iterator(here), units.rend(), is_measured);
  const auto inverse = [](std::int64_t k) { return 1 / static_cast<double>(k); };
  const double part = (inverse(steps_per_unit) - inverse(below->steps_per_unit)) /
                      (inverse(above->steps_per_unit) - inverse(below->steps_per_unit));
  return {.advance = between(below->times->advance, above->times->advance, part),
          .keep = between(below->times->keep, above->times->keep, part),
          .backward = between(below->times->backward, above->times->backward, part),
          .iteration = between(below->times->iteration, above->times->iteration, part)};
}

DeviceSizes Calibration::sizes_for(std::int64_t steps_per_unit) const {
  return {units.front().sizes, find(steps_per_unit)->sizes};
}

}  // namespace tidemark
