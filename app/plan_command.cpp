// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "app/summary.h"
#include "core/files/exports.h"
#include "core/files/plan_file.h"
#include "core/plan/plan.h"

namespace tidemark {

Outcome plan_command(const Arguments& arguments) {
  const std::string format = arguments.text(kFormat).value_or("summary");
  if (format != "summary" && format != "json" && format != "csv" && format != "trace") {
    return failure("--format must be summary, json, csv or trace, not \"", format, "\"");
  }
  const auto settled = read_settled(arguments, /*needs_device=*/false);
  if (!settled) return tl::unexpected(settled.error());
  Solver solver;
  const auto solved = solve(*settled, solver);
  if (!solved) return tl::unexpected(solved.error());
  const Solution& solution = **solved;
  return write_data(arguments.text(kOutput),
                    [&](std::ostream& out) -> Result<void> {
                      if (format == "json") return write_plan(solution, out);
                      if (format == "csv") return write_schedule_csv(solution, out);
                      if (format == "trace") return write_trace(solution, out);
                      out << summary_of(solution);
                      return {};
                    })
      .map([] { return Exit::Done; });
}

}  // namespace tidemark
