// SPDX-License-Identifier: Apache-2.0
/// One budget read in all its measures.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/settled.h"

namespace tidemark {

/// What can be said of a budget: slots of the strategy's own kind, bytes where the device's sizes are known,
/// percent of standard BPTT's memory, and bytes of the device's memory in all, fixed parts included.
struct BudgetReadings {
  double slots = 0;
  std::optional<std::int64_t> bytes;
  double percent = 0;
  std::optional<std::int64_t> device_memory;
};

BudgetReadings readings_of(const Settled& settled);

/// The least and the most a budget can sensibly be, in the measure of the question's: one slot, and standard
/// BPTT's memory.
struct BudgetRange {
  double least = 1;
  double most = 1;
};
BudgetRange budget_range(const Settled& settled);

/// The question's budget in another measure, as near as that measure can be read. As it is when it cannot be
/// converted.
Budget converted(const Settled& settled, Budget::Measure measure);

/// The least budget, in the measure of the question's, that holds `quanta`; none where it cannot be had.
std::optional<Budget> least_budget(const Settled& settled, std::int64_t quanta);

/// A budget as people write one: whole slots and bytes, three digits of a percentage.
double rounded_budget(double value, Budget::Measure measure);

}  // namespace tidemark
