// SPDX-License-Identifier: Apache-2.0
/// One budget expressed in every measure.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/settled.h"

namespace tidemark {

/// A budget in slots of the strategy's own kind, in bytes where the device's sizes are known, in percent of
/// standard BPTT's memory, and in bytes of the device's memory in all, fixed parts included.
struct BudgetReadings {
  double slots = 0;
  std::optional<std::int64_t> bytes;
  double percent = 0;
  std::optional<std::int64_t> device_memory;
};

BudgetReadings readings_of(const Settled& settled);

/// The least and the greatest sensible budget, in the measure of the question's budget: one slot, and
/// standard BPTT's memory.
struct BudgetRange {
  double least = 1;
  double most = 1;
};
BudgetRange budget_range(const Settled& settled);

/// The question's budget in another measure, rounded as that measure is written. Unchanged if it cannot be
/// converted.
Budget converted(const Settled& settled, Budget::Measure measure);

/// The same question with the least budget, in its own measure, that holds `quanta`; none if that measure has
/// no such budget.
std::optional<Settled> with_least_budget(const Settled& settled, std::int64_t quanta);

/// Rounds a budget as people write one: whole slots and bytes, three digits of a percentage.
double rounded_budget(double value, Budget::Measure measure);

}  // namespace tidemark
