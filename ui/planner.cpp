// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/planner.h"

#include <QtConcurrent>
#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

constexpr std::int64_t kQuickLength = 1000;          // a table of all budgets is solved in well under 100 ms
constexpr std::int64_t kLongestMixedCurve = 20'000;  // steps; beyond, MSM's whole curve would take minutes
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
  std::int64_t length = 0;
  std::int64_t budget = 0;  ///< in units of `sizes`
  bool operator==(const TableNeeded&) const = default;
};

TableNeeded table_for(std::int64_t length, std::int64_t budget, const StateSizes& sizes) {
  if (length <= kQuickLength) return {sizes, kQuickLength, standard_memory(kQuickLength, sizes)};
  return {sizes, rounded_up(length), rounded_up(budget)};
}

std::optional<TableNeeded> table_for(const PlanningQuestion& question) {
  if (question.given_plan || question.problem.strategy != Strategy::Msm) return std::nullopt;
  const auto sizes = planning_sizes(question.problem, question.device_bytes);
  if (!sizes) return std::nullopt;
  const auto budget = budget_in_units(question.problem, *sizes, question.device_bytes);
  if (!budget) return std::nullopt;
  return table_for(question.problem.length, *budget, *sizes);
}

/// The least budget, in the unit the problem's budget is given in, that holds `units`.
std::optional<Budget> budget_holding(std::int64_t units, const Problem& problem, const StateSizes& sizes,
                                     const std::optional<StateSizes>& device_bytes) {
  const auto amount = static_cast<double>(units);
  Problem probe = problem;
  const auto holds = [&](double value) {
    probe.budget.value = value;
    const auto held = budget_in_units(probe, sizes, device_bytes);
    return held && *held >= units;
  };
  double value = 0;
  double grain = 1;
  switch (problem.budget.unit) {
    case Budget::Unit::Slots:
      value = std::ceil(amount / static_cast<double>(slot_size(problem.strategy, sizes)));
      break;
    case Budget::Unit::Bytes:
      if (!device_bytes) return std::nullopt;
      value =
          std::ceil(amount / static_cast<double>(sizes.hidden) * static_cast<double>(device_bytes->hidden));
      break;
    case Budget::Unit::Percent: {
      const double part = fraction_of_standard(units, problem.length, problem.strategy, sizes);
      // Three significant digits read well and are never less than what is needed.
      grain = std::pow(10.0, std::floor(std::log10(part * 100)) - 2);
      value = std::ceil(part * 100 / grain) * grain;
      break;
    }
  }
  for (int tries = 0; tries < 1000 && !holds(value); ++tries) value += grain;
  if (!holds(value)) return std::nullopt;
  return probe.budget;
}

void set_plan(PlanningAnswer& answer, const std::shared_ptr<const Plan>& plan,
              const std::optional<StateSizes>& device_bytes) {
  answer.plan = plan;
  if (!device_bytes) return;
  if (const auto peak = peak_bytes(*plan, *device_bytes)) answer.peak_bytes = *peak;
}

/// None when cancelled.
std::optional<PlanningAnswer> answer_to(const PlanningQuestion& question, Solver& solver,
                                        const Progress& progress, std::stop_token stop) {
  const Problem& problem = question.problem;
  PlanningAnswer answer;
  answer.problem = problem;
  if (question.given_plan) {
    set_plan(answer, question.given_plan, question.device_bytes);
    return answer;
  }
  if (const auto table = table_for(question); table && validate(problem)) {
    // An error here is the neighbourhood's; the question itself is tried below.
    const auto solved =
        solver.policy(Strategy::Msm, table->sizes, table->length, table->budget, progress, stop);
    if (solved && !*solved) return std::nullopt;
  }
  auto solution = solve(problem, question.device_bytes, solver, progress, stop);
  if (!solution) {
    answer.error = QString::fromStdString(solution.error().message);
    const auto sizes = planning_sizes(problem, question.device_bytes);
    if (!sizes || !validate(problem)) return answer;
    const auto policy = solver.policy(problem.strategy, *sizes, problem.length, sizes->hidden, {}, stop);
    const auto budget = budget_in_units(problem, *sizes, question.device_bytes);
    if (!policy || !*policy || !budget) return answer;
    const std::int64_t least = (**policy)->smallest_budget(problem.length);
    if (*budget < least) {
      answer.smallest_budget = budget_holding(least, problem, *sizes, question.device_bytes);
    }
    return answer;
  }
  if (!*solution) return std::nullopt;
  answer.solution = **solution;
  if (problem.length > kLongestScheduleShown) {
    answer.error = Planner::tr(
                       "The schedule for %L1 steps is too long to be drawn (at most %L2); the command "
                       "line writes it to a file.")
                       .arg(problem.length)
                       .arg(kLongestScheduleShown);
    return answer;
  }
  auto plan = make_plan(**solution, stop);
  if (!plan) {
    answer.error = QString::fromStdString(plan.error().message);
  } else if (!*plan) {
    return std::nullopt;
  } else {
    set_plan(answer, **plan, question.device_bytes);
  }
  return answer;
}

/// Where the curves of a question end, in units.
std::int64_t curve_end(std::int64_t length, std::int64_t budget, const StateSizes& sizes) {
  const std::int64_t standard = standard_memory(length, sizes);
  const std::int64_t wanted = std::max(kMostCurveSlots * sizes.hidden, rounded_up(budget));
  return std::min(standard, wanted);
}

void add_curve(Comparison& comparison, const std::shared_ptr<const Policy>& policy, std::int64_t most_units) {
  const Strategy strategy = policy->strategy();
  const std::int64_t most_slots = most_units / slot_size(strategy, comparison.sizes);
  comparison.policies[strategy] = policy;
  comparison.curves[strategy] = tradeoff_curve(*policy, comparison.length, most_slots);
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

void Planner::start() {
  current_ = *std::exchange(waiting_, std::nullopt);
  is_working_ = true;
  is_comparing_ = false;
  patience_.stop();
  stop_ = std::stop_source();
  since_start_.start();
  work_ = QtConcurrent::run([this, question = current_, known = comparison_, stop = stop_.get_token()] {
    work(question, known, stop);
    QMetaObject::invokeMethod(this, &Planner::finish, Qt::QueuedConnection);
  });
}

/// For the working thread: tells this one of every hundredth.
Progress Planner::report_progress() {
  return [this, told = 0.0](double part) mutable {
    if (part < told + 0.01) return;
    told = part;
    QMetaObject::invokeMethod(
        this, [this, part] { Q_EMIT progressed(part); }, Qt::QueuedConnection);
  };
}

// On the working thread.
void Planner::work(const PlanningQuestion& question, std::shared_ptr<const Comparison> known,
                   std::stop_token stop) {
  const auto answer = answer_to(question, solver_, report_progress(), stop);
  if (!answer) return;
  QMetaObject::invokeMethod(
      this, [this, answer = *answer] { receive_plan(answer); }, Qt::QueuedConnection);

  const Problem& problem = question.problem;
  const auto sizes = question.given_plan ? Result<StateSizes>(question.given_plan->sizes)
                                         : planning_sizes(problem, question.device_bytes);
  if (!sizes || !validate(problem)) return;
  const auto budget = question.given_plan ? Result<std::int64_t>(question.given_plan->budget)
                                          : budget_in_units(problem, *sizes, question.device_bytes);
  const std::int64_t end = curve_end(problem.length, budget.value_or(0), *sizes);
  const bool is_mixed_wanted =
      problem.length <= kLongestMixedCurve || (problem.strategy == Strategy::Msm && answer->solution);
  if (known && known->length == problem.length && known->sizes == *sizes && known->most_units >= end &&
      (!is_mixed_wanted || known->policies.contains(Strategy::Msm))) {
    return;
  }

  const auto publish = [this](const Comparison& comparison) {
    QMetaObject::invokeMethod(
        this, [this, shared = std::make_shared<const Comparison>(comparison)] { receive_comparison(shared); },
        Qt::QueuedConnection);
  };
  Comparison comparison{problem.length, *sizes, end, {}, {}};
  for (Strategy strategy : kStrategies) {
    if (stop.stop_requested()) return;
    if (strategy == Strategy::Msm) continue;
    const auto policy = solver_.policy(strategy, *sizes, problem.length, end, {}, stop);
    if (policy && *policy) add_curve(comparison, **policy, end);
  }
  if (!is_mixed_wanted) {
    publish(comparison);
    return;
  }
  const bool is_slow = problem.length > kQuickLength;
  if (is_slow) publish(comparison);
  const std::int64_t mixed_end = problem.length <= kLongestMixedCurve ? end : budget.value_or(0);
  const TableNeeded table = table_for(problem.length, mixed_end, *sizes);
  const auto mixed = solver_.policy(Strategy::Msm, *sizes, table.length, table.budget, {}, stop);
  if (mixed && !*mixed) return;
  if (mixed) add_curve(comparison, **mixed, mixed_end);
  if (mixed || !is_slow) publish(comparison);
}

void Planner::receive_plan(const PlanningAnswer& answer) {
  is_comparing_ = true;
  if (waiting_) {
    stop_.request_stop();
    if (answer.plan) Q_EMIT planned(answer);
    return;
  }
  set_planning(false);
  Q_EMIT planned(answer);
}

void Planner::receive_comparison(const std::shared_ptr<const Comparison>& comparison) {
  comparison_ = comparison;
  Q_EMIT compared(comparison);
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
