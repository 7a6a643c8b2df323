// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iostream>
#include <vector>

#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "app/run_report.h"
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
  if (arguments.has(kDevice)) {
    const auto device = read_device(arguments);
    if (!device) return tl::unexpected(device.error());
    plan->problem.device = *device;
  }
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

/// Carries the request out; every line of the record goes to `out` as it comes. Errors: the run never began.
Result<FinishedRun> carry_out_into(const Run& request, std::ostream* out) {
  const FinishedRun run = carry_out(request, [&](std::string_view line) {
    if (out == nullptr) return true;
    *out << line << "\n" << std::flush;
    return out->good();
  });
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
  FinishedRun run;
  const auto take = [&](std::ostream* out) {
    return carry_out_into(*request, out).map([&](const FinishedRun& finished) { run = finished; });
  };
  const auto carried_out =
      output ? grow_file(*output, [&](std::ostream& out) { return take(&out); }) : take(nullptr);
  if (!carried_out) return tl::unexpected(carried_out.error());

  const std::string report = report_of(*run.end.record);
  const bool record_is_on_standard_output = output == "/dev/stdout";
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
