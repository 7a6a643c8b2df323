// SPDX-License-Identifier: GPL-3.0-or-later
/// One budget read in all its measures. Throughout, a problem's steps per measure are settled, and `device`
/// is for them.
#pragma once

#include <cstdint>
#include <optional>

#include "core/plan/plan.h"

namespace tidemark {

/// What can be said of a budget: slots of the strategy's own kind, bytes where the device's sizes are known,
/// percent of standard BPTT's memory, and bytes of the device in all, fixed parts included.
struct BudgetReadings {
  std::optional<double> slots;
  std::optional<std::int64_t> bytes;
  std::optional<double> percent;
  std::optional<std::int64_t> device_bytes;
};

BudgetReadings readings_of(const Problem& problem, const std::optional<DeviceSizes>& device);

/// The least and the most a budget can sensibly be: one slot, and standard BPTT's memory.
struct BudgetRange {
  double least = 1;
  double most = 1;
};
BudgetRange budget_range(const Problem& problem, const std::optional<DeviceSizes>& device);

/// The problem's budget in another measure, as near as that measure can be read. As it is when it cannot be
/// converted.
Budget converted(const Problem& problem, const std::optional<DeviceSizes>& device, Budget::Measure measure);

/// A budget as people write one: whole slots and bytes, three digits of a percentage.
double rounded_budget(double value, Budget::Measure measure);

}  // namespace tidemark
