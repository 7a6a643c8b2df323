// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/planner.h"

#include <QtConcurrent>
#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

constexpr std::int64_t kQuickLength = 1000;          // up to here all budgets are solved in under 100 ms
constexpr std::int64_t kLongestMixedCurve = 20'000;  // chunks; beyond, MSM's whole curve would take minutes
constexpr std::int64_t kMostCurveSlots = 2'500;      // hidden states; standard BPTT's memory at t = 1000
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

/// None for a question that needs no table of MSM, or that is not settled yet.
std::optional<TableNeeded> table_for(const Settled& settled) {
  if (settled.problem.strategy != Strategy::Msm) return std::nullopt;
  return table_for(settled.sequence(), settled.budget, settled.sizes);
}

std::optional<TableNeeded> table_for(const PlanningQuestion& question) {
  if (question.given_plan || question.problem.chunk_length == kAutoChunk) return std::nullopt;
  const auto settled = settle(question.problem, question.device);
  return settled ? table_for(*settled) : std::nullopt;
}

void set_plan(PlanningAnswer& answer, const std::shared_ptr<const Plan>& plan) {
  answer.plan = plan;
  answer.solution = plan;
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
        solver.policy(Strategy::Msm, table->sizes, table->length, table->budget, progress, stop);
    if (solved && !*solved) return std::nullopt;
  }
  const auto solution = solve(settled, solver, progress, stop);
  if (!solution) {
    PlanningAnswer answer = answer_with_error(solution.error());
    if (const auto smallest = smallest_budget(settled, solver);
        smallest && smallest->value > settled.problem.budget.value) {
      answer.smallest_budget = smallest;
    }
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

Planner::Planner(QObject* parent) : QObject(parent) {
  patience_.setSingleShot(true);
  connect(&patience_, &QTimer::timeout, this, [this] { stop_.request_stop(); });
}

Planner::~Planner() {
  stop_.request_stop();
  work_.waitForFinished();
}

void Planner::ask(const PlanningQuestion& question) {
  if (is_working_) {
    const bool shares_table = table_for(current_) && table_for(current_) == table_for(question);
    if (is_comparing_) {
      stop_.request_stop();
    } else if (shares_table) {
      patience_.stop();
    } else {
      patience_.start(std::max(0, kPatienceMs - static_cast<int>(since_start_.elapsed())));
    }
  }
  waiting_ = question;
  if (!is_working_) start();
  set_planning(true);
}

void Planner::drop() {
  waiting_.reset();
  is_dropped_ = true;
  stop_.request_stop();
  set_planning(false);
}

void Planner::start() {
  is_dropped_ = false;
  current_ = *std::exchange(waiting_, std::nullopt);
  is_working_ = true;
  is_comparing_ = false;
  patience_.stop();
  stop_ = std::stop_source();
  since_start_.start();
  work_ = QtConcurrent::run([this, question = current_, known = strategy_costs_, stop = stop_.get_token()] {
    work(question, known, stop);
    QMetaObject::invokeMethod(this, &Planner::finish, Qt::QueuedConnection);
  });
}

/// For the working thread: reports every hundredth to this thread.
Progress Planner::report_progress() {
  return [this, told = 0.0](double part) mutable {
    if (part < told + 0.01) return;
    told = part;
    QMetaObject::invokeMethod(
        this, [this, part] { Q_EMIT progressed(part); }, Qt::QueuedConnection);
  };
}

// Runs on the working thread.
void Planner::work(const PlanningQuestion& question, const std::shared_ptr<const StrategyCosts>& known,
                   const std::stop_token& stop) {
  const auto publish = [this, &question](PlanningAnswer answer) {
    answer.problem = question.problem;
    QMetaObject::invokeMethod(
        this, [this, answer] { receive_plan(answer); }, Qt::QueuedConnection);
  };
  if (question.given_plan) {
    publish(answer_with_plan(question));
    return compare(*question.given_plan, false, known, stop);
  }
  const auto settled = settle(question, stop);
  if (!settled) return publish(answer_with_error(settled.error()));
  if (!*settled) return;
  const auto answer = answer_to(**settled, solver_, report_progress(), stop);
  if (!answer) return;
  publish(*answer);
  compare(**settled, answer->solution != nullptr, known, stop);
}

/// Solves every strategy for the question's length and sizes, unless `known` has them. If the question is too
/// long for MSM's whole curve, the curve is solved up to the question's budget, provided the question
/// `is_answered`. Runs on the working thread.
void Planner::compare(const Settled& settled, bool is_answered,
                      const std::shared_ptr<const StrategyCosts>& known, const std::stop_token& stop) {
  const StateSizes& sizes = settled.sizes;
  const Sequence sequence = settled.sequence();
  const std::int64_t end = curve_end(sequence, settled.budget, sizes);
  const bool is_mixed_wanted =
      sequence.chunks() <= kLongestMixedCurve || (settled.problem.strategy == Strategy::Msm && is_answered);
  if (known && known->sequence == sequence && known->sizes == sizes && known->most_quanta >= end &&
      (!is_mixed_wanted || known->policies.contains(Strategy::Msm))) {
    return;
  }

  const auto publish = [this](const StrategyCosts& strategy_costs) {
    QMetaObject::invokeMethod(
        this,
        [this, shared = std::make_shared<const StrategyCosts>(strategy_costs)] {
          receive_comparison(shared);
        },
        Qt::QueuedConnection);
  };
  StrategyCosts strategy_costs{sequence, sequence.chunks(), sizes, end, {}, {}};
  for (Strategy strategy : kStrategies) {
    if (stop.stop_requested()) return;
    if (strategy == Strategy::Msm) continue;
    const auto policy = solver_.policy(strategy, sizes, strategy_costs.length, end, {}, stop);
    if (policy && *policy) add_curve(strategy_costs, **policy, end);
  }
  if (!is_mixed_wanted) {
    publish(strategy_costs);
    return;
  }
  const bool is_slow = sequence.length > kQuickLength;
  if (is_slow) publish(strategy_costs);
  const std::int64_t mixed_end = strategy_costs.length <= kLongestMixedCurve ? end : settled.budget;
  const TableNeeded table = table_for(sequence, mixed_end, sizes);
  const auto mixed = solver_.policy(Strategy::Msm, sizes, table.length, table.budget, {}, stop);
  if (mixed && !*mixed) return;
  if (mixed) add_curve(strategy_costs, **mixed, mixed_end);
  if (mixed || !is_slow) publish(strategy_costs);
}

void Planner::receive_plan(const PlanningAnswer& answer) {
  if (is_dropped_) return;
  is_comparing_ = true;
  if (waiting_) {
    stop_.request_stop();
    if (answer.plan) Q_EMIT planned(answer);
    return;
  }
  set_planning(false);
  Q_EMIT planned(answer);
}

void Planner::receive_comparison(const std::shared_ptr<const StrategyCosts>& strategy_costs) {
  if (is_dropped_) return;
  strategy_costs_ = strategy_costs;
  Q_EMIT compared(strategy_costs);
}

void Planner::finish() {
  is_working_ = false;
  if (waiting_) start();
}

void Planner::set_planning(bool is_planning) {
  if (is_planning_ == is_planning) return;
  is_planning_ = is_planning;
  Q_EMIT planning_changed();
}

}  // namespace tidemark
