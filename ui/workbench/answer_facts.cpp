// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/answer_facts.h"

namespace tidemark {

const Solution* answer_of(const Workbench& workbench) {
  if (const auto plan = workbench.plan()) return plan.get();
  return workbench.solution() ? &*workbench.solution() : nullptr;
}

std::optional<PlanFacts> facts_of(const Workbench& workbench) {
  const Measurements measured = measurements_of(workbench);
  if (const auto plan = workbench.plan()) return plan_facts(*plan, measured, workbench.overhead_kind());
  const Solution* solution = answer_of(workbench);
  if (solution == nullptr) return std::nullopt;
  return plan_facts(*solution, std::nullopt, measured, workbench.overhead_kind());
}

Measurements measurements_of(const Workbench& workbench) {
  return {.calibration = workbench.calibration(), .records = workbench.records()};
}

OverheadBasis overhead_basis(const Workbench& workbench) {
  return {workbench.overhead_kind(), workbench.settled_problem(), measurements_of(workbench)};
}

}  // namespace tidemark
