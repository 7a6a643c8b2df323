// SPDX-License-Identifier: Apache-2.0
#include "core/plan/smallest_budget.h"

#include <sstream>

#include "core/base/number_text.h"
#include "core/plan/budget_readings.h"

namespace tidemark {
namespace {

/// The budget as it was given: "3 hidden states", "12.5 percent of standard BPTT's memory".
std::string given_in_words(const Settled& settled) {
  const Budget& budget = settled.problem.budget;
  std::ostringstream number;
  number.precision(15);
  number << budget.value;
  switch (budget.measure) {
    case Budget::Measure::Slots:
      return counted(number.str(), settled.rule().slot_noun());
    case Budget::Measure::Bytes:
      return counted(number.str(), "byte");
    case Budget::Measure::DeviceMemory:
      return counted(number.str(), "byte") + " of the device's memory";
    case Budget::Measure::Percent:
      break;
  }
  return number.str() + " percent of standard BPTT's memory";
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
  const std::string bytes = settled.device ? bytes_in_words(settled) : "";
  return given_in_words(settled) + (bytes.empty() ? "" : " (" + bytes + ")");
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
       << " over " << counted(problem.length, "step");
  if (problem.chunk_length > 1) text << " in chunks of " << problem.chunk_length;
  if (const auto works = with_smallest_budget(settled, solver)) {
    text << ": the smallest that works is " << budget_in_words(*works);
  }
  return {text.str()};
}

}  // namespace tidemark
