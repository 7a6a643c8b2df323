// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "app/summary.h"
#include "core/exports.h"
#include "core/plan.h"
#include "core/plan_file.h"

namespace tidemark {
namespace {

/// A schedule written out, for the formats that need all of it.
Result<void> write_schedule(const Solution& solution, std::string_view format, std::ostream& out) {
  const auto plan = make_plan(solution);
  if (!plan) return tl::unexpected(plan.error());
  return format == "csv" ? write_schedule_csv(***plan, out) : write_trace(***plan, out);
}

}  // namespace

Outcome plan_command(const Arguments& arguments) {
  const std::string format = arguments.text(kFormat).value_or("summary");
  if (format != "summary" && format != "json" && format != "csv" && format != "trace") {
    return failure("--format must be summary, json, csv or trace, not \"", format, "\"");
  }
  const auto question = read_question(arguments, /*needs_device=*/false);
  if (!question) return tl::unexpected(question.error());
  Solver solver;
  auto solved = solve(question->problem, question->device, solver);
  if (!solved) return tl::unexpected(solved.error());
  Solution& solution = **solved;
  solution.calibration = question->calibration;
  return write_data(arguments.text(kOutput),
                    [&](std::ostream& out) -> Result<void> {
                      if (format == "json") return write_plan(solution, out);
                      if (format != "summary") return write_schedule(solution, format, out);
                      out << summary_of(solution, question->device);
                      return {};
                    })
      .map([] { return Exit::Done; });
}

}  // namespace tidemark
