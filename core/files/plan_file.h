// SPDX-License-Identifier: Apache-2.0
/// Plans as JSON: "format": "tidemark-plan", "version": 1.
///
/// `problem` {length, strategy, budget_slots, alpha, beta, ..}, `cost` {forward_steps, backward_steps,
/// peak_slots, optimal}, `actions`: arrays such as ["advance", 0, 38], ["keep", 39], ["store_hidden", 38, 1],
/// ["store_internal", 39, 2], ["restore", 38, 1], ["backward", 39, 2], ["backward", 40], ["free", 2].
///
/// Where `problem` has "chunk" (k, default 1), the actions count chunks of k steps, the last of which may be
/// shorter; alpha and beta are those of a whole chunk, and `cost` counts single steps.
///
/// That much can be written by hand. alpha, beta and the fields of `cost` may be missing; those that are
/// given are compared with what the checker counts. Files written here hold more, so that a plan is read back
/// as it was written: `problem` also has what a .tidemark file has ("budget", "cell", "device", "input"),
/// `given` {alpha, beta} with the ratios that were given by hand rather than taken from the cell, and
/// `quanta` {hidden, alpha, beta, budget}: the whole quanta in which it was planned. A plan whose chunks were
/// found by measuring also has "calibration", see core/model/calibration.h.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/plan/plan.h"

namespace tidemark {

/// One action as it stands in `actions`.
std::string to_json(const Action& action);

/// Streams the file, one action a line.
Result<void> write_plan(const Plan& plan, std::ostream& out);

/// Streams the same file straight from a solution: no schedule is held in memory. Follows the policy twice,
/// since the peak stands before the actions.
Result<void> write_plan(const Solution& solution, std::ostream& out);

/// Parses the text, checks every field, and proves the actions: a plan that is returned is valid. That it is
/// optimal is only what the file claims. The Error names the place: the field, or the number of the action;
/// it is a violation where the file is well-formed but its schedule or its cost is wrong.
Result<std::shared_ptr<const Plan>> parse_plan(std::string_view json);

Result<std::shared_ptr<const Plan>> load_plan(const std::filesystem::path& path);
Result<void> save_plan(const Plan& plan, const std::filesystem::path& path);

}  // namespace tidemark
