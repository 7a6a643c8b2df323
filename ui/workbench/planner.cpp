// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/planner.h"

#include <QtConcurrent>
#include <algorithm>
#include <cmath>

#include "core/plan/chunk_search.h"

namespace tidemark {
namespace {

constexpr std::int64_t kQuickLength = 1000;          // a table of all budgets is solved in well under 100 ms
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
  std::int64_t budget = 0;  ///< in chunks of `sizes`
  bool operator==(const TableNeeded&) const = default;
};

TableNeeded table_for(const Sequence& sequence, std::int64_t budget, const StateSizes& sizes) {
  if (sequence.length > kQuickLength) return {sizes, rounded_up(sequence.chunks()), rounded_up(budget)};
  const std::int64_t chunks = Sequence(kQuickLength, sequence.chunk_length).chunks();
  return {sizes, chunks, standard_memory(chunks, sizes)};
}

std::optional<TableNeeded> table_for(const PlanningQuestion& question) {
  const Problem& problem = question.problem;
  if (question.given_plan || problem.strategy != Strategy::Msm) return std::nullopt;
  if (problem.chunk_length == kAutoChunk) return std::nullopt;
  const auto sizes = planning_sizes(problem, question.device);
  if (!sizes) return std::nullopt;
  const auto budget = budget_in_quanta(problem, *sizes, question.device);
  if (!budget) return std::nullopt;
  return table_for(sequence_of(problem), *budget, *sizes);
}

/// The least budget, in the chunk the problem's budget is given in, that holds `chunks`.
std::optional<Budget> budget_holding(std::int64_t chunks, const Problem& problem, const StateSizes& sizes,
                                     const std::optional<DeviceSizes>& device) {
  const auto amount = static_cast<double>(chunks);
  Problem probe = problem;
  const auto holds = [&](double value) {
    probe.budget.value = value;
    const auto held = budget_in_quanta(probe, sizes, device);
    return held && *held >= chunks;
  };
  double bytes = 0;
  if (device) {
    bytes = std::ceil(amount / static_cast<double>(sizes.hidden) *
                      static_cast<double>(device->chunk.states.hidden)) +
            static_cast<double>(budget_beside_states(problem.budget, *device));
  }
  double value = 0;
  double grain = 1;
  switch (problem.budget.measure) {
    case Budget::Measure::Slots:
      value = std::ceil(amount / static_cast<double>(slot_size(problem.strategy, sizes)));
      break;
    case Budget::Measure::Bytes:
    case Budget::Measure::DeviceMemory:
      if (!device) return std::nullopt;
      value = bytes;
      break;
    case Budget::Measure::Percent: {
      const double part =
          device ? bytes / static_cast<double>(standard_memory(problem.length, device->step.states))
                 : fraction_of_standard(chunks, sequence_of(problem), problem.strategy, sizes);
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
              const std::optional<DeviceSizes>& device) {
  answer.plan = plan;
  if (!device) return;
  if (const auto peak = peak_bytes(*plan, device->chunk.states)) answer.peak_bytes = *peak;
}

/// Why there is no plan, and what would work instead.
void explain_failure(PlanningAnswer& answer, const PlanningQuestion& question, const Error& error,
                     Solver& solver, std::stop_token stop) {
  const Problem& problem = question.problem;
  answer.error = QString::fromStdString(error.message);
  const auto sizes = planning_sizes(problem, question.device);
  if (!sizes || !validate(problem)) return;
  const std::int64_t chunks = sequence_of(problem).chunks();
  const auto policy = solver.policy(problem.strategy, *sizes, chunks, sizes->hidden, {}, stop);
  const auto budget = budget_in_quanta(problem, *sizes, question.device);
  if (!policy || !*policy || !budget) return;
  const std::int64_t least = (**policy)->smallest_budget(chunks);
  if (*budget < least) answer.smallest_budget = budget_holding(least, problem, *sizes, question.device);
}

/// The question with its chunks found, where they are to be. Where none fits, that of single steps, which
/// says so. None when cancelled.
std::optional<PlanningQuestion> settled(PlanningQuestion question, std::stop_token stop) {
  if (question.given_plan || question.problem.chunk_length != kAutoChunk) return question;
  const auto found = find_chunk(question.problem, *question.calibration, stop);
  if (found && !*found) return std::nullopt;
  question.problem.chunk_length = 1;
  question.device = question.calibration->sizes_for(1);
  if (!found) return question;
  question.problem = (*found)->problem;
  question.device = (*found)->sizes;
  return question;
}

/// None when cancelled.
std::optional<PlanningAnswer> answer_to(const PlanningQuestion& question, Solver& solver,
                                        const Progress& progress, std::stop_token stop) {
  const Problem& problem = question.problem;
  PlanningAnswer answer;
  if (question.given_plan) {
    set_plan(answer, question.given_plan, question.device);
    return answer;
  }
  if (const auto table = table_for(question); table && validate(problem)) {
    // An error here is the neighbourhood's; the question itself is tried below.
    const auto solved =
        solver.policy(Strategy::Msm, table->sizes, table->length, table->budget, progress, stop);
    if (solved && !*solved) return std::nullopt;
  }
  auto solution = solve(problem, question.device, solver, progress, stop);
  if (!solution) {
    explain_failure(answer, question, solution.error(), solver, stop);
    return answer;
  }
  if (!*solution) return std::nullopt;
  (*solution)->calibration = question.calibration;
  answer.solution = **solution;
  if (sequence_of(problem).chunks() > kLongestScheduleShown) {
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
    set_plan(answer, **plan, question.device);
  }
  return answer;
}

/// Where the curves of a question end, in chunks of `sizes`.
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
void Planner::work(const PlanningQuestion& asked, std::shared_ptr<const StrategyCosts> known,
                   std::stop_token stop) {
  const auto question = settled(asked, stop);
  if (!question) return;
  auto answer = answer_to(*question, solver_, report_progress(), stop);
  if (!answer) return;
  answer->problem = asked.problem;
  QMetaObject::invokeMethod(
      this, [this, answer = *answer] { receive_plan(answer); }, Qt::QueuedConnection);

  const Problem& problem = question->problem;
  const auto sizes = question->given_plan ? Result<StateSizes>(question->given_plan->sizes)
                                          : planning_sizes(problem, question->device);
  if (!sizes || !validate(problem)) return;
  const auto budget = question->given_plan ? Result<std::int64_t>(question->given_plan->budget)
                                           : budget_in_quanta(problem, *sizes, question->device);
  const Sequence sequence = sequence_of(problem);
  const std::int64_t end = curve_end(sequence, budget.value_or(0), *sizes);
  const bool is_mixed_wanted =
      sequence.chunks() <= kLongestMixedCurve || (problem.strategy == Strategy::Msm && answer->solution);
  if (known && known->sequence == sequence && known->sizes == *sizes && known->most_quanta >= end &&
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
  StrategyCosts strategy_costs{sequence, sequence.chunks(), *sizes, end, {}, {}};
  for (Strategy strategy : kStrategies) {
    if (stop.stop_requested()) return;
    if (strategy == Strategy::Msm) continue;
    const auto policy = solver_.policy(strategy, *sizes, strategy_costs.length, end, {}, stop);
    if (policy && *policy) add_curve(strategy_costs, **policy, end);
  }
  if (!is_mixed_wanted) {
    publish(strategy_costs);
    return;
  }
  const bool is_slow = sequence.length > kQuickLength;
  if (is_slow) publish(strategy_costs);
  const std::int64_t mixed_end = strategy_costs.length <= kLongestMixedCurve ? end : budget.value_or(0);
  const TableNeeded table = table_for(sequence, mixed_end, *sizes);
  const auto mixed = solver_.policy(Strategy::Msm, *sizes, table.length, table.budget, {}, stop);
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
