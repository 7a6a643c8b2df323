// SPDX-License-Identifier: GPL-3.0-or-later
/// The questions asked backwards: the least memory, or the longest sequence, for a given time.
#include <array>
#include <iostream>

#include "app/answer_options.h"
#include "app/commands.h"
#include "app/problem_options.h"
#include "app/summary.h"
#include "core/base/number_text.h"
#include "core/study/inverse.h"

namespace tidemark {
namespace {

/// --more-time as a fraction.
Result<std::optional<double>> read_more_time(const Arguments& arguments) {
  return arguments.percent(kMoreTime).and_then(
      [](std::optional<double> percent) -> Result<std::optional<double>> {
        if (!percent) return std::nullopt;
        if (*percent < 0) return failure("--more-time must be 0 or more, not ", *percent);
        return *percent / 100;
      });
}

std::string at_most(double more_time) {
  return "at most " + text_of(readable_percent(more_time)) + " more time";
}

std::string slots_of(const Solution& solution) {
  return counted(in_slots(solution.budget, solution), solution.rule().slot_noun());
}

/// What is the same for both questions, whatever is looked for.
struct Asked {
  AnswerOptions options;
  Settled settled;
  Measurements measured;
  std::optional<double> more_time;

  OverheadBasis basis() const { return {options.basis, settled.problem, measured}; }
};

Result<Asked> read_asked(const Arguments& arguments, const LookedFor& looked_for) {
  if (arguments.word(kChunk) == "auto") {
    return failure(
        "--chunk auto goes by a budget and a length, one of which is looked for; say how many steps");
  }
  const auto options = read_answer_options(arguments);
  if (!options) return tl::unexpected(options.error());
  const auto more_time = read_more_time(arguments);
  if (!more_time) return tl::unexpected(more_time.error());
  const auto settled = settle_arguments(arguments, /*needs_device=*/options->measures(), looked_for);
  if (!settled) return tl::unexpected(settled.error());
  const auto measured = measure_for(*options, *settled);
  if (!measured) return tl::unexpected(measured.error());
  return Asked{*options, *settled, *measured, *more_time};
}

/// Writes the answer, or says that there is none.
Outcome write_found(const Cancellable<Solution>& found, const Asked& asked,
                    std::string (*heading)(const Solution&, const Asked&)) {
  if (!found && found.error().is_violation) {
    std::cerr << "tidemark find: " << found.error().message << "\n";
    return Exit::No;
  }
  if (!found) return tl::unexpected(found.error());
  const std::string line = heading(**found, asked) + "\n";
  return write_answer(**found, asked.measured, asked.options, line).map([] { return Exit::Done; });
}

Outcome find_least_memory(const Arguments& arguments) {
  for (const Option* budget : {&kSlots, &kBytes, &kDeviceMemory, &kPercent}) {
    if (arguments.has(*budget))
      return failure("least-memory looks for the budget; leave ", budget->name, " out");
  }
  if (!arguments.has(kMoreTime)) return failure("least-memory needs --more-time ", kMoreTime.value);
  const auto asked = read_asked(arguments, {.budget = Budget{Budget::Measure::Slots, 1}});
  if (!asked) return tl::unexpected(asked.error());
  Solver solver;
  return write_found(least_memory(asked->settled, *asked->more_time, asked->basis(), solver), *asked,
                     [](const Solution& found, const Asked& what) {
                       return "least memory for " + at_most(*what.more_time) + ": " + slots_of(found);
                     });
}

Outcome find_longest(const Arguments& arguments) {
  if (arguments.has(kLength) && !arguments.has(kPercent)) {
    return failure("longest looks for the length; leave --length out, except beside --percent");
  }
  if (arguments.has(kPercent) && !arguments.has(kLength)) {
    return failure(
        "longest needs --length beside --percent: a percentage of what standard BPTT stores for how "
        "many steps?");
  }
  if (!(arguments.has(kSlots) || arguments.has(kBytes) || arguments.has(kDeviceMemory) ||
        arguments.has(kPercent))) {
    return failure(
        "longest needs a budget: --slots M, --bytes N, --device-memory N, or --percent P and --length T");
  }
  const auto asked = read_asked(arguments, {.length = 1});
  if (!asked) return tl::unexpected(asked.error());
  Solver solver;
  return write_found(longest_sequence(asked->settled, asked->more_time, asked->basis(), solver), *asked,
                     [](const Solution& found, const Asked& what) {
                       return "longest sequence in " + slots_of(found) +
                              (what.more_time ? " for " + at_most(*what.more_time) : "") + ": " +
                              counted(found.problem.length, "step");
                     });
}

}  // namespace

Outcome find_command(const Arguments& arguments) {
  const std::string& question = *arguments.operand();
  if (question == "least-memory") return find_least_memory(arguments);
  if (question == "longest") return find_longest(arguments);
  return failure("finds least-memory or longest, not \"", question, "\"");
}

}  // namespace tidemark
