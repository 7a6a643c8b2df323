// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "app/summary.h"
#include "core/files/exports.h"
#include "core/files/plan_file.h"
#include "core/plan/plan.h"
#include "core/study/overhead.h"
#include "ui/client/blocking.h"

namespace tidemark {
namespace {

Result<OverheadBasis::Kind> read_basis(const Arguments& arguments) {
  const std::string basis = arguments.text(kOverhead).value_or("paper");
  if (basis == "paper") return OverheadBasis::Kind::Paper;
  if (basis == "measured") return OverheadBasis::Kind::Measured;
  return failure("--overhead must be paper or measured, not \"", basis, "\"");
}

/// What has been measured of the question's cell on its device to find its chunks; if nothing has, measures
/// it now.
Result<Measurements> measure(const Settled& settled) {
  const Problem& problem = settled.problem;
  Measurements measured{settled.calibration, {}};
  if (measured.calibration == nullptr) {
    auto calibration = calibrate_device(problem.device, problem.cell);
    if (!calibration) return failure("--overhead measured has to measure: ", calibration.error().message);
    measured.calibration = std::make_shared<const Calibration>(*std::move(calibration));
  }
  constexpr auto kMeasured = OverheadBasis::Kind::Measured;
  if (OverheadBasis(kMeasured, problem, measured).kind() == kMeasured) return measured;
  return failure("--overhead measured: steps on device \"", problem.device,
                 "\" are not measured in chunks of ", problem.chunk_length,
                 "; take a power of two of at most 128, or --chunk auto");
}

}  // namespace

Outcome plan_command(const Arguments& arguments) {
  const std::string format = arguments.text(kFormat).value_or("summary");
  if (format != "summary" && format != "json" && format != "csv" && format != "trace") {
    return failure("--format must be summary, json, csv or trace, not \"", format, "\"");
  }
  const auto basis = read_basis(arguments);
  if (!basis) return tl::unexpected(basis.error());
  const bool measures = *basis == OverheadBasis::Kind::Measured;
  const auto settled = settle_arguments(arguments, /*needs_device=*/measures);
  if (!settled) return tl::unexpected(settled.error());
  const auto measured = measures ? measure(*settled) : Result<Measurements>({settled->calibration, {}});
  if (!measured) return tl::unexpected(measured.error());
  Solver solver;
  const auto solved = solve(*settled, solver);
  if (!solved) return tl::unexpected(solved.error());
  const Solution& solution = **solved;
  return write_data(arguments.text(kOutput),
                    [&](std::ostream& out) -> Result<void> {
                      if (format == "json") return write_plan(solution, out);
                      if (format == "csv") return write_schedule_csv(solution, out);
                      if (format == "trace") return write_trace(solution, out);
                      out << summary_of(solution, *measured, *basis);
                      return {};
                    })
      .map([] { return Exit::Done; });
}

}  // namespace tidemark
