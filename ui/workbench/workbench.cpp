// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/workbench.h"

#include <algorithm>
#include <utility>

#include "core/study/run_facts.h"
#include "ui/client/device_book.h"
#include "ui/client/runs.h"
#include "ui/words/plurals.h"
#include "ui/workbench/cost_table.h"
#include "ui/workbench/planner.h"

namespace tidemark {
namespace {

constexpr std::size_t kMostRecords = 100;
constexpr std::size_t kMostWholeRecords = 10;

/// With sizes given by hand and a budget in slots, planning needs no device; for anything else it must be
/// asked.
bool needs_device(const Problem& problem) {
  const bool has_own_sizes = problem.alpha || problem.beta;
  return !has_own_sizes || problem.budget.measure != Budget::Measure::Slots ||
         problem.chunk_length == kAutoChunk;
}

bool is_same(const PlanningQuestion& a, const PlanningQuestion& b) {
  return a.problem == b.problem && a.device == b.device && a.given_plan == b.given_plan &&
         a.calibration == b.calibration;
}

}  // namespace

Workbench::Workbench(QObject* parent, Asks asks)
    : QObject(parent),
      asks_(asks),
      planner_(std::make_unique<Planner>()),
      runs_(std::make_unique<Runs>()),
      book_(std::make_unique<DeviceBook>()) {
  connect(planner_.get(), &Planner::planned, this, &Workbench::receive_plan);
  connect(planner_.get(), &Planner::planning_changed, this, &Workbench::announce_planning);
  connect(planner_.get(), &Planner::progressed, this, [this](double part) {
    planning_progress_ = part;
    Q_EMIT planning_progressed();
  });
  connect(planner_.get(), &Planner::compared, this,
          [this](const std::shared_ptr<const StrategyCosts>& strategy_costs) {
            strategy_costs_ = strategy_costs;
            Q_EMIT strategy_costs_changed();
          });
  connect(book_.get(), &DeviceBook::changed, this, &Workbench::receive_devices);
  connect(runs_.get(), &Runs::updated, this, [this] {
    if (shows_run()) Q_EMIT record_changed();
    Q_EMIT run_state_changed();
  });
  connect(runs_.get(), &Runs::ended, this, &Workbench::receive_run);
  selected_cell_ = {problem_.length, static_cast<std::int64_t>(problem_.budget.value)};
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (!has_asked_) ask();
      },
      Qt::QueuedConnection);
}

Workbench::~Workbench() {
  for (QObject* worker : {static_cast<QObject*>(planner_.get()), static_cast<QObject*>(runs_.get()),
                          static_cast<QObject*>(book_.get())}) {
    worker->disconnect(this);
  }
}

// --- the question ---

void Workbench::set_problem(const Problem& problem) {
  if (problem == problem_ && !given_plan_) return;
  given_plan_ = nullptr;
  change_problem(problem);
  ask();
}

void Workbench::show_plan(std::shared_ptr<const Plan> plan) {
  given_plan_ = plan;
  change_problem(plan->problem);
  ask(std::move(plan));
}

void Workbench::show_record(std::shared_ptr<const Record> record) {
  const StartEvent& start = record->start;
  // If this machine does not have the device, its sizes are known from the record.
  if (const auto sizes = recorded_sizes(start)) {
    book_->learn(start.problem.device, start.problem.cell, start.problem.chunk_length, *sizes);
  }
  add_record(record);
  shown_ = std::move(record);
  cancel_run();
  Q_EMIT records_changed();
  Q_EMIT record_changed();
  Q_EMIT run_state_changed();
  set_problem(start.problem);
  Q_EMIT record_opened();
}

void Workbench::change_problem(const Problem& problem) {
  problem_ = problem;
  settled_.reset();
  Q_EMIT problem_changed();
}

void Workbench::ask(std::shared_ptr<const Plan> given_plan) {
  has_asked_ = true;
  given_plan_ = std::move(given_plan);
  settled_.reset();
  has_failed_ = false;
  wants_device_ = asks_ != Asks::WhereNeeded || (!given_plan_ && needs_device(problem_));
  if (wants_device_) {
    book_->want({.device = problem_.device,
                 .cell = problem_.cell,
                 .chunk_length = problem_.chunk_length,
                 .of_every_device = asks_ == Asks::EveryRunner});
  } else {
    book_->want_nothing();
  }
  settle();
}

void Workbench::settle() {
  PlanningQuestion question{{problem_}, given_plan_};
  bool is_settled = true;
  if (problem_.chunk_length == kAutoChunk && !given_plan_) {
    const TimesAnswer answer = book_->times(problem_.device, problem_.cell);
    if (const auto* reason = std::get_if<Reason>(&answer)) {
      return fail_planning(tr("How many steps a chunk should have cannot be measured on %1: %2")
                               .arg(QString::fromStdString(problem_.device), reason->sentence));
    }
    const auto* times = std::get_if<std::shared_ptr<const Calibration>>(&answer);
    if (times != nullptr) question.calibration = *times;
    is_settled = times != nullptr;
  } else {
    const SizesAnswer answer = book_->sizes(problem_.device, problem_.cell, problem_.chunk_length);
    if (const auto* sizes = std::get_if<DeviceSizes>(&answer)) {
      question.device = *sizes;
    } else if (!given_plan_ && needs_device(problem_)) {
      if (const auto* reason = std::get_if<Reason>(&answer)) {
        return fail_planning(
            tr("This cannot be planned for %1: %2. Sizes of states given by hand need no device.")
                .arg(QString::fromStdString(problem_.device), reason->sentence));
      }
      is_settled = false;
    }
  }
  has_failed_ = false;
  if (settled_ && is_settled && is_same(*settled_, question)) return;
  planning_progress_ = 0;
  settled_.reset();
  if (is_settled) {
    settled_ = std::make_unique<const PlanningQuestion>(question);
    planner_->ask(question);
  } else {
    planner_->drop();
  }
  announce_planning();
}

void Workbench::fail_planning(const QString& error) {
  if (has_failed_ && error == planning_error_) return;
  settled_.reset();
  has_failed_ = true;
  planner_->drop();
  PlanningAnswer answer;
  answer.problem = problem_;
  answer.error = error;
  announce_planning();
  receive_plan(answer);
}

bool Workbench::is_planning() const {
  return !has_failed_ && (!settled_ || planner_->is_planning());
}

void Workbench::announce_planning() {
  if (was_planning_ == is_planning()) return;
  was_planning_ = is_planning();
  Q_EMIT planning_changed();
}

Problem Workbench::settled_problem() const {
  Problem problem = problem_;
  if (problem.chunk_length == kAutoChunk) {
    problem.chunk_length = solution_ ? solution_->problem.chunk_length : 1;
  }
  return problem;
}

std::optional<Settled> Workbench::settled() const {
  const auto settled = tidemark::settle(settled_problem(), device_sizes());
  return settled ? std::optional(*settled) : std::nullopt;
}

void Workbench::receive_plan(const PlanningAnswer& answer) {
  plan_ = answer.plan;
  solution_ = answer.solution;
  planning_error_ = answer.error;
  smallest_budget_ = answer.smallest_budget;
  cursor_ =
      std::clamp<std::int64_t>(cursor_, 0, plan_ ? static_cast<std::int64_t>(plan_->actions.size()) : 0);
  set_mark(std::nullopt);
  Q_EMIT plan_changed();
  Q_EMIT cursor_changed();
  if (solution_) {
    select_cell({solution_->sequence().chunks(), solution_->budget / solution_->slot()});
  } else if (const auto cell = cell_of_problem(*this)) {
    select_cell(*cell);  // the question has no answer, but its cell is selected
  }
}

// --- devices ---

void Workbench::receive_devices() {
  Q_EMIT devices_changed();
  if (book_->is_measuring() && !was_calibrating_) {
    Q_EMIT message(
        tr("Measuring %1, to find the fastest chunks…").arg(QString::fromStdString(problem_.device)));
  }
  was_calibrating_ = book_->is_measuring();
  if (has_asked_) settle();
}

const std::vector<DeviceDescription>& Workbench::devices() const {
  return book_->devices();
}

const DeviceDescription* Workbench::device() const {
  return book_->find(problem_.device, problem_.cell);
}

std::optional<DeviceSizes> Workbench::sizes_for(std::int64_t chunk_length) const {
  const SizesAnswer answer = book_->sizes(problem_.device, problem_.cell, chunk_length);
  const auto* sizes = std::get_if<DeviceSizes>(&answer);
  return sizes != nullptr ? std::optional(*sizes) : std::nullopt;
}

std::optional<DeviceSizes> Workbench::device_sizes() const {
  return sizes_for(settled_problem().chunk_length);
}

std::optional<StateBytes> Workbench::device_bytes() const {
  const auto sizes = device_sizes();
  return sizes ? std::optional(sizes->chunk.states) : std::nullopt;
}

bool Workbench::is_asking_device() const {
  if (has_asked_ && !wants_device_) return false;
  return std::holds_alternative<Pending>(
      book_->sizes(problem_.device, problem_.cell, std::max<std::int64_t>(1, problem_.chunk_length)));
}

std::shared_ptr<const Calibration> Workbench::calibration() const {
  const TimesAnswer answer = book_->times(problem_.device, problem_.cell);
  const auto* times = std::get_if<std::shared_ptr<const Calibration>>(&answer);
  return times != nullptr ? *times : nullptr;
}

bool Workbench::is_calibrating() const {
  return book_->is_measuring();
}

void Workbench::refresh_devices() {
  book_->refresh();
}

// --- runs ---

void Workbench::run(std::int64_t iterations, bool verify) {
  Q_ASSERT(plan_ && !is_planning() && !is_running());
  book_->hold_measuring(true);
  runs_->start({.plan = plan_, .iterations = iterations, .verify = verify});
  shown_ = LiveRun();
  Q_EMIT record_changed();
  Q_EMIT message(tr("A run of %1 has started.").arg(iterations_text(iterations)));
  Q_EMIT run_state_changed();
}

void Workbench::cancel_run() {
  runs_->cancel();
}

void Workbench::receive_run(const RunEnd& end) {
  book_->hold_measuring(false);
  if (end.record) {
    add_record(end.record);
    if (std::holds_alternative<LiveRun>(shown_)) Q_EMIT record_changed();
    Q_EMIT records_changed();
  }
  Q_EMIT run_state_changed();
  const QString sentence = in_words(end);
  Q_EMIT run_finished(end.is_done(), sentence, end.record);
  Q_EMIT message(sentence);
}

void Workbench::add_record(const std::shared_ptr<const Record>& record) {
  records_.push_back(record);
  if (records_.size() > kMostRecords) records_.erase(records_.begin());
  if (records_.size() <= kMostWholeRecords) return;
  auto& old = records_[records_.size() - 1 - kMostWholeRecords];
  if (!old->actions.empty()) old = std::make_shared<const Record>(without_actions(*old));
}

std::shared_ptr<const Record> Workbench::record() const {
  const auto* opened = std::get_if<std::shared_ptr<const Record>>(&shown_);
  return opened != nullptr ? *opened : runs_->record();
}

bool Workbench::is_running() const {
  return runs_->is_running();
}

RunProgress Workbench::run_progress() const {
  return runs_->progress();
}

qint64 Workbench::runner_process_id() const {
  return runs_->process_id();
}

// --- the view state ---

void Workbench::set_overhead_kind(OverheadBasis::Kind kind) {
  if (kind == overhead_kind_) return;
  overhead_kind_ = kind;
  Q_EMIT overhead_kind_changed();
}

void Workbench::select_cell(const TableCell& cell) {
  if (cell == selected_cell_) return;
  selected_cell_ = cell;
  Q_EMIT selected_cell_changed();
}

void Workbench::ask_why(const TableCell& cell) {
  select_cell(cell);
  Q_EMIT why_asked();
}

void Workbench::set_mark(const std::optional<Mark>& mark) {
  if (mark == mark_) return;
  mark_ = mark;
  Q_EMIT mark_changed();
}

void Workbench::set_cursor(std::int64_t actions_done) {
  const std::int64_t last = plan_ ? static_cast<std::int64_t>(plan_->actions.size()) : 0;
  actions_done = std::clamp<std::int64_t>(actions_done, 0, last);
  if (actions_done == cursor_) return;
  cursor_ = actions_done;
  Q_EMIT cursor_changed();
}

}  // namespace tidemark
