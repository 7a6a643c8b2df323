// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/answer_options.h"

#include <memory>
#include <utility>

#include "app/output.h"
#include "app/problem_options.h"
#include "app/summary.h"
#include "core/files/exports.h"
#include "core/files/plan_file.h"
#include "ui/client/blocking.h"

namespace tidemark {
namespace {

Result<OverheadBasis::Kind> read_basis(const Arguments& arguments) {
  const std::string basis = arguments.word(kOverhead).value_or("paper");
  if (basis == "paper") return OverheadBasis::Kind::Paper;
  if (basis == "measured") return OverheadBasis::Kind::Measured;
  return failure("--overhead must be paper or measured, not \"", *arguments.text(kOverhead), "\"");
}

}  // namespace

Result<AnswerOptions> read_answer_options(const Arguments& arguments) {
  const std::string format = arguments.word(kFormat).value_or("summary");
  if (format != "summary" && format != "json" && format != "csv" && format != "trace") {
    return failure("--format must be summary, json, csv or trace, not \"", *arguments.text(kFormat), "\"");
  }
  return read_basis(arguments).map([&](OverheadBasis::Kind basis) {
    return AnswerOptions{format, basis, arguments.text(kOutput)};
  });
}

Result<Measurements> measure_for(const AnswerOptions& options, const Settled& settled) {
  const Problem& problem = settled.problem;
  Measurements measured{settled.calibration, {}};
  if (!options.measures()) return measured;
  if (measured.calibration == nullptr) {
    auto calibration = calibrate_device(problem.device, problem.cell);
    if (!calibration) return failure("--overhead measured has to measure: ", calibration.error().message);
    measured.calibration = std::make_shared<const Calibration>(*std::move(calibration));
  }
  if (OverheadBasis(options.basis, problem, measured).kind() == options.basis) return measured;
  return failure("--overhead measured: steps on device \"", problem.device,
                 "\" are not measured in chunks of ", problem.chunk_length,
                 "; take a power of two of at most 128, or --chunk auto");
}

Result<void> write_answer(const Solution& solution, const Measurements& measured,
                          const AnswerOptions& options, std::string_view heading) {
  return write_data(options.output, [&](std::ostream& out) -> Result<void> {
    if (options.format == "json") return write_plan(solution, out);
    if (options.format == "csv") return write_schedule_csv(solution, out);
    if (options.format == "trace") return write_trace(solution, out);
    out << heading << summary_of(solution, measured, options.basis);
    return {};
  });
}

}  // namespace tidemark
