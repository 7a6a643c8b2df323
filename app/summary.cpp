// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/summary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"

namespace tidemark {
namespace {

constexpr std::int64_t kMostActionsChecked = 4'000'000;  // about a second
constexpr double kBackwardCost = 2;  // of one backward step in forward steps, as in the paper

struct Peak {
  std::int64_t chunks;
  std::optional<std::int64_t> bytes;
  std::int64_t actions;
};

/// What the schedule really holds at most; nullopt when it is too long to be emitted while a person waits.
std::optional<Peak> checked_peak(const Solution& solution) {
  const std::optional<DeviceSizes>& device = solution.device;
  const Problem& problem = solution.problem;
  const Sequence sequence = sequence_of(problem);
  if (sequence.chunks() > kMostActionsChecked) return std::nullopt;
  Checker in_quanta(sequence, problem.strategy, solution.sizes, solution.budget);
  Checker in_bytes(sequence, problem.strategy, device ? device->chunk.states : StateSizes{},
                   std::numeric_limits<std::int64_t>::max());
  const bool complete =
      emit_schedule(*solution.policy, sequence.chunks(), solution.budget, [&](const Action& action) {
        return in_quanta.actions() < kMostActionsChecked && in_quanta.apply(action) && in_bytes.apply(action);
      });
  if (!complete || !in_quanta.finish()) return std::nullopt;
  return Peak{in_quanta.peak(), device ? std::optional(in_bytes.peak()) : std::nullopt, in_quanta.actions()};
}

/// With a point, whatever the locale.
std::string decimal(double value, int digits) {
  std::array<char, 400> text{};  // the largest double has 309 digits before its point
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits).ptr;
  return {text.data(), end};
}

std::string in_words(const Choice& choice, const Sequence& sequence) {
  const char* step = sequence.chunk_length == 1 ? "step" : "chunk";
  std::ostringstream text;
  switch (choice.kind) {
    case Choice::Kind::PushHidden:
      text << "advance to h_" << choice.y << " and store it";
      break;
    case Choice::Kind::PushInternal:
      if (choice.y > 1) text << "advance to h_" << choice.y - 1 << ", then ";
      text << "keep and store the internal state of " << step << " " << choice.y;
      break;
    case Choice::Kind::KeepInCore:
      if (choice.y > 1) text << "advance to h_" << choice.y - 1 << ", then ";
      text << "backpropagate " << step << " " << choice.y << " straight from the core";
      break;
  }
  return text.str();
}

std::string_view name_of(Choice::Kind kind) {
  switch (kind) {
    case Choice::Kind::PushHidden:
      return "store hidden";
    case Choice::Kind::PushInternal:
      return "store internal";
    case Choice::Kind::KeepInCore:
      return "keep in the core";
  }
  return "";
}

std::string in_words(const std::vector<ChoiceRange>& choices) {
  constexpr std::size_t kMostTold = 4;  // at a million steps there are dozens
  std::string text;
  for (std::size_t i = 0; i < std::min(choices.size(), kMostTold); ++i) {
    const ChoiceRange& range = choices[i];
    if (!text.empty()) text += ", ";
    text += std::string(name_of(range.kind)) + " y = " + std::to_string(range.first_y);
    if (range.last_y != range.first_y) text += ".." + std::to_string(range.last_y);
  }
  if (choices.size() > kMostTold) {
    text += " and " + std::to_string(choices.size() - kMostTold) +
            " more ranges up to y = " + std::to_string(choices.back().last_y);
  }
  return text;
}

/// What is to be said of the plan's optimality; nothing of the baselines, which are fixed rules.
std::string optimality(const Solution& solution) {
  const Strategy strategy = solution.problem.strategy;
  if (!is_optimised(strategy)) return "no: a fixed rule, here to compare with";
  if (!solution.optimal) {
    return "nearly: with alpha other than beta + 1 a cheaper schedule can exist (known cases: by one "
           "forward step); give --beta alone";
  }
  return "yes: no schedule of this strategy takes fewer forward steps in this memory";
}

/// "alpha 3.5, beta 2.5", and what was asked where that had to be rounded up to a fraction.
std::string sizes_in_words(const Solution& solution) {
  const double alpha = solution.sizes.alpha_ratio();
  const double beta = solution.sizes.beta_ratio();
  std::ostringstream text;
  text << "alpha " << alpha << ", beta " << beta << " (an internal state in hidden states)";
  const Problem& problem = solution.problem;
  const bool alpha_rounded = problem.alpha && std::abs(*problem.alpha - alpha) > 1e-9;
  const bool beta_rounded = problem.beta && std::abs(*problem.beta - beta) > 1e-9;
  if (alpha_rounded) text << ", rounded up from alpha " << *problem.alpha;
  if (beta_rounded) text << ", rounded up from beta " << *problem.beta;
  return text.str();
}

/// "125 of 8 steps, found by measuring cpu; beside the states their working core takes 1.1 MiB more than a
/// step's"
std::string chunks_in_words(const Solution& solution) {
  const std::optional<DeviceSizes>& device = solution.device;
  const Sequence sequence = sequence_of(solution.problem);
  std::ostringstream text;
  text << sequence.chunks() << " of " << sequence.chunk_length
       << (sequence.chunk_length == 1 ? " step" : " steps");
  if (solution.calibration) text << ", found by measuring " << solution.calibration->device;
  if (device && device->more_fixed_bytes() > 0) {
    text << "; beside the states they take " << readable_bytes(device->more_fixed_bytes())
         << " more than single steps";
  }
  return text.str();
}

std::string seconds_in_words(const Solution& solution) {
  const StepTimes times = solution.calibration->times_of(solution.problem.chunk_length);
  const double seconds = predicted_seconds(times, solution);
  const StepTimes single = solution.calibration->times_of(1);
  const double standard = standard_seconds(single, solution.problem.length);
  std::ostringstream text;
  const double more = seconds / standard - 1;
  text << std::setprecision(4) << seconds << " s for an iteration, " << percent(std::abs(more))
       << (more < 0 ? " less" : " more") << " than the " << standard << " s of standard BPTT in single steps";
  return text.str();
}

/// Of standard BPTT's memory, with what chunks take beside the states.
double part_of_standard(const Solution& solution, const std::optional<Peak>& peak) {
  const Problem& problem = solution.problem;
  if (!peak || !peak->bytes || problem.chunk_length == 1) {
    return fraction_of_standard(peak ? peak->chunks : solution.budget, sequence_of(problem), problem.strategy,
                                solution.sizes);
  }
  const auto bytes = static_cast<double>(*peak->bytes + solution.device->more_fixed_bytes());
  return bytes / standard_memory(problem.strategy, Sequence(problem.length), solution.device->step.states);
}

std::string compared_with_standard(double fraction, Strategy strategy) {
  if (strategy == Strategy::Standard) return "all the memory";
  if (fraction > 1) return percent(fraction - 1) + " more memory";
  return fraction == 1 ? "the same memory" : percent(1 - fraction) + " less memory";
}

}  // namespace

std::string percent(double fraction) {
  const double value = fraction * 100;
  int digits = 1;
  const auto says_nothing = [&](double word) {
    return value != word && std::abs(value - word) < 0.5 * std::pow(10.0, -digits);
  };
  while (digits < 12 && (says_nothing(0) || says_nothing(100))) ++digits;
  std::string text = decimal(value, digits);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text + "%";
}

std::string readable_bytes(std::int64_t bytes) {
  constexpr std::array kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= 1024 && unit + 1 < kUnits.size()) {
    amount /= 1024;
    ++unit;
  }
  return decimal(amount, unit == 0 ? 0 : 1) + " " + kUnits[unit];
}

std::string in_slots(std::int64_t quanta, Strategy strategy, const StateSizes& sizes) {
  const std::int64_t slot = slot_size(strategy, sizes);
  if (quanta % slot == 0) return std::to_string(quanta / slot);
  std::string text = decimal(static_cast<double>(quanta) / static_cast<double>(slot), 3);
  while (text.ends_with('0')) text.pop_back();
  return text;
}

std::string summary_of(const Solution& solution) {
  const Problem& problem = solution.problem;
  const Sequence sequence = sequence_of(problem);
  const Strategy strategy = problem.strategy;
  const bool counts_internal = solution.rule().slot_holds_internal();
  const std::optional<Peak> peak = checked_peak(solution);
  const double part = part_of_standard(solution, peak);
  const double extra = overhead(solution.forward_steps, problem.length, kBackwardCost);

  std::ostringstream text;
  const auto line = [&](std::string_view name, const auto&... parts) {
    std::string padded = "  " + std::string(name);
    padded.resize(18, ' ');
    text << padded;
    (text << ... << parts) << "\n";
  };
  text << solution.forward_steps << " forward steps, " << percent(extra) << " overhead, "
       << compared_with_standard(part, strategy) << "\n\n";
  line("strategy", info_of(strategy).title);
  line("length", problem.length, " steps");
  if (sequence.chunk_length > 1 || solution.calibration) line("chunks", chunks_in_words(solution));
  if (solution.calibration) line("predicted time", seconds_in_words(solution));
  line("budget", in_slots(solution.budget, strategy, solution.sizes),
       counts_internal ? " slots for internal states, the working core's among them"
                       : " slots for hidden states, h_0's among them");
  if (peak) {
    line("peak", in_slots(peak->chunks, strategy, solution.sizes), " slots",
         peak->bytes ? " (" + readable_bytes(*peak->bytes) + " on " + problem.device + ")" : "", ", ",
         percent(part), " of what standard BPTT stores; proven by checking all ", peak->actions, " actions");
  } else {
    line("peak", "within the budget, ", percent(part), " of what standard BPTT stores");
  }
  line("forward steps", solution.forward_steps, ", ",
       decimal(static_cast<double>(solution.forward_steps) / static_cast<double>(problem.length), 3),
       " for each step of the sequence; standard BPTT takes ", problem.length);
  line("overhead", percent(extra), " more time than standard BPTT, where a backward step takes as long as ",
       kBackwardCost, " forward steps");
  line("first", in_words(solution.policy->choice(sequence.chunks(), solution.budget), sequence));
  line("best y", in_words(solution.policy->best_choices(sequence.chunks(), solution.budget)));
  if (strategy != Strategy::Hsm) line("state sizes", sizes_in_words(solution));
  line("optimal", optimality(solution));
  return text.str();
}

}  // namespace tidemark
