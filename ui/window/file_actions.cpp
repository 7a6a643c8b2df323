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
#include "core/files/suggested_name.h"
#include "ui/ask/headline.h"
#include "ui/client/async.h"
#include "ui/client/kept_runs.h"
#include "ui/window/range_dialog.h"
#include "ui/words/chart_format.h"
#include "ui/words/run_words.h"
#include "ui/words/setup_words.h"
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
               tr("Problems (*.tidemark)"), ".tidemark");
  connect_save(CommandId::SavePlan, &FileActions::save_plan, tr("Save the plan"), tr("Plans (*.json)"),
               "plan.json");
  connect_save(CommandId::SaveRecord, &FileActions::save_record, tr("Save the run"),
               tr("Recorded runs (*.jsonl)"), "run.jsonl");
  commands_->on(CommandId::ExportSchedule, [this] { export_asking(csv()); });
  commands_->on(CommandId::ExportTrace, [this] { export_asking(trace()); });
  connect_save(CommandId::ExportMeasuredTrace, &FileActions::export_measured_trace,
               tr("Export the run as a trace"), tr("Traces (*.json)"), "run.trace.json");
  connect_save(CommandId::ExportTable, &FileActions::export_table, tr("Export the cost table"),
               tr("Tables (*.csv)"), "table.csv");
  connect_save(CommandId::ExportCurves, &FileActions::export_curves, tr("Export the trade-off curves"),
               tr("Tables (*.csv)"), "curves.csv");
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
                               const char* what) {
  commands_->on(id, [this, id, save, title, filter, what] {
    const QString name = QString::fromStdString(suggested_name(problem_of(id), what));
    const QString path = QFileDialog::getSaveFileName(window_, title, name, filter);
    if (!path.isEmpty()) (this->*save)(path);
  });
}

const Problem& FileActions::problem_of(CommandId id) const {
  const bool is_of_run = id == CommandId::SaveRecord || id == CommandId::ExportMeasuredTrace;
  return is_of_run ? workbench_->record()->start.problem : workbench_->problem();
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
  write_schedule(path, csv().write, workbench_->plan(), {});
}

void FileActions::export_trace(const QString& path) {
  write_schedule(path, trace().write, workbench_->plan(), {});
}

FileActions::ScheduleFormat FileActions::csv() const {
  return {tr("Export the schedule"), tr("Tables (*.csv)"), QStringLiteral("schedule.csv"),
          [](const ScheduleView& schedule, std::ostream& out, const ScheduleRange& range) {
            return write_schedule_csv(schedule, out, range);
          }};
}

FileActions::ScheduleFormat FileActions::trace() const {
  return {tr("Export the schedule as a trace"), tr("Traces (*.json)"), QStringLiteral("schedule.trace.json"),
          [times = measured_times(*workbench_, *workbench_->plan())](
              const ScheduleView& schedule, std::ostream& out, const ScheduleRange& range) {
            return write_trace(schedule, out, times ? &*times : nullptr, range);
          }};
}

void FileActions::export_asking(const ScheduleFormat& format) {
  const auto plan = workbench_->plan();
  const auto actions = static_cast<std::int64_t>(plan->actions.size());
  in_background(
      this, [plan, actions, write = format.write] { return size_of_file(*plan, write, {}, actions); },
      [this, format, plan, actions](const FileSize& size) {
        if (size.bytes <= largest_unasked_) return ask_for_file(format, plan, {}, size.bytes);
        auto* dialog = new RangeDialog(actions, size, window_);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, format, plan, dialog] {
          ask_for_file(format, plan, dialog->range(), dialog->bytes());
        });
        dialog->open();
      });
}

void FileActions::ask_for_file(const ScheduleFormat& format, const std::shared_ptr<const Plan>& plan,
                               const ScheduleRange& range, std::int64_t bytes) {
  const QString title = tr("%1, about %2").arg(format.title, bytes_text(static_cast<double>(bytes)));
  const QString name = QString::fromStdString(suggested_name(plan->problem, format.what.toStdString()));
  auto* dialog = new QFileDialog(window_, title, QString(), format.filter);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->selectFile(name);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, write = format.write, plan, range](const QString& path) {
            write_schedule(path, write, plan, range);
          });
  dialog->open();
}

void FileActions::write_schedule(const QString& path, const ScheduleWriter& writer,
                                 const std::shared_ptr<const Plan>& plan, const ScheduleRange& range) {
  write(path, [path, writer, plan, range] {
    return write_file(as_path(path), [&](std::ostream& out) { return writer(*plan, out, range); });
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
  Problem problem = workbench_->settled_problem();
  problem.length = strategy_costs->sequence.length;
  problem.chunk_length = strategy_costs->sequence.chunk_length;
  const CurveMeasures measures{
      strategy_costs->sequence, strategy_costs->sizes,
      MemoryShare(problem, strategy_costs->sizes, workbench_->device_sizes()), overhead_basis(*workbench_),
      step_times(problem.cell, problem.device, problem.chunk_length, measurements_of(*workbench_))};
  write(path, [path, strategy_costs, measures] {
    return write_file(as_path(path), [&](std::ostream& out) {
      return write_curves_csv(strategy_costs->curves, measures, out);
    });
  });
}

void FileActions::offer_pictures_of(const QList<Plot*>& charts) {
  for (Plot* chart : charts) {
    chart->set_picture_words([this, chart] {
      const Problem& problem = workbench_->problem();
      const std::string what = chart->objectName().remove(QStringLiteral("_plot")).toStdString();
      return PictureWords{question_words(problem), headline_of(*workbench_),
                          QString::fromStdString(suggested_name(problem, what))};
    });
    connect(chart, &Plot::picture_written, this,
            [this](const QString& path) { Q_EMIT done(tr("Wrote %1.").arg(path)); });
    connect(chart, &Plot::picture_failed, this, &FileActions::failed);
  }
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
