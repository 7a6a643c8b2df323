// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/budget_readings.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

double standard_bytes(const Problem& problem, const DeviceSizes& device) {
  return static_cast<double>(standard_memory(problem.length, device.step.states));
}

}  // namespace

BudgetReadings readings_of(const Problem& problem, const std::optional<DeviceSizes>& device) {
  BudgetReadings readings;
  const auto sizes = planning_sizes(problem, device);
  if (!sizes) return readings;
  const Budget& budget = problem.budget;
  const auto measures = budget_in_quanta(problem, *sizes, device);
  if (measures) {
    readings.slots =
        budget.measure == Budget::Measure::Slots
            ? budget.value
            : static_cast<double>(*measures) / static_cast<double>(slot_size(problem.strategy, *sizes));
  }
  if (const auto arena = budget_in_bytes(problem, device)) {
    readings.bytes = *arena + device->more_fixed_bytes();
    readings.device_bytes = *arena + total(device->chunk.fixed);
  }
  if (budget.measure == Budget::Measure::Percent) {
    readings.percent = budget.value;
  } else if (readings.bytes) {
    readings.percent = 100 * static_cast<double>(*readings.bytes) / standard_bytes(problem, *device);
  } else if (measures) {
    readings.percent = 100 * fraction_of_standard(*measures, sequence_of(problem), problem.strategy, *sizes);
  }
  return readings;
}

BudgetRange budget_range(const Problem& problem, const std::optional<DeviceSizes>& device) {
  const auto sizes = planning_sizes(problem, device);
  if (!sizes) return {};
  const auto slot = static_cast<double>(slot_size(problem.strategy, *sizes));
  const double all = static_cast<double>(standard_memory(sequence_of(problem).chunks(), *sizes));
  BudgetRange range;
  switch (problem.budget.measure) {
    case Budget::Measure::Slots:
      range = {1, std::ceil(all / slot)};
      break;
    case Budget::Measure::Bytes:
    case Budget::Measure::DeviceMemory: {
      if (!device) break;
      const auto beside = static_cast<double>(budget_beside_states(problem.budget, *device));
      range = {beside + static_cast<double>(slot_size(problem.strategy, device->chunk.states)),
               beside + standard_bytes(problem, *device)};
      break;
    }
    case Budget::Measure::Percent:
      range = {rounded_budget(100 * slot / all, Budget::Measure::Percent), 100};
      break;
  }
  range.most = std::max(range.most, range.least);
  return range;
}

Budget converted(const Problem& problem, const std::optional<DeviceSizes>& device, Budget::Measure measure) {
  if (measure == problem.budget.measure) return problem.budget;
  const BudgetReadings readings = readings_of(problem, device);
  switch (measure) {
    case Budget::Measure::Slots:
      if (readings.slots) return {measure, std::max(1.0, std::floor(*readings.slots))};
      break;
    case Budget::Measure::Bytes:
      if (readings.bytes) return {measure, static_cast<double>(*readings.bytes)};
      break;
    case Budget::Measure::DeviceMemory:
      if (readings.device_bytes) return {measure, static_cast<double>(*readings.device_bytes)};
      break;
    case Budget::Measure::Percent:
      if (readings.percent) return {measure, rounded_budget(*readings.percent, measure)};
      break;
  }
  return problem.budget;
}

double rounded_budget(double value, Budget::Measure measure) {
  if (measure != Budget::Measure::Percent) return std::max(1.0, std::round(value));
  if (value <= 0) return 0.001;
  const double grain = std::pow(10.0, std::floor(std::log10(value)) - 2);
  // Through the inverse where it is whole, so that 5 % is 5 and not 5.000000001.
  return grain >= 1 ? std::round(value / grain) * grain : std::round(value / grain) / std::round(1 / grain);
}

}  // namespace tidemark
