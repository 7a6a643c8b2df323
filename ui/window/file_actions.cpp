// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/file_actions.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <utility>

#include "core/base/file_io.h"
#include "core/base/shipped_files.h"
#include "core/files/examples.h"
#include "core/files/exports.h"
#include "core/files/plan_file.h"
#include "core/files/problem_file.h"
#include "core/files/record_file.h"
#include "ui/client/async.h"
#include "ui/client/kept_runs.h"
#include "ui/words/run_words.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

constexpr int kMostRecent = 8;
const QString kRecentKey = QStringLiteral("recent_files");

std::filesystem::path as_path(const QString& path) {
  return std::filesystem::path(path.toStdString());
}

/// The step times for a plan's trace; none if they were not measured.
std::optional<StepTimes> measured_times(const Workbench& workbench, const Plan& plan) {
  return step_times(plan.problem.cell, plan.problem.device, plan.problem.chunk_length,
                    measurements_of(workbench));
}

/// A run that came with the program.
struct ShippedRun {
  QString path;
  QString title;
};

std::vector<ShippedRun> read_shipped_runs() {
  std::vector<ShippedRun> runs;
  const auto folder = shipped("runs");
  if (!folder) return runs;
  const QDir files(QString::fromStdString(folder->string()));
  for (const QFileInfo& file : files.entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files, QDir::Name)) {
    if (const auto record = load_record(as_path(file.filePath()), WithActions::No))
      runs.push_back({file.absoluteFilePath(), record_title(record->start)});
  }
  return runs;
}

}  // namespace

Problem first_question() {
  const auto shipped_examples = examples();
  if (!shipped_examples || shipped_examples->empty()) return {};
  return load_problem(shipped_examples->front().path).value_or(Problem());
}

FileActions::FileActions(Workbench* workbench, Commands* commands, QWidget* window)
    : QObject(window),
      workbench_(workbench),
      commands_(commands),
      window_(window),
      examples_menu_(new QMenu(tr("Open an e&xample"), window)),
      recent_menu_(new QMenu(tr("Open &recent"), window)),
      shipped_runs_menu_(new QMenu(tr("Open a run &from a GPU"), window)) {
  commands_->on(CommandId::Open, [this] {
    const QString path = QFileDialog::getOpenFileName(
        window_, tr("Open"), QString(), tr("Tidemark files (*.tidemark *.json *.jsonl);;All files (*)"));
    if (!path.isEmpty()) open(path);
  });
  connect_save(CommandId::SaveProblem, &FileActions::save_problem, tr("Save the problem"),
               tr("Problems (*.tidemark)"), QStringLiteral("problem.tidemark"));
  connect_save(CommandId::SavePlan, &FileActions::save_plan, tr("Save the plan"), tr("Plans (*.json)"),
               QStringLiteral("plan.json"));
  connect_save(CommandId::SaveRecord, &FileActions::save_record, tr("Save the run"),
               tr("Recorded runs (*.jsonl)"), QStringLiteral("run.jsonl"));
  connect_save(CommandId::ExportSchedule, &FileActions::export_schedule, tr("Export the schedule"),
               tr("Tables (*.csv)"), QStringLiteral("schedule.csv"));
  connect_save(CommandId::ExportTrace, &FileActions::export_trace, tr("Export the schedule as a trace"),
               tr("Traces (*.json)"), QStringLiteral("schedule.trace.json"));
  connect_save(CommandId::ExportMeasuredTrace, &FileActions::export_measured_trace,
               tr("Export the run as a trace"), tr("Traces (*.json)"), QStringLiteral("run.trace.json"));
  connect_save(CommandId::ExportTable, &FileActions::export_table, tr("Export the cost table"),
               tr("Tables (*.csv)"), QStringLiteral("table.csv"));
  connect_save(CommandId::ExportCurves, &FileActions::export_curves, tr("Export the trade-off curve"),
               tr("Tables (*.csv)"), QStringLiteral("curve.csv"));
  connect(recent_menu_, &QMenu::aboutToShow, this, &FileActions::fill_recent_menu);
  connect(workbench_, &Workbench::plan_changed, this, &FileActions::update_enabled);
  connect(workbench_, &Workbench::strategy_costs_changed, this, &FileActions::update_enabled);
  connect(workbench_, &Workbench::record_changed, this, &FileActions::update_enabled);
  connect(
      workbench_, &Workbench::run_finished, this,
      [this](bool, const QString&, const std::shared_ptr<const Record>& record) { autosave_run(record); });
  fill_examples_menu();
  fill_recent_menu();
  fill_shipped_runs_menu();
  update_enabled();
}

FileActions::~FileActions() {
  wait_for_background(this);
}

void FileActions::connect_save(CommandId id, Save save, const QString& title, const QString& filter,
                               const QString& name) {
  commands_->on(id, [this, save, title, filter, name] {
    const QString path = QFileDialog::getSaveFileName(window_, title, name, filter);
    if (!path.isEmpty()) (this->*save)(path);
  });
}

void FileActions::open(const QString& path) {
  in_background(
      this, [path] { return load_document(as_path(path)); },
      [this, path](const Result<Document>& document) {
        if (document) {
          show(*document, path);
        } else {
          Q_EMIT failed(QString::fromStdString(document.error().message));
        }
      });
}

void FileActions::show(const Document& document, const QString& path) {
  if (const auto* problem = std::get_if<Problem>(&document)) {
    workbench_->set_problem(*problem);
  } else if (const auto* plan = std::get_if<std::shared_ptr<const Plan>>(&document)) {
    workbench_->show_plan(*plan);
  } else {
    const auto& record = std::get<std::shared_ptr<const Record>>(document);
    workbench_->show_record(record);
    if (record->is_partial())
      Q_EMIT failed(tr("%1 is unfinished: its run is still going on, or was killed.").arg(path));
  }
  remember(path);
  Q_EMIT done(tr("Opened %1.").arg(path));
}

void FileActions::write(const QString& path, std::function<Result<void>()> work) {
  in_background(this, std::move(work), [this, path](const Result<void>& written) {
    if (written) {
      Q_EMIT done(tr("Wrote %1.").arg(path));
    } else {
      Q_EMIT failed(QString::fromStdString(written.error().message));
    }
  });
}

void FileActions::save_problem(const QString& path) {
  write(path,
        [path, problem = workbench_->problem()] { return tidemark::save_problem(problem, as_path(path)); });
  remember(path);
}

void FileActions::save_plan(const QString& path) {
  write(path, [path, plan = workbench_->plan()] { return tidemark::save_plan(*plan, as_path(path)); });
  remember(path);
}

void FileActions::save_record(const QString& path) {
  write(path,
        [path, record = workbench_->record()] { return tidemark::save_record(*record, as_path(path)); });
  remember(path);
}

void FileActions::export_schedule(const QString& path) {
  write(path, [path, plan = workbench_->plan()] {
    return write_file(as_path(path), [&](std::ostream& out) { return write_schedule_csv(*plan, out); });
  });
}

void FileActions::export_trace(const QString& path) {
  write(path, [path, plan = workbench_->plan(), times = measured_times(*workbench_, *workbench_->plan())] {
    return write_file(as_path(path),
                      [&](std::ostream& out) { return write_trace(*plan, out, times ? &*times : nullptr); });
  });
}

void FileActions::export_measured_trace(const QString& path) {
  write(path, [path, record = workbench_->record()] {
    return write_file(as_path(path), [&](std::ostream& out) { return write_trace(*record, out); });
  });
}

void FileActions::export_table(const QString& path) {
  const auto plan = workbench_->plan();
  write(path, [path, plan] {
    return write_file(as_path(path), [&](std::ostream& out) {
      return write_table_csv(*plan->policy, plan->sequence().chunks(), plan->budget / plan->slot(), out);
    });
  });
}

void FileActions::export_curves(const QString& path) {
  const auto strategy_costs = workbench_->strategy_costs();
  const auto curve = strategy_costs->curves.find(workbench_->problem().strategy);
  if (curve == strategy_costs->curves.end()) {
    Q_EMIT failed(
        tr("There is no curve for this strategy at this length; another strategy or a shorter sequence has "
           "one."));
    return;
  }
  Problem problem = workbench_->settled_problem();
  problem.length = strategy_costs->sequence.length;
  problem.chunk_length = strategy_costs->sequence.chunk_length;
  const CurveMeasures measures{problem.strategy, strategy_costs->sequence,
                               MemoryShare(problem, strategy_costs->sizes, workbench_->device_sizes()),
                               overhead_basis(*workbench_)};
  write(path, [path, points = curve->second, measures] {
    return write_file(as_path(path),
                      [&](std::ostream& out) { return write_curve_csv(points, measures, out); });
  });
}

void FileActions::autosave_run(const std::shared_ptr<const Record>& record) {
  if (!record || record->actions.empty()) return;
  const QString path = autosave_path(*record);
  write(path, [path, record] { return autosave(*record, path); });
}

void FileActions::remember(const QString& path) {
  QSettings settings;
  QStringList recent = settings.value(kRecentKey).toStringList();
  const QString whole = QFileInfo(path).absoluteFilePath();
  recent.removeAll(whole);
  recent.prepend(whole);
  settings.setValue(kRecentKey, recent.mid(0, kMostRecent));
}

void FileActions::fill_examples_menu() {
  const auto shipped_examples = examples();
  if (!shipped_examples) {
    examples_menu_->addAction(QString::fromStdString(shipped_examples.error().message))->setEnabled(false);
    return;
  }
  for (const Example& example : *shipped_examples) {
    QAction* action = examples_menu_->addAction(
        QString::fromStdString(example.title), this,
        [this, path = example.path] { open(QString::fromStdString(path.string())); });
    action->setStatusTip(QString::fromStdString(example.description));
    action->setToolTip(action->statusTip());
  }
  examples_menu_->setToolTipsVisible(true);
}

void FileActions::fill_recent_menu() {
  recent_menu_->clear();
  const QStringList recent = QSettings().value(kRecentKey).toStringList();
  for (const QString& path : recent) {
    recent_menu_->addAction(QFileInfo(path).fileName(), this, [this, path] { open(path); })
        ->setStatusTip(path);
  }
  if (recent.isEmpty()) recent_menu_->addAction(tr("No file has been opened yet"))->setEnabled(false);
}

void FileActions::fill_shipped_runs_menu() {
  in_background(this, read_shipped_runs, [this](const std::vector<ShippedRun>& runs) {
    for (const ShippedRun& run : runs) {
      shipped_runs_menu_->addAction(run.title, this, [this, path = run.path] { open(path); })
          ->setStatusTip(run.path);
    }
    if (runs.empty()) shipped_runs_menu_->addAction(tr("None came with this program"))->setEnabled(false);
  });
}

void FileActions::update_enabled() {
  const auto plan = workbench_->plan();
  const bool has_record = workbench_->record() != nullptr;
  for (CommandId id : {CommandId::SavePlan, CommandId::ExportSchedule, CommandId::ExportTrace}) {
    commands_->action(id)->setEnabled(plan != nullptr);
  }
  commands_->action(CommandId::ExportTable)->setEnabled(plan && plan->policy);
  commands_->action(CommandId::ExportCurves)->setEnabled(workbench_->strategy_costs() != nullptr);
  commands_->action(CommandId::SaveRecord)->setEnabled(has_record);
  commands_->action(CommandId::ExportMeasuredTrace)->setEnabled(has_record);
}

}  // namespace tidemark
