// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/workbench.h"

#include <algorithm>
#include <utility>

#include "ui/client/calibrator.h"
#include "ui/client/device_query.h"
#include "ui/client/runner_process.h"
#include "ui/words/plurals.h"
#include "ui/workbench/planner.h"

namespace tidemark {

Workbench::Workbench(QObject* parent)
    : QObject(parent),
      planner_(std::make_unique<Planner>()),
      runner_(std::make_unique<RunnerProcess>()),
      device_query_(std::make_unique<DeviceQuery>()),
      calibrator_(std::make_unique<Calibrator>()) {
  connect(planner_.get(), &Planner::planned, this, &Workbench::receive_plan);
  connect(planner_.get(), &Planner::planning_changed, this, &Workbench::planning_changed);
  connect(planner_.get(), &Planner::progressed, this, [this](double part) {
    planning_progress_ = part;
    Q_EMIT planning_progressed();
  });
  connect(planner_.get(), &Planner::compared, this,
          [this](const std::shared_ptr<const StrategyCosts>& strategy_costs) {
            strategy_costs_ = strategy_costs;
            Q_EMIT strategy_costs_changed();
          });
  connect(device_query_.get(), &DeviceQuery::answered, this, &Workbench::receive_devices);
  connect(calibrator_.get(), &Calibrator::measured, this, &Workbench::receive_calibration);
  connect(calibrator_.get(), &Calibrator::failed, this, &Workbench::fail_planning);
  connect(runner_.get(), &RunnerProcess::updated, this, [this] {
    record_ = runner_->record();
    Q_EMIT record_changed();
    Q_EMIT run_state_changed();
  });
  connect(runner_.get(), &RunnerProcess::finished, this, [this](bool is_done, const QString& sentence) {
    if (runner_->record()) adopt_record();
    Q_EMIT run_state_changed();
    Q_EMIT run_finished(is_done, sentence);
    Q_EMIT message(sentence);
    if (is_waiting_) plan_anew();  // what could not be measured beside the run
  });
  selected_cell_ = {problem_.length, static_cast<std::int64_t>(problem_.budget.value)};
  ask_devices();
  plan_anew();
}

Workbench::~Workbench() {
  for (QObject* worker :
       {static_cast<QObject*>(planner_.get()), static_cast<QObject*>(runner_.get()),
        static_cast<QObject*>(device_query_.get()), static_cast<QObject*>(calibrator_.get())}) {
    worker->disconnect(this);
  }
}

void Workbench::set_problem(const Problem& problem) {
  if (problem == problem_) return;
  change_problem(problem);
  plan_anew();
}

void Workbench::show_plan(std::shared_ptr<const Plan> plan) {
  change_problem(plan->problem);
  plan_anew(std::move(plan));
}

void Workbench::show_record(std::shared_ptr<const Record> record) {
  if (is_running()) cancel_run();
  records_.push_back(record);
  record_ = std::move(record);
  Q_EMIT records_changed();
  Q_EMIT record_changed();
  set_problem(record_->start.problem);
}

void Workbench::change_problem(const Problem& problem) {
  const bool is_other_cell = problem.cell != problem_.cell;
  const bool is_other_chunk = problem.chunk_length != problem_.chunk_length;
  problem_ = problem;
  // Until the runners have answered, device_sizes() is none: sizes of another cell would plan wrongly.
  if (is_other_cell || (is_other_chunk && !sizes_for(settled_problem().chunk_length))) ask_devices();
  Q_EMIT problem_changed();
}

void Workbench::plan_anew(std::shared_ptr<const Plan> given_plan) {
  planning_progress_ = 0;
  set_waiting(!given_plan && must_wait());
  if (is_waiting_) return planner_->drop();
  const bool finds_chunk = problem_.chunk_length == kAutoChunk;
  if (finds_chunk && !calibration()) {
    const DeviceDescription* description = device();
    return fail_planning(tr("How many steps a chunk should have cannot be measured on %1: %2")
                             .arg(QString::fromStdString(problem_.device),
                                  description ? QString::fromStdString(description->info.reason)
                                              : tr("there is no such device")));
  }
  planner_->ask({problem_, finds_chunk ? std::nullopt : sizes_for(problem_.chunk_length),
                 std::move(given_plan), finds_chunk ? calibration() : nullptr});
}

bool Workbench::must_wait() {
  const bool finds_chunk = problem_.chunk_length == kAutoChunk;
  if (finds_chunk ? calibration() != nullptr : problem_.chunk_length == 1) return false;
  if (device_query_->is_asking()) return true;
  const DeviceDescription* description = device();
  if (!finds_chunk || description == nullptr || !description->info.available) return false;
  if (is_running()) return true;  // each would spoil the other's times
  if (!calibrator_->is_running()) {
    const QString id = QString::fromStdString(problem_.device);
    Q_EMIT message(tr("Measuring %1, to find the fastest chunks…").arg(id));
  }
  calibrator_->start(problem_.device, problem_.cell);
  return true;
}

void Workbench::set_waiting(bool is_waiting) {
  if (!is_waiting || problem_.chunk_length != kAutoChunk) calibrator_->cancel();
  if (is_waiting_ == is_waiting) return;
  is_waiting_ = is_waiting;
  Q_EMIT planning_changed();
}

void Workbench::fail_planning(const QString& error) {
  set_waiting(false);
  planner_->drop();
  PlanningAnswer answer;
  answer.problem = problem_;
  answer.error = error;
  receive_plan(answer);
}

void Workbench::ask_devices() {
  device_query_->ask(problem_.cell, std::max<std::int64_t>(1, problem_.chunk_length));
}

void Workbench::receive_calibration(const std::shared_ptr<const Calibration>& calibration) {
  calibrations_.push_back(calibration);
  plan_anew();
}

std::shared_ptr<const Calibration> Workbench::calibration() const {
  for (const auto& calibration : calibrations_) {
    if (calibration->cell == problem_.cell && calibration->device == problem_.device) return calibration;
  }
  return nullptr;
}

bool Workbench::is_calibrating() const {
  return calibrator_->is_running();
}

Problem Workbench::settled_problem() const {
  Problem problem = problem_;
  if (problem.chunk_length == kAutoChunk) {
    problem.chunk_length = solution_ ? solution_->problem.chunk_length : 1;
  }
  return problem;
}

void Workbench::receive_plan(const PlanningAnswer& answer) {
  plan_ = answer.plan;
  solution_ = answer.solution;
  planning_error_ = answer.error;
  smallest_budget_ = answer.smallest_budget;
  peak_bytes_ = answer.peak_bytes;
  cursor_ =
      std::clamp<std::int64_t>(cursor_, 0, plan_ ? static_cast<std::int64_t>(plan_->actions.size()) : 0);
  Q_EMIT plan_changed();
  Q_EMIT cursor_changed();
  if (plan_) {
    select_cell({sequence_of(plan_->problem).chunks(),
                 plan_->budget / slot_size(plan_->problem.strategy, plan_->sizes)});
  }
}

void Workbench::receive_devices(const Cell& cell, const std::vector<DeviceDescription>& devices) {
  if (cell != problem_.cell) return;
  const auto sizes_before = device_sizes();
  devices_.clear();
  chunk_devices_.clear();
  for (const DeviceDescription& device : devices) {
    (device.chunk_length == 1 ? devices_ : chunk_devices_).push_back(device);
  }
  Q_EMIT devices_changed();
  const bool is_from_file = plan_ && !plan_->policy && plan_->problem == problem_;
  if (is_waiting_ || device_sizes() != sizes_before) plan_anew(is_from_file ? plan_ : nullptr);
}

const DeviceDescription* Workbench::device() const {
  for (const DeviceDescription& description : devices_) {
    if (description.info.id == problem_.device) return &description;
  }
  return nullptr;
}

std::optional<DeviceSizes> Workbench::sizes_for(std::int64_t chunk_length) const {
  const DeviceDescription* step = device();
  if (step == nullptr || !step->info.available || step->cell != problem_.cell) return std::nullopt;
  const ChunkSizes step_sizes{step->sizes, step->fixed};
  if (chunk_length == 1) return DeviceSizes(step_sizes, step_sizes);
  for (const DeviceDescription& chunk : chunk_devices_) {
    if (chunk.info.id == step->info.id && chunk.cell == step->cell && chunk.chunk_length == chunk_length) {
      return DeviceSizes(step_sizes, {chunk.sizes, chunk.fixed});
    }
  }
  const auto measured = calibration();
  if (measured && measured->find(chunk_length)) return measured->sizes_for(chunk_length);
  return std::nullopt;
}

std::optional<DeviceSizes> Workbench::device_sizes() const {
  return sizes_for(settled_problem().chunk_length);
}

std::optional<StateSizes> Workbench::device_bytes() const {
  const auto sizes = device_sizes();
  return sizes ? std::optional(sizes->chunk.states) : std::nullopt;
}

void Workbench::refresh_devices() {
  ask_devices();
}

void Workbench::run(std::int64_t iterations, bool verify) {
  Q_ASSERT(plan_ && !is_running());
  calibrator_->cancel();
  record_.reset();
  Q_EMIT record_changed();
  runner_->start({.plan = plan_, .iterations = iterations, .verify = verify});
  Q_EMIT message(tr("A run of %1 has started.").arg(iterations_text(iterations)));
  Q_EMIT run_state_changed();
}

void Workbench::cancel_run() {
  runner_->cancel();
}

bool Workbench::is_planning() const {
  return is_waiting_ || planner_->is_planning();
}

bool Workbench::is_running() const {
  return runner_->is_running();
}

double Workbench::run_progress() const {
  return runner_->progress();
}

qint64 Workbench::runner_process_id() const {
  return runner_->process_id();
}

void Workbench::adopt_record() {
  record_ = runner_->record();
  records_.push_back(record_);
  Q_EMIT record_changed();
  Q_EMIT records_changed();
}

void Workbench::select_cell(const TableCell& cell) {
  if (cell == selected_cell_) return;
  selected_cell_ = cell;
  Q_EMIT selected_cell_changed();
}

void Workbench::set_cursor(std::int64_t actions_done) {
  const std::int64_t last = plan_ ? static_cast<std::int64_t>(plan_->actions.size()) : 0;
  actions_done = std::clamp<std::int64_t>(actions_done, 0, last);
  if (actions_done == cursor_) return;
  cursor_ = actions_done;
  Q_EMIT cursor_changed();
}

}  // namespace tidemark
