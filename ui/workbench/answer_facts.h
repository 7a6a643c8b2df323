// SPDX-License-Identifier: GPL-3.0-or-later
/// The facts about what the workbench shows, as every view states them.
#pragma once

#include <QString>
#include <optional>

#include "core/study/plan_facts.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// The plan, or the solution if there is no schedule; null: no answer (yet).
const Solution* answer_of(const Workbench& workbench);

/// The facts about answer_of(), with overheads on the chosen basis.
std::optional<PlanFacts> facts_of(const Workbench& workbench);

/// What was measured in this session.
Measurements measurements_of(const Workbench& workbench);

/// How overheads of the settled problem are worked out.
OverheadBasis overhead_basis(const Workbench& workbench);

/// Why the plan cannot be run now, as a sentence; empty: it can. A run that is going on is no reason.
QString why_no_run(const Workbench& workbench);

}  // namespace tidemark
