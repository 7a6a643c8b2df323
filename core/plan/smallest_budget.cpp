// SPDX-License-Identifier: Apache-2.0
#include "core/plan/smallest_budget.h"

#include <sstream>

#include "core/plan/budget_readings.h"

namespace tidemark {
namespace {

/// What the number of a budget counts, in the plural but for its s.
std::string measure_in_words(const Settled& settled) {
  switch (settled.problem.budget.measure) {
    case Budget::Measure::Slots:
      return " " + std::string(settled.rule().slot_noun());
    case Budget::Measure::Bytes:
    case Budget::Measure::DeviceMemory:
      return " byte";
    case Budget::Measure::Percent:
      break;
  }
  return " percent of standard BPTT's memory";
}

/// "weights 2, working core 3"
std::string itemised(const FixedBytes& fixed) {
  std::ostringstream text;
  for (const auto& [name, bytes] : fixed) text << (text.tellp() > 0 ? ", " : "") << name << " " << bytes;
  return text.str();
}

/// The budget's bytes, where it is not given in bytes, and those of them that are not for stored states.
std::string bytes_in_words(const Settled& settled) {
  const std::int64_t beside = settled.bytes_beside_states();
  std::ostringstream text;
  switch (settled.problem.budget.measure) {
    case Budget::Measure::DeviceMemory:
      text << "of which " << beside << " are fixed: " << itemised(settled.device->chunk.fixed);
      return text.str();
    case Budget::Measure::Slots:
    case Budget::Measure::Percent:
      text << *settled.arena_bytes + beside << " bytes";
      break;
    case Budget::Measure::Bytes:
      break;
  }
  if (beside > 0) {
    text << (text.tellp() > 0 ? ", " : "") << "of which chunks take " << beside << " beside the states";
  }
  return text.str();
}

}  // namespace

std::string budget_in_words(const Settled& settled) {
  const Budget& budget = settled.problem.budget;
  std::ostringstream text;
  text.precision(15);
  text << budget.value << measure_in_words(settled);
  if (budget.measure != Budget::Measure::Percent && budget.value != 1) text << "s";
  if (budget.measure == Budget::Measure::DeviceMemory) text << " of the device's memory";
  const std::string bytes = settled.device ? bytes_in_words(settled) : "";
  if (!bytes.empty()) text << " (" << bytes << ")";
  return text.str();
}

std::optional<Settled> with_smallest_budget(const Settled& settled, Solver& solver) {
  const std::int64_t chunks = settled.sequence().chunks();
  const auto policy = solver.policy(settled.problem.strategy, settled.sizes, chunks, settled.sizes.hidden);
  if (!policy || !*policy) return std::nullopt;
  return with_least_budget(settled, (**policy)->smallest_budget(chunks));
}

Error budget_too_small(const Settled& settled, Solver& solver) {
  const Problem& problem = settled.problem;
  std::ostringstream text;
  text << "a budget of " << budget_in_words(settled) << " is too small for " << name_of(problem.strategy)
       << " over " << problem.length << " steps";
  if (problem.chunk_length > 1) text << " in chunks of " << problem.chunk_length;
  if (const auto works = with_smallest_budget(settled, solver)) {
    text << ": the smallest that works is " << budget_in_words(*works);
  }
  return {text.str()};
}

}  // namespace tidemark
