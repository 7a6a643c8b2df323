// SPDX-License-Identifier: Apache-2.0
#include "core/plan/budget_readings.h"

#include <algorithm>
#include <cmath>

#include "core/model/memory_share.h"

namespace tidemark {
namespace {

MemoryShare share_of(const Settled& settled) {
  return {settled.problem, settled.sizes, settled.device};
}

/// Bytes of the device that hold `quanta` of stored states.
double bytes_holding(double quanta, const Settled& settled) {
  return std::ceil(quanta / static_cast<double>(settled.sizes.hidden) *
                   static_cast<double>(settled.device->chunk.states.hidden));
}

}  // namespace

BudgetReadings readings_of(const Settled& settled) {
  const Budget& budget = settled.problem.budget;
  BudgetReadings readings;
  readings.slots = budget.measure == Budget::Measure::Slots ? budget.value : settled.in_slots(settled.budget);
  if (settled.device) {
    readings.bytes = *settled.arena_bytes + settled.device->more_fixed_bytes();
    readings.device_memory = *settled.arena_bytes + total(settled.device->chunk.fixed);
  }
  const MemoryShare share = share_of(settled);
  const double amount = share.basis() == MemoryShare::Basis::Bytes
                            ? share.amount_of_bytes(static_cast<double>(*settled.arena_bytes))
                            : share.amount_of_quanta(static_cast<double>(settled.budget));
  readings.percent = budget.measure == Budget::Measure::Percent
                         ? budget.value
                         : 100 * share.part(amount, settled.problem.strategy);
  return readings;
}

BudgetRange budget_range(const Settled& settled) {
  const auto slot = static_cast<double>(settled.slot());
  const double all = static_cast<double>(standard_memory(settled.sequence().chunks(), settled.sizes));
  const MemoryShare share = share_of(settled);
  const Strategy strategy = settled.problem.strategy;
  BudgetRange range;
  switch (settled.problem.budget.measure) {
    case Budget::Measure::Slots:
      range = {1, std::ceil(all / slot)};
      break;
    case Budget::Measure::Bytes:
    case Budget::Measure::DeviceMemory: {
      if (!settled.device) break;
      const auto beside = static_cast<double>(settled.bytes_beside_states());
      const auto bytes = slot_size(settled.problem.strategy, settled.device->chunk.states);
      range = {
          beside + static_cast<double>(bytes),
          beside + static_cast<double>(standard_memory(settled.problem.length, settled.device->step.states))};
      break;
    }
    case Budget::Measure::Percent:
      range = {
          rounded_budget(100 * share.part(share.amount_of_quanta(slot), strategy), Budget::Measure::Percent),
          100};
      break;
  }
  range.most = std::max(range.most, range.least);
  return range;
}

Budget converted(const Settled& settled, Budget::Measure measure) {
  const Budget& budget = settled.problem.budget;
  if (measure == budget.measure) return budget;
  const BudgetReadings readings = readings_of(settled);
  switch (measure) {
    case Budget::Measure::Slots:
      return {measure, std::max(1.0, std::floor(readings.slots))};
    case Budget::Measure::Bytes:
      if (readings.bytes) return {measure, static_cast<double>(*readings.bytes)};
      break;
    case Budget::Measure::DeviceMemory:
      if (readings.device_memory) return {measure, static_cast<double>(*readings.device_memory)};
      break;
    case Budget::Measure::Percent:
      return {measure, rounded_budget(readings.percent, measure)};
  }
  return budget;
}

std::optional<Settled> with_least_budget(const Settled& settled, std::int64_t quanta) {
  const auto amount = static_cast<double>(quanta);
  const auto in_bytes = [&] {
    return bytes_holding(amount, settled) + static_cast<double>(settled.bytes_beside_states());
  };
  double value = 0;
  double grain = 1;
  switch (settled.problem.budget.measure) {
    case Budget::Measure::Slots:
      value = std::ceil(amount / static_cast<double>(settled.slot()));
      break;
    case Budget::Measure::Bytes:
    case Budget::Measure::DeviceMemory:
      if (!settled.device) return std::nullopt;
      value = in_bytes();
      break;
    case Budget::Measure::Percent: {
      const MemoryShare share = share_of(settled);
      const double held = share.basis() == MemoryShare::Basis::Bytes
                              ? share.amount_of_bytes(bytes_holding(amount, settled))
                              : share.amount_of_quanta(amount);
      const double percent = 100 * share.part(held, settled.problem.strategy);
      // Three significant digits read well; rounded up, they are never less than what is needed.
      grain = std::pow(10.0, std::floor(std::log10(percent)) - 2);
      value = std::ceil(percent / grain) * grain;
      break;
    }
  }
  Problem probe = settled.problem;
  for (int tries = 0; tries < 1000; ++tries, value += grain) {
    probe.budget.value = value;
    const auto tried = settle(probe, settled.device);
    if (tried && tried->budget >= quanta) return *tried;
  }
  return std::nullopt;
}

double rounded_budget(double value, Budget::Measure measure) {
  if (measure != Budget::Measure::Percent) return std::max(1.0, std::round(value));
  if (value <= 0) return 0.001;
  const double grain = std::pow(10.0, std::floor(std::log10(value)) - 2);
  // Divides by the inverse where that is whole, so that 5 % is 5 and not 5.000000001.
  return grain >= 1 ? std::round(value / grain) * grain : std::round(value / grain) / std::round(1 / grain);
}

}  // namespace tidemark
