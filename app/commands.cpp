// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include <algorithm>
#include <array>

#include "app/answer_options.h"
#include "app/problem_options.h"

namespace tidemark {
namespace {

constexpr std::array kPlanOptions = {kLength, kStrategy,  kSlots,  kBytes,   kDeviceMemory, kPercent,
                                     kAlpha,  kBeta,      kChunk,  kCell,    kHidden,       kBatch,
                                     kLayers, kPrecision, kDevice, kThreads, kOverhead,     kFormat,
                                     kFrom,   kTo,        kYes,    kOutput};
constexpr std::array kFindOptions = {kMoreTime, kLength, kStrategy,  kSlots,  kBytes,   kDeviceMemory,
                                     kPercent,  kAlpha,  kBeta,      kChunk,  kCell,    kHidden,
                                     kBatch,    kLayers, kPrecision, kDevice, kThreads, kOverhead,
                                     kFormat,   kFrom,   kTo,        kYes,    kOutput};
constexpr std::array kTableOptions = {kLength, kStrategy, kSlots, kAlpha, kBeta, kOutput};
constexpr std::array kCurveOptions = {kLength, kCurveStrategy, kSlots,  kBytes,   kDeviceMemory, kPercent,
                                      kAlpha,  kBeta,          kChunk,  kCell,    kHidden,       kBatch,
                                      kLayers, kPrecision,     kDevice, kThreads, kOverhead,     kOutput};
constexpr std::array kRunOptions = {kDevice,  kThreads,   kCell,       kHidden, kBatch,
                                    kLayers,  kPrecision, kIterations, kInput,  kVerify,
                                    kLength,  kStrategy,  kSlots,      kBytes,  kDeviceMemory,
                                    kPercent, kAlpha,     kBeta,       kChunk,  kRecordOutput};

constexpr std::array kChartOptions = {kView,    kTitle, kCaption, kWidthMm, kSize,
                                      kLetters, kDpi,   kTheme,   kCursors, kChartOutput};

const std::array kCommands = {
    Command{"plan", "", false,
            "The best schedule for a length and a budget: its cost, or the schedule itself.", kPlanOptions,
            plan_command},
    Command{"find", "QUESTION", true,
            "What a limit on time allows: least-memory for --length, or the longest sequence for a budget.",
            kFindOptions, find_command},
    Command{"table", "", false,
            "Cost and first choice for every length and budget, as CSV: t,m,cost,choice,y.", kTableOptions,
            table_command},
    Command{"curve", "", false,
            "What memory buys at one length: every budget's cost, of one strategy or of all, as CSV.",
            kCurveOptions, curve_command},
    Command{"check",
            "PLAN.json",
            true,
            "Whether a plan is valid, by checking it; else its first violation.",
            {},
            check_command},
    Command{"run", "PLAN.json", false,
            "Carries a plan out, from a file or from the options of plan, and says what it took.",
            kRunOptions, run_command},
    Command{"chart", "FILE", true, "Draws a plan (.json) or a recorded run (.jsonl) as a picture.",
            kChartOptions, chart_command, true},
    Command{"devices", "", false, "What runs can be carried out on, or why not.", {}, devices_command},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* command_named(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  return found == kCommands.end() ? nullptr : &*found;
}

std::string help_page() {
  std::string page =
      "How much memory must backpropagation through time really take?\n\n"
      "  tidemark [FILE]           opens the window; FILE is a .tidemark problem, a plan or a record\n";
  for (const Command& command : kCommands) {
    std::string usage = "tidemark " + std::string(command.name) + " " + std::string(command.operand);
    usage.resize(24, ' ');
    page += "  " + usage + "  " + std::string(command.summary) + "\n";
  }
  page +=
      "  tidemark --version        prints the version\n\n"
      "tidemark COMMAND --help lists the options of a command. For example:\n"
      "  tidemark plan --length 1000 --slots 50 --strategy ism\n"
      "  tidemark find least-memory --length 1000 --strategy msm --more-time 33\n"
      "  tidemark find longest --bytes 4GiB --strategy msm --more-time 33\n"
      "  tidemark run --length 1000 --percent 5 --strategy msm --device cpu --verify\n\n"
      "Data goes to standard output or --output FILE, words to standard error; - stands for standard\n"
      "input and output.\n"
      "Exit status: 0 done, 1 the answer is no, 2 bad usage or input, 130 stopped by Ctrl-C.\n";
  return page;
}

}  // namespace tidemark
