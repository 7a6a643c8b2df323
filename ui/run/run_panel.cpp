// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

enum Row { ForwardSteps, PeakBytes, Seconds, FixedMemory, Resident, Gradients, Loss, kRows };
enum Column { Predicted, Measured, Verdict, kColumns };

const QString kNone = QStringLiteral("–");

QString equal_or_not(std::int64_t predicted, std::int64_t measured) {
  return predicted == measured ? RunPanel::tr("equal")
                               : RunPanel::tr("differs by %1").arg(count_text(measured - predicted));
}

QString exact_bytes(std::int64_t bytes) {
  return RunPanel::tr("%1 bytes").arg(count_text(bytes));
}

QString title_of(const Record& record, bool is_running) {
  const Problem& problem = record.start.problem;
  const QString state = record.end   ? QString()
                        : is_running ? RunPanel::tr(" · running")
                                     : RunPanel::tr(" · not finished");
  return RunPanel::tr("%1 over %2 steps on %3 · %4%5")
      .arg(short_name(problem.strategy), count_text(problem.length),
           QString::fromStdString(record.start.device.name),
           iterations_text(static_cast<std::int64_t>(record.iterations.size())), state);
}

QString gradients_verdict(const VerifyEvent& verify) {
  return verify.bit_identical ? RunPanel::tr("bit-identical to standard BPTT")
                              : RunPanel::tr("relative difference %1").arg(verify.relative_l2, 0, 'g', 3);
}

}  // namespace

RunPanel::RunPanel(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  title_ = new QLabel(this);
  title_->setObjectName(QStringLiteral("run_title"));
  title_->setMinimumWidth(1);  // a long device name widens no panel
  progress_ = new QProgressBar(this);
  progress_->setObjectName(QStringLiteral("run_progress"));
  progress_->setAccessibleName(tr("Progress of the run"));
  progress_->setRange(0, 1000);
  progress_->setMaximumWidth(220);
  progress_->setMaximumHeight(16);

  table_ = new QTableWidget(kRows, kColumns, this);
  table_->setObjectName(QStringLiteral("run_results"));
  table_->setAccessibleName(tr("What was predicted and what was measured"));
  table_->setHorizontalHeaderLabels({tr("Predicted"), tr("Measured"), tr("Verdict")});
  table_->setVerticalHeaderLabels({tr("Forward steps"), tr("Peak of stored states"),
                                   tr("Time of an iteration"), tr("Fixed memory beside"),
                                   tr("Process or device memory"), tr("Gradients"),
                                   tr("Loss, first and last")});
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  table_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->horizontalHeader()->setMinimumSectionSize(80);
  table_->horizontalHeader()->setHighlightSections(false);
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column)
      table_->setItem(row, column, new QTableWidgetItem(kNone));
  }

  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(progress_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 6);
  layout->setSpacing(4);
  layout->addLayout(head);
  layout->addWidget(table_, 1);

  connect(workbench_, &Workbench::record_changed, this, &RunPanel::update_results);
  connect(workbench_, &Workbench::run_state_changed, this, &RunPanel::update_results);
  update_results();
}

void RunPanel::set_row(int row, const QString& predicted, const QString& measured, const QString& verdict) {
  table_->item(row, Predicted)->setText(predicted);
  table_->item(row, Measured)->setText(measured);
  table_->item(row, Verdict)->setText(verdict);
}

void RunPanel::set_title(const QString& title) {
  title_->setText(title);
  title_->setToolTip(title);
}

void RunPanel::update_results() {
  progress_->setVisible(workbench_->shows_run());
  progress_->setValue(static_cast<int>(workbench_->run_progress() * 1000));
  for (int row = 0; row < kRows; ++row) set_row(row, kNone, kNone, QString());
  const auto record = workbench_->record();
  if (!record) {
    set_title(workbench_->shows_run() ? tr("The run is starting…")
                                      : tr("Nothing has been run yet. F5 carries the plan out."));
    return;
  }
  const StartEvent& start = record->start;
  set_title(title_of(*record, workbench_->shows_run()));
  set_row(ForwardSteps, count_text(start.predicted_forward_steps), kNone, QString());
  set_row(PeakBytes, exact_bytes(start.predicted_arena_peak_bytes), kNone, QString());
  set_row(Seconds, duration_text(start.predicted_seconds), kNone, QString());
  set_row(FixedMemory, bytes_text(static_cast<double>(total(start.fixed))), kNone, QString());
  if (!record->iterations.empty()) {
    const IterationEvent& last = record->iterations.back();
    double seconds = 0;
    std::int64_t peak = 0;
    std::int64_t resident = 0;
    for (const IterationEvent& event : record->iterations) {
      seconds += event.seconds / static_cast<double>(record->iterations.size());
      peak = std::max(peak, event.arena_peak_bytes);
      resident = std::max(resident, event.device_peak_bytes);
    }
    set_row(ForwardSteps, count_text(start.predicted_forward_steps), count_text(last.forward_steps),
            equal_or_not(start.predicted_forward_steps, last.forward_steps));
    set_row(PeakBytes, exact_bytes(start.predicted_arena_peak_bytes), exact_bytes(peak),
            equal_or_not(start.predicted_arena_peak_bytes, peak));
    const double more = start.predicted_seconds > 0 ? seconds / start.predicted_seconds - 1 : 0;
    set_row(Seconds, duration_text(start.predicted_seconds), duration_text(seconds),
            more >= 0 ? tr("%1 slower").arg(percent_text(more)) : tr("%1 faster").arg(percent_text(-more)));
    if (resident > 0) set_row(Resident, kNone, bytes_text(static_cast<double>(resident)), QString());
    set_row(Loss, kNone,
            tr("%1 to %2")
                .arg(locale().toString(record->iterations.front().loss, 'f', 4),
                     locale().toString(last.loss, 'f', 4)),
            QString());
  }
  if (record->verify) set_row(Gradients, kNone, kNone, gradients_verdict(*record->verify));
}

}  // namespace tidemark
