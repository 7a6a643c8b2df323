// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/answer_options.h"

#include <memory>
#include <utility>

#include "app/output.h"
#include "app/problem_options.h"
#include "app/summary.h"
#include "core/base/number_text.h"
#include "core/files/export_size.h"
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

/// Reads --from and --to.
Result<ScheduleRange> read_range(const Arguments& arguments) {
  ScheduleRange range;
  const auto first = arguments.whole_number(kFrom, 0, range.last);
  if (!first) return tl::unexpected(first.error());
  range.first = first->value_or(range.first);
  const auto last = arguments.whole_number(kTo, range.first, range.last);
  if (!last) return tl::unexpected(last.error());
  range.last = last->value_or(range.last);
  return range;
}

/// Says no to a file that might fill the disk.
Result<void> refuse_large(const FileSize& size) {
  if (size.bytes <= kLargeFile) return {};
  return failure("the file would take ", size.is_least ? "more than " : "about ",
                 text_of(readable_bytes(size.bytes)), "; give a part of it by --from A --to B, or --yes");
}

Result<void> write_schedule(const ScheduleWriter& write, const Solution& solution,
                            const AnswerOptions& options) {
  if (!options.may_be_large) {
    if (auto small = refuse_large(size_of_file(solution, write, options.range)); !small) return small;
  }
  return write_data(options.output, [&](std::ostream& out) { return write(solution, out, options.range); });
}

}  // namespace

Result<AnswerOptions> read_answer_options(const Arguments& arguments) {
  const std::string format = arguments.word(kFormat).value_or("summary");
  if (format != "summary" && format != "json" && format != "csv" && format != "trace") {
    return failure("--format must be summary, json, csv or trace, not \"", *arguments.text(kFormat), "\"");
  }
  for (const Option* option : {&kFrom, &kTo, &kYes}) {
    if (arguments.has(*option) && format != "csv" && format != "trace")
      return failure(option->name, " goes with --format csv or trace");
  }
  const auto range = read_range(arguments);
  if (!range) return tl::unexpected(range.error());
  return read_basis(arguments).map([&](OverheadBasis::Kind basis) {
    return AnswerOptions{format, *range, arguments.has(kYes), basis, arguments.text(kOutput)};
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
  if (options.format == "csv") return write_schedule(write_schedule_csv, solution, options);
  if (options.format == "trace") {
    const auto trace = [](const ScheduleView& schedule, std::ostream& out, const ScheduleRange& range) {
      return write_trace(schedule, out, nullptr, range);
    };
    return write_schedule(trace, solution, options);
  }
  return write_data(options.output, [&](std::ostream& out) -> Result<void> {
    if (options.format == "json") return write_plan(solution, out);
    out << heading << summary_of(solution, measured, options.basis);
    return {};
  });
}

}  // namespace tidemark
