// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/planner.h"

#include <algorithm>
#include <cmath>

#include "core/plan/smallest_budget.h"
#include "ui/workbench/free_later.h"

namespace tidemark {
namespace {

constexpr std::int64_t kQuickLength = 1000;  // up to here all budgets are solved in under 100 ms
// Chunks; beyond, the whole curve of a strategy that needs a table would take minutes.
constexpr std::int64_t kLongestTableCurve = 20'000;
constexpr std::int64_t kMostCurveSlots = 2'500;           // hidden states; standard BPTT's memory at t = 1000
constexpr std::int64_t kMostActionsFreedAtOnce = 50'000;  // within far less than a frame
constexpr int kPatienceMs = 100;  // a solve that takes longer is given up for a question of another table

/// Rounds up to two significant digits, the grid on which neighbouring questions share a table.
std::int64_t rounded_up(std::int64_t value) {
  std::int64_t grid = 1;
  while (value / grid >= 100) grid *= 10;
  return (value + grid - 1) / grid * grid;
}

/// The table that answers a question and its neighbours.
struct TableNeeded {
  StateSizes sizes;
  std::int64_t length = 0;  ///< in chunks of the sequence
  std::int64_t budget = 0;  ///< in quanta of `sizes`
  bool operator==(const TableNeeded&) const = default;
};

TableNeeded table_for(const Sequence& sequence, std::int64_t budget, const StateSizes& sizes) {
  if (sequence.length > kQuickLength) return {sizes, rounded_up(sequence.chunks()), rounded_up(budget)};
  const std::int64_t chunks = Sequence(kQuickLength, sequence.chunk_length).chunks();
  return {sizes, chunks, standard_memory(chunks, sizes)};
}

/// None for a question that needs no table, or that is not settled yet.
std::optional<TableNeeded> table_for(const Settled& settled) {
  if (!info_of(settled.problem.strategy).needs_table) return std::nullopt;
  return table_for(settled.sequence(), settled.budget, settled.sizes);
}

std::optional<TableNeeded> table_for(const PlanningQuestion& question) {
  if (question.given_plan || question.problem.chunk_length == kAutoChunk) return std::nullopt;
  const auto settled = settle(question.problem, question.device);
  return settled ? table_for(*settled) : std::nullopt;
}

void set_plan(PlanningAnswer& answer, const std::shared_ptr<const Plan>& plan) {
  answer.plan = std::ssize(plan->actions) > kMostActionsFreedAtOnce ? freed_in_background(plan) : plan;
  answer.solution = answer.plan;
}

PlanningAnswer answer_with_error(const Error& error) {
  PlanningAnswer answer;
  answer.error = QString::fromStdString(error.message);
  return answer;
}

/// A plan from a file, placed on the device.
PlanningAnswer answer_with_plan(const PlanningQuestion& question) {
  PlanningAnswer answer;
  set_plan(answer, question.given_plan);
  if (!question.device) return answer;
  if (const auto placed = on_device(*question.given_plan, *question.device)) set_plan(answer, *placed);
  return answer;
}

/// None if cancelled.
std::optional<PlanningAnswer> answer_to(const Settled& settled, Solver& solver, const Progress& progress,
                                        const std::stop_token& stop) {
  if (const auto table = table_for(settled)) {
    // An error here concerns the neighbourhood; the question itself is tried below.
    const auto solved =
        solver.policy(settled.problem.strategy, table->sizes, table->length, table->budget, progress, stop);
    if (solved && !*solved) return std::nullopt;
  }
  const auto solution = solve(settled, solver, progress, stop);
  if (!solution) {
    PlanningAnswer answer = answer_with_error(solution.error());
    const auto works = with_smallest_budget(settled, solver);
    if (works && works->budget > settled.budget) answer.smallest_budget = works->problem.budget;
    return answer;
  }
  if (!*solution) return std::nullopt;
  PlanningAnswer answer;
  answer.solution = std::make_shared<const Solution>(**solution);
  if (settled.sequence().chunks() > kLongestScheduleShown) {
    answer.error = Planner::tr(
                       "The schedule for %L1 steps is too long to be drawn (at most %L2); the command "
                       "line writes it to a file.")
                       .arg(settled.problem.length)
                       .arg(kLongestScheduleShown);
    return answer;
  }
  const auto plan = make_plan(**solution, stop);
  if (!plan) {
    answer.error = QString::fromStdString(plan.error().message);
  } else if (!*plan) {
    return std::nullopt;
  } else {
    set_plan(answer, **plan);
  }
  return answer;
}

/// Where the curves of a question end, in quanta of `sizes`.
std::int64_t curve_end(const Sequence& sequence, std::int64_t budget, const StateSizes& sizes) {
  const std::int64_t standard = standard_memory(sequence.chunks(), sizes);
  const std::int64_t wanted = std::max(kMostCurveSlots * sizes.hidden, rounded_up(budget));
  return std::min(standard, wanted);
}

void add_curve(StrategyCosts& strategy_costs, const std::shared_ptr<const Policy>& policy,
               std::int64_t most_quanta) {
  const Strategy strategy = policy->strategy();
  const std::int64_t most_slots = most_quanta / slot_size(strategy, strategy_costs.sizes);
  strategy_costs.policies[strategy] = policy;
  strategy_costs.curves[strategy] = tradeoff_curve(*policy, strategy_costs.length, most_slots);
}

}  // namespace

Planner::Planner(QObject* parent)
    : QObject(parent),
      job_(
          [this](const PlanningQuestion& question, const Job::Context& context) {
            work(question, context);
            return true;
          },
          [this](const PlanningQuestion& question, bool has_ended) { finish(question, has_ended); },
          [this] { begin(); }) {
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] { job_.stop(); });
}

void Planner::ask(const PlanningQuestion& question) {
  if (const auto& current = job_.current()) {
    const bool shares_table = table_for(*current) && table_for(*current) == table_for(question);
    if (is_comparing_) {
      job_.stop();
    } else if (shares_table) {
      patience_.stop();
    } else {
      patience_.start(std::max(0, kPatienceMs - static_cast<int>(since_start_.elapsed())));
    }
  }
  job_.ask(question, Job::Overtaken::Finishes);
  set_planning(true);
}

void Planner::drop() {
  job_.drop();
  set_planning(false);
}

void Planner::begin() {
  is_comparing_ = false;
  patience_.stop();
  since_start_.start();
}

/// For the working thread: reports every hundredth to this thread.
Progress Planner::report_progress(const Job::Context& context) {
  return [this, tell = context.tell, reported = 0.0](double part) mutable {
    if (part < reported + 0.01) return;
    reported = part;
    tell([this, part] { Q_EMIT progressed(part); });
  };
}

// Runs on the working thread.
void Planner::work(const PlanningQuestion& question, const Job::Context& context) {
  const auto publish = [&](PlanningAnswer answer) {
    answer.problem = question.problem;
    context.tell([this, answer] { receive_plan(answer); });
  };
  if (question.given_plan) {
    publish(answer_with_plan(question));
    return compare(*question.given_plan, false, context);
  }
  const auto settled = settle(question, context.stop);
  if (!settled) return publish(answer_with_error(settled.error()));
  if (!*settled) return;
  const auto answer = answer_to(**settled, solver_, report_progress(context), context.stop);
  if (!answer) return;
  publish(*answer);
  compare(**settled, answer->solution != nullptr, context);
}

/// Solves every strategy for the question's length and sizes, unless that was done for the question before.
/// If the question is too long for whole curves of the strategies that need a table, those are solved up to
/// the question's budget, provided the question asks about such a strategy and `is_answered`. Runs on the
/// working thread.
void Planner::compare(const Settled& settled, bool is_answered, const Job::Context& context) {
  const StateSizes& sizes = settled.sizes;
  const Sequence sequence = settled.sequence();
  const std::int64_t end = curve_end(sequence, settled.budget, sizes);
  const bool is_whole = sequence.chunks() <= kLongestTableCurve;
  const bool wants_tables = is_whole || (info_of(settled.problem.strategy).needs_table && is_answered);
  const std::int64_t wanted_reach = !wants_tables ? 0 : is_whole ? end : settled.budget;
  StrategyCosts costs{sequence, sequence.chunks(), sizes, end, {}, {}};
  const auto publish = [&](std::int64_t tables_reach) {
    tables_reach_ = tables_reach;
    solved_costs_ = std::make_shared<const StrategyCosts>(costs);
    context.tell([this, solved = solved_costs_] { receive_comparison(solved); });
  };
  // False: cancelled.
  const auto solve_curves = [&](bool with_table) {
    for (const StrategyInfo& strategy : kStrategyTable) {
      if (strategy.needs_table != with_table) continue;
      const std::int64_t most = with_table ? wanted_reach : end;
      const TableNeeded table =
          with_table ? table_for(sequence, most, sizes) : TableNeeded{sizes, costs.length, most};
      const auto policy =
          solver_.policy(strategy.strategy, sizes, table.length, table.budget, {}, context.stop);
      if (context.stop.stop_requested() || (policy && !*policy)) return false;
      if (policy) add_curve(costs, **policy, most);
    }
    return true;
  };

  if (solved_costs_ != nullptr && solved_costs_->sequence == sequence && solved_costs_->sizes == sizes &&
      solved_costs_->most_quanta >= end && tables_reach_ >= wanted_reach) {
    return context.tell([this, solved = solved_costs_] { receive_comparison(solved); });
  }
  if (!solve_curves(false)) return;
  const bool is_slow = wants_tables && sequence.length > kQuickLength;
  if (is_slow) publish(0);
  if (wants_tables && !solve_curves(true)) return;
  publish(wanted_reach);
}

void Planner::finish(const PlanningQuestion& question, bool has_ended) {
  if (job_.is_overtaken()) return;
  set_planning(false);
  if (has_ended || is_comparing_) return;
  PlanningAnswer answer =
      answer_with_error({"The plan could not be made: there is not enough memory for it."});
  answer.problem = question.problem;
  Q_EMIT planned(answer);
}

void Planner::receive_plan(const PlanningAnswer& answer) {
  is_comparing_ = true;
  if (job_.is_overtaken()) {
    job_.stop();
    if (answer.plan) Q_EMIT planned(answer);
    return;
  }
  set_planning(false);
  Q_EMIT planned(answer);
}

void Planner::receive_comparison(const std::shared_ptr<const StrategyCosts>& strategy_costs) {
  if (received_costs_ == strategy_costs) return;
  received_costs_ = strategy_costs;
  Q_EMIT compared(strategy_costs);
}

void Planner::set_planning(bool is_planning) {
  if (is_planning_ == is_planning) return;
  is_planning_ = is_planning;
  Q_EMIT planning_changed();
}

}  // namespace tidemark
