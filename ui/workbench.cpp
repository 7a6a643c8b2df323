// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench.h"

#include <algorithm>
#include <utility>

#include "ui/counted_words.h"
#include "ui/device_query.h"
#include "ui/planner.h"
#include "ui/runner_process.h"

namespace tidemark {

Workbench::Workbench(QObject* parent)
    : QObject(parent),
      planner_(std::make_unique<Planner>()),
      runner_(std::make_unique<RunnerProcess>()),
      device_query_(std::make_unique<DeviceQuery>()) {
  connect(planner_.get(), &Planner::planned, this, &Workbench::receive_plan);
  connect(planner_.get(), &Planner::planning_changed, this, &Workbench::planning_changed);
  connect(planner_.get(), &Planner::progressed, this, [this](double part) {
    planning_progress_ = part;
    Q_EMIT planning_progressed();
  });
  connect(planner_.get(), &Planner::compared, this,
          [this](const std::shared_ptr<const Comparison>& comparison) {
            comparison_ = comparison;
            Q_EMIT comparison_changed();
          });
  connect(device_query_.get(), &DeviceQuery::answered, this, &Workbench::receive_devices);
  connect(runner_.get(), &RunnerProcess::updated, this, [this] {
    record_ = runner_->record();
    Q_EMIT record_changed();
    Q_EMIT run_state_changed();
  });
  connect(runner_.get(), &RunnerProcess::finished, this, [this](bool is_done, const QString& sentence) {
    if (runner_->record()) keep_record();
    Q_EMIT run_state_changed();
    Q_EMIT run_finished(is_done, sentence);
    Q_EMIT message(sentence);
  });
  selected_cell_ = {problem_.length, static_cast<std::int64_t>(problem_.budget.value)};
  device_query_->ask(problem_.cell);
  plan_anew();
}

Workbench::~Workbench() {
  for (QObject* worker : {static_cast<QObject*>(planner_.get()), static_cast<QObject*>(runner_.get()),
                          static_cast<QObject*>(device_query_.get())}) {
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
  problem_ = problem;
  // Until the runners have answered, device_bytes() is none: sizes of another cell would plan wrongly.
  if (is_other_cell) device_query_->ask(problem_.cell);
  Q_EMIT problem_changed();
}

void Workbench::plan_anew(std::shared_ptr<const Plan> given_plan) {
  planning_progress_ = 0;
  planner_->ask({problem_, device_bytes(), std::move(given_plan)});
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
    select_cell({plan_->problem.length, plan_->budget / slot_size(plan_->problem.strategy, plan_->sizes)});
  }
}

void Workbench::receive_devices(const Cell& cell, const std::vector<DeviceDescription>& devices) {
  if (cell != problem_.cell) return;
  const auto sizes_before = device_bytes();
  devices_ = devices;
  Q_EMIT devices_changed();
  const bool is_from_file = plan_ && !plan_->policy;
  if (device_bytes() != sizes_before) plan_anew(is_from_file ? plan_ : nullptr);
}

const DeviceDescription* Workbench::device() const {
  for (const DeviceDescription& description : devices_) {
    if (description.info.id == problem_.device) return &description;
  }
  return nullptr;
}

std::optional<StateSizes> Workbench::device_bytes() const {
  const DeviceDescription* description = device();
  if (description == nullptr || !description->info.available || description->cell != problem_.cell) {
    return std::nullopt;
  }
  return description->sizes;
}

void Workbench::refresh_devices() {
  device_query_->ask(problem_.cell);
}

void Workbench::run(std::int64_t iterations, bool verify) {
  Q_ASSERT(plan_ && !is_running());
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
  return planner_->is_planning();
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

void Workbench::keep_record() {
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
