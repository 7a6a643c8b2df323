// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/answer_options.h"
#include "app/commands.h"
#include "app/problem_options.h"
#include "core/plan/plan.h"

namespace tidemark {

Outcome plan_command(const Arguments& arguments) {
  const auto options = read_answer_options(arguments);
  if (!options) return tl::unexpected(options.error());
  const auto settled = settle_arguments(arguments, /*needs_device=*/options->measures());
  if (!settled) return tl::unexpected(settled.error());
  const auto measured = measure_for(*options, *settled);
  if (!measured) return tl::unexpected(measured.error());
  Solver solver;
  const auto solved = solve(*settled, solver);
  if (!solved) return tl::unexpected(solved.error());
  return write_answer(**solved, *measured, *options).map([] { return Exit::Done; });
}

}  // namespace tidemark
