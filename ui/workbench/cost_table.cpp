// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/cost_table.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/words/action_words.h"
#include "ui/words/chart_format.h"
#include "ui/words/explanation.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(tidemark::CostTable)
};

/// All choices of one kind that are equally good: "store one of h_3 … h_7 (all equally good)".
QString choice_text(const ChoiceRange& best, const Sequence& sequence) {
  const QString chunk = chunk_text(best.first_y, best.last_y, sequence);
  const bool is_tie = best.first_y != best.last_y;
  switch (best.kind) {
    case Choice::Kind::KeepInCore:
      return Words::tr("advance, keep %1 in the core").arg(chunk);
    case Choice::Kind::PushHidden:
      if (sequence.chunk_length == 1)
        return is_tie ? Words::tr("store one of h_%1 … h_%2 (all equally good)")
                            .arg(count_text(best.first_y), count_text(best.last_y))
                      : Words::tr("store h_%1").arg(count_text(best.first_y));
      return is_tie ? Words::tr("store the hidden state after %1 (all equally good)").arg(chunk)
                    : Words::tr("store the hidden state after %1").arg(chunk);
    case Choice::Kind::PushInternal:
      return is_tie ? Words::tr("store the internal state of %1 (all equally good)").arg(chunk)
                    : Words::tr("store the internal state of %1").arg(chunk);
  }
  return {};
}

/// The table ends a little beyond the problem's length, if the policy answers there, so that the problem lies
/// within the table.
std::int64_t longest_of(const StrategyCosts& strategy_costs, const Policy& policy) {
  if (!is_optimised(policy.strategy())) return strategy_costs.length;  // Chen's are made for one length
  return std::min(policy.longest_length(), strategy_costs.length + strategy_costs.length / 10);
}

/// Where the table's budgets end: at what has been solved, but at no more than is of use.
std::int64_t most_slots_of(const StrategyCosts& strategy_costs, const Policy& policy, std::int64_t slot) {
  const std::int64_t of_use = (policy.sufficient_budget(strategy_costs.length) + slot - 1) / slot;
  const auto curve = strategy_costs.curves.find(policy.strategy());
  const bool is_limited =
      is_optimised(policy.strategy()) && curve != strategy_costs.curves.end() && !curve->second.empty();
  return std::max<std::int64_t>(2, is_limited ? std::min(of_use, curve->second.back().slot_count) : of_use);
}

}  // namespace

bool CostTable::contains(const TableCell& cell) const {
  return cell.length >= 1 && cell.length <= longest && cell.slots >= 1 && cell.slots <= most_slots;
}

TableCell CostTable::clamped(const TableCell& cell) const {
  return {std::clamp<std::int64_t>(cell.length, 1, longest),
          std::clamp<std::int64_t>(cell.slots, 1, most_slots)};
}

double CostTable::cost_per_step(const TableCell& cell) const {
  const std::int64_t forward_steps = cost(cell);
  if (forward_steps == kInfeasible) return std::numeric_limits<double>::quiet_NaN();
  if (!is_count(forward_steps)) return std::numeric_limits<double>::infinity();
  return static_cast<double>(forward_steps) / static_cast<double>(cell.length);
}

std::optional<Choice> CostTable::choice(const TableCell& cell) const {
  if (!is_count(cost(cell))) return std::nullopt;
  return policy->choice(cell.length, cell.slots * slot);
}

QString CostTable::length_text(std::int64_t length) const {
  if (sequence.chunk_length == 1) return Words::tr("%1 steps").arg(count_text(length));
  return Words::tr("%1 chunks of %2 steps").arg(count_text(length), count_text(sequence.chunk_length));
}

QString CostTable::explanation(const TableCell& cell) const {
  const std::int64_t forward_steps = cost(cell);
  QStringList lines{
      Words::tr("t = %1, m = %2 %3")
          .arg(length_text(cell.length), count_text(cell.slots), slot_contents(policy->strategy()))};
  if (forward_steps == kInfeasible) {
    lines << Words::tr("infeasible: at least %1 needed")
                 .arg(count_text((policy->smallest_budget(cell.length) + slot - 1) / slot));
  } else if (!is_count(forward_steps)) {
    lines << Words::tr("more forward steps than can be counted");
  } else {
    lines << (sequence.chunk_length == 1 ? Words::tr("C = %1 forward steps")
                                         : Words::tr("C = %1 chunks forward"))
                 .arg(count_text(forward_steps));
    // The problem's own length may end with a short chunk; other lengths consist of whole chunks.
    const std::int64_t k = sequence.chunk_length;
    const Sequence cut(cell.length == sequence.chunks() ? sequence.length : cell.length * k, k);
    lines << Words::tr("C/t = %1, overhead %2")
                 .arg(ratio_text(cost_per_step(cell)),
                      percent_text(
                          basis.overhead(cut.in_steps(static_cast<double>(forward_steps)), cut.length)));
    if (cell.length > kLongestCompared) return lines.join('\n');
    constexpr std::size_t kMostChoices = 2;
    const std::vector<ChoiceRange> best = policy->best_choices(cell.length, cell.slots * slot);
    for (std::size_t i = 0; i < std::min(best.size(), kMostChoices); ++i)
      lines << (i == 0 ? Words::tr("first: %1") : Words::tr("or: %1")).arg(choice_text(best[i], cut));
    if (best.size() > kMostChoices)
      lines << Words::tr("or %n more kind(s) of choice", nullptr,
                         static_cast<int>(best.size() - kMostChoices));
  }
  return lines.join('\n');
}

CostTable cost_table(const Workbench& workbench) {
  const auto strategy_costs = workbench.strategy_costs();
  if (!strategy_costs) return {};
  const auto found = strategy_costs->policies.find(workbench.problem().strategy);
  if (found == strategy_costs->policies.end()) return {};
  const std::int64_t slot = slot_size(found->first, strategy_costs->sizes);
  return {found->second,
          slot,
          longest_of(*strategy_costs, *found->second),
          most_slots_of(*strategy_costs, *found->second, slot),
          strategy_costs->sequence,
          overhead_basis(workbench)};
}

std::optional<TableCell> cell_of_problem(const Workbench& workbench) {
  const auto solution = workbench.solution();
  const bool is_answered =
      solution && !workbench.is_planning() && solution->problem == workbench.settled_problem();
  if (is_answered) return TableCell{solution->sequence().chunks(), solution->budget / solution->slot()};
  const auto settled = workbench.settled();
  if (!settled) return std::nullopt;
  return TableCell{settled->sequence().chunks(), settled->budget / settled->slot()};
}

std::optional<TableQuestion> whole_question(const Workbench& workbench) {
  const auto solution = workbench.solution();
  if (!solution) return std::nullopt;
  return TableQuestion{solution->sequence().chunks(), solution->budget};
}

void ask_cell(Workbench& workbench, const TableCell& cell) {
  ask_cell(workbench, cell, workbench.problem().strategy);
}

void ask_cell(Workbench& workbench, const TableCell& cell, Strategy strategy) {
  Problem problem = workbench.problem();
  const Sequence sequence = sequence_of(workbench.settled_problem());
  if (cell.length != sequence.chunks()) problem.length = cell.length * sequence.chunk_length;
  problem.strategy = strategy;
  problem.budget = {Budget::Measure::Slots, static_cast<double>(cell.slots)};
  workbench.set_problem(problem);
}

}  // namespace tidemark
