// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <vector>

#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "app/run_report.h"
#include "core/base/number_text.h"
#include "core/files/plan_file.h"
#include "core/files/record_file.h"
#include "core/study/run_facts.h"
#include "ui/client/blocking.h"

namespace tidemark {
namespace {

constexpr std::int64_t kMostIterations = 1'000'000'000;

/// A plan from a file. A cell and a device that are given as options replace the plan's own.
Result<std::shared_ptr<const Plan>> load_plan_for(const Arguments& arguments) {
  for (const Option* option :
       {&kLength, &kStrategy, &kSlots, &kBytes, &kDeviceMemory, &kPercent, &kAlpha, &kBeta, &kChunk}) {
    if (arguments.has(*option)) {
      return failure("takes a plan file or the options of a new plan, but got \"", *arguments.operand(),
                     "\" and ", option->name);
    }
  }
  const auto loaded = load_plan(*arguments.operand());
  if (!loaded) return tl::unexpected(loaded.error());
  auto plan = std::make_shared<Plan>(**loaded);
  const auto cell = read_cell(arguments, plan->problem.cell);
  if (!cell) return tl::unexpected(cell.error());
  plan->problem.cell = *cell;
  const auto device = read_device(arguments);
  if (!device) return tl::unexpected(device.error());
  plan->problem.device = device->value_or(plan->problem.device);
  return plan;
}

Result<std::shared_ptr<const Plan>> plan_anew(const Arguments& arguments) {
  const auto settled = settle_arguments(arguments, /*needs_device=*/true);
  if (!settled) return tl::unexpected(settled.error());
  Solver solver;
  const auto solution = solve(*settled, solver);
  if (!solution) return tl::unexpected(solution.error());
  const auto plan = make_plan(**solution);
  if (!plan) return tl::unexpected(plan.error());
  return **plan;
}

Result<Run> read_request(const Arguments& arguments) {
  const auto iterations = arguments.whole_number(kIterations, 1, kMostIterations);
  if (!iterations) return tl::unexpected(iterations.error());
  const auto planned = arguments.operand() ? load_plan_for(arguments) : plan_anew(arguments);
  if (!planned) return tl::unexpected(planned.error());
  auto plan = std::make_shared<Plan>(**planned);
  if (const auto input = arguments.text(kInput)) plan->problem.input = *input;
  return Run{
      .plan = std::move(plan), .iterations = iterations->value_or(1), .verify = arguments.has(kVerify)};
}

/// The files from which the run takes its plan and its input.
std::vector<std::filesystem::path> files_read(const Arguments& arguments, const Run& request) {
  std::vector<std::filesystem::path> files;
  if (arguments.operand()) files.emplace_back(*arguments.operand());
  const std::string& input = request.plan->problem.input;
  if (input != "text" && input != "noise") files.emplace_back(input);
  return files;
}

std::string progress_in_words(const RunProgress& progress) {
  if (progress.has_to_verify && progress.iterations_done > 0) return "standard BPTT, to compare with";
  if (progress.iterations_done == 0) {
    return "the first iteration: " + std::to_string(static_cast<int>(100 * progress.part_of_iteration)) + "%";
  }
  std::string words = "iteration " +
                      std::to_string(std::min(progress.iterations_done + 1, progress.iterations_asked)) +
                      " of " + std::to_string(progress.iterations_asked);
  if (progress.seconds_left)
    words += ", about " + text_of(readable_time_left(*progress.seconds_left)) + " left";
  return words;
}

/// A line on the terminal that tells how far the run is, and is gone when this object is. Where standard
/// error is no terminal, nothing is written.
class ProgressLine {
 public:
  explicit ProgressLine(bool is_wanted) : is_wanted_(is_wanted && ::isatty(STDERR_FILENO) == 1) {}
  ~ProgressLine() { erase(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const RunProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!is_wanted_ || (is_shown_ && now < next_)) return;
    next_ = now + std::chrono::milliseconds(250);
    erase();
    std::cerr << progress_in_words(progress) << std::flush;
    is_shown_ = true;
  }

 private:
  void erase() {
    if (is_shown_) std::cerr << "\r\x1b[K" << std::flush;
    is_shown_ = false;
  }

  bool is_wanted_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

/// Carries the request out; every line of the record goes to `out` as it comes, and how far it is to the
/// terminal, unless the record goes there. Errors: the run never began.
Result<FinishedRun> carry_out_into(const Run& request, std::ostream* out, bool record_is_on_terminal) {
  ProgressLine line_of_progress(!record_is_on_terminal);
  const FinishedRun run = carry_out(
      request,
      [&](std::string_view line) {
        if (out == nullptr) return true;
        *out << line << "\n" << std::flush;
        return out->good();
      },
      [&](const RunProgress& progress) { line_of_progress.show(progress); });
  if (run.end.record) return run;
  if (run.was_interrupted) return failure("stopped before the run began");
  const ConversationEnd& how = run.end.conversation;
  const bool is_refused = how.kind == ConversationEnd::Kind::Exited && !how.words.isEmpty();
  return failure((is_refused ? how.words : in_words(how)).toStdString());
}

Exit judge(const FinishedRun& run) {
  const Record& record = *run.end.record;
  const auto complain = [](const auto&... words) {
    std::cerr << "tidemark run: ";
    (std::cerr << ... << words) << "\n";
    return Exit::No;
  };
  if (run.was_interrupted) {
    complain("stopped; the record is that of the run so far");
    return Exit::Cancelled;
  }
  if (record.is_partial() || run.end.conversation.kind != ConversationEnd::Kind::Exited) {
    return complain("the run ended in the middle; the record is that of the run so far. ",
                    in_words(run.end.conversation).toStdString());
  }
  if (record.end->status == EndEvent::Status::Failed)
    return complain("the run failed: ", record.end->message);
  if (!run_facts(record).is_as_predicted) return complain("the run is not what was predicted");
  return Exit::Done;
}

}  // namespace

Outcome run_command(const Arguments& arguments) {
  const auto request = read_request(arguments);
  if (!request) return tl::unexpected(request.error());
  std::optional<std::string> output;
  if (arguments.has(kRecordOutput)) output = output_path(arguments.text(kRecordOutput));
  if (output) {
    if (auto free = refuse_overwriting(*output, files_read(arguments, *request)); !free)
      return tl::unexpected(free.error());
  }
  const bool record_is_on_standard_output = output == "/dev/stdout";
  const bool record_is_on_terminal = record_is_on_standard_output && ::isatty(STDOUT_FILENO) == 1;
  FinishedRun run;
  const auto take = [&](std::ostream* out) {
    return carry_out_into(*request, out, record_is_on_terminal).map([&](const FinishedRun& finished) {
      run = finished;
    });
  };
  const auto carried_out =
      output ? grow_file(*output, [&](std::ostream& out) { return take(&out); }) : take(nullptr);
  if (!carried_out) return tl::unexpected(carried_out.error());

  const std::string report = report_of(*run.end.record);
  if (record_is_on_standard_output) {
    std::cerr << report;
  } else if (auto printed = write_data(std::nullopt,
                                       [&](std::ostream& out) -> Result<void> {
                                         out << report;
                                         return {};
                                       });
             !printed) {
    return tl::unexpected(printed.error());
  }
  return judge(run);
}

}  // namespace tidemark
