// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/summary.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/base/names.h"
#include "core/base/number_text.h"
#include "core/plan/checker.h"
#include "core/plan/schedule.h"
#include "core/study/plan_facts.h"

namespace tidemark {
namespace {

constexpr std::int64_t kMostActionsChecked = 4'000'000;  // about a second

struct CheckedPeak {
  PeakMemory memory;
  std::int64_t actions = 0;
};

/// The most memory that the schedule really holds; nullopt if it is too long to be emitted while the user
/// waits.
std::optional<CheckedPeak> checked_peak(const Solution& solution) {
  const Sequence sequence = solution.sequence();
  if (sequence.chunks() > kMostActionsChecked) return std::nullopt;
  Checker checker(solution);
  const bool complete = emit_schedule(
      *solution.policy, sequence.chunks(), solution.budget,
      [&](const Action& action) { return checker.actions() < kMostActionsChecked && checker.apply(action); });
  if (!complete || !checker.finish()) return std::nullopt;
  return CheckedPeak{{checker.peak(), checker.peak_bytes()}, checker.actions()};
}

std::string percent(double fraction) {
  return text_of(readable_percent(fraction));
}

std::string duration(double seconds) {
  return text_of(readable_seconds(seconds));
}

std::string ratio(double value) {
  return text_of(readable_ratio(value));
}

/// "50 hidden states"
std::string slots_in_words(std::int64_t quanta, const Solution& solution) {
  return counted(in_slots(quanta, solution), solution.rule().slot_noun());
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

constexpr Named<Choice::Kind> kChoiceNames[] = {{Choice::Kind::PushHidden, "store hidden"},
                                                {Choice::Kind::PushInternal, "store internal"},
                                                {Choice::Kind::KeepInCore, "keep in the core"}};

std::string in_words(const std::vector<ChoiceRange>& choices) {
  constexpr std::size_t kMostTold = 4;  // a million steps have dozens
  std::string text;
  for (std::size_t i = 0; i < std::min(choices.size(), kMostTold); ++i) {
    const ChoiceRange& range = choices[i];
    if (!text.empty()) text += ", ";
    text += std::string(name_in(kChoiceNames, range.kind)) + " y = " + std::to_string(range.first_y);
    if (range.last_y != range.first_y) text += ".." + std::to_string(range.last_y);
  }
  if (choices.size() > kMostTold) {
    text += " and " + std::to_string(choices.size() - kMostTold) +
            " more ranges up to y = " + std::to_string(choices.back().last_y);
  }
  return text;
}

constexpr Named<Optimality> kOptimalityWords[] = {
    {Optimality::Optimal, "yes: no schedule of this strategy takes fewer forward steps in this memory"},
    {Optimality::NearlyOptimal,
     "nearly: with alpha other than beta + 1 a cheaper schedule can exist (known cases: by one forward "
     "step); give --beta alone"},
    {Optimality::FixedRule, "no: a fixed rule, here to compare with"},
    {Optimality::NotKnown, "not known"}};

/// "alpha 3.5, beta 2.5", and the ratios that were asked for if they had to be rounded up to a fraction.
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

/// "125 of 8 steps, found by measuring cpu; beside the states they take 1.1 MiB more than single steps"
std::string chunks_in_words(const Solution& solution) {
  const Sequence sequence = solution.sequence();
  const auto& device = solution.device;
  std::ostringstream text;
  text << sequence.chunks() << " of " << counted(sequence.chunk_length, "step");
  if (solution.calibration) text << ", found by measuring " << solution.calibration->device;
  if (device && device->more_fixed_bytes() > 0) {
    text << "; beside the states they take " << text_of(readable_bytes(device->more_fixed_bytes()))
         << " more than single steps";
  }
  return text.str();
}

/// "207 ms for an iteration; 148 ms for one of standard BPTT in single steps"
std::string seconds_in_words(const PlanFacts& facts) {
  std::string text = duration(*facts.seconds) + " for an iteration";
  if (facts.standard_seconds)
    text += "; " + duration(*facts.standard_seconds) + " for one of standard BPTT in single steps";
  return text;
}

/// "7% of standard BPTT's bytes (10.9 MiB of 156 MiB)", "5% of standard BPTT's states (50 of 1000 internal
/// states)"
std::string share_in_words(const PlanFacts& facts, const Solution& solution) {
  std::string text = percent(facts.share) + " of standard BPTT's ";
  if (facts.share_basis == MemoryShare::Basis::Bytes) {
    return text + "bytes (" + text_of(readable_bytes(facts.share_amount)) + " of " +
           text_of(readable_bytes(facts.share_standard)) + ")";
  }
  const auto slot = static_cast<double>(solution.slot());
  return text + "states (" + ratio(facts.share_amount / slot) + " of " +
         counted(ratio(facts.share_standard / slot), solution.rule().slot_noun()) + ")";
}

std::string overhead_in_words(const PlanFacts& facts) {
  const std::string backward = counted(ratio(facts.overhead_basis.backward_cost()), "forward step");
  std::string text = percent(std::abs(facts.overhead)) + (facts.overhead < 0 ? " less" : " more") +
                     " time than standard BPTT, ";
  if (facts.overhead_basis.kind() == OverheadBasis::Kind::Measured)
    return text + "as measured here: a backward step counts " + backward;
  return text + "where a backward step counts " + backward;
}

std::string compared_with_standard(double share) {
  if (share == 1) return "all the memory";
  return share > 1 ? percent(share - 1) + " more memory" : percent(1 - share) + " less memory";
}

}  // namespace

std::string in_slots(std::int64_t quanta, const Settled& settled) {
  return text_of(readable_ratio(settled.in_slots(quanta)));
}

std::string summary_of(const Solution& solution, const Measurements& measured, OverheadBasis::Kind basis) {
  const Problem& problem = solution.problem;
  const Sequence sequence = solution.sequence();
  const Strategy strategy = problem.strategy;
  const std::optional<CheckedPeak> peak = checked_peak(solution);
  const PlanFacts facts =
      plan_facts(solution, peak ? std::optional(peak->memory) : std::nullopt, measured, basis);

  std::ostringstream text;
  const auto line = [&](std::string_view name, const auto&... parts) {
    std::string padded = "  " + std::string(name);
    padded.resize(18, ' ');
    text << padded;
    (text << ... << parts) << "\n";
  };
  text << counted(facts.forward_steps, "forward step") << ", " << percent(facts.overhead) << " overhead, "
       << compared_with_standard(facts.share) << "\n\n";
  line("strategy", info_of(strategy).title);
  line("length", counted(problem.length, "step"));
  if (sequence.chunk_length > 1 || solution.calibration) line("chunks", chunks_in_words(solution));
  if (facts.seconds) line("predicted time", seconds_in_words(facts));
  line("budget", slots_in_words(solution.budget, solution),
       solution.rule().slot_holds_internal() ? ", the working core's among them" : ", h_0 among them");
  if (peak) {
    line("peak", slots_in_words(peak->memory.quanta, solution),
         peak->memory.bytes
             ? " (" + text_of(readable_bytes(*peak->memory.bytes)) + " on " + problem.device + ")"
             : "",
         "; proven by the checker in all ", peak->actions, " actions");
  }
  line("memory", peak ? "" : "at most ", share_in_words(facts, solution));
  line("forward steps", facts.forward_steps, ", ", ratio(facts.forward_steps_per_step),
       " for each step of the sequence; standard BPTT takes ", problem.length);
  line("overhead", overhead_in_words(facts));
  line("first", in_words(solution.policy->choice(sequence.chunks(), solution.budget), sequence));
  line("best y", in_words(solution.policy->best_choices(sequence.chunks(), solution.budget)));
  if (info_of(strategy).stores_internal) line("state sizes", sizes_in_words(solution));
  line("optimal", name_in(kOptimalityWords, facts.optimality));
  return text.str();
}

}  // namespace tidemark
