// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include "core/study/run_facts.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

enum Row { ForwardSteps, PeakBytes, Seconds, Overhead, FixedMemory, Resident, Gradients, Loss, kRows };
enum Column { Predicted, Measured, Verdict, kColumns };

const QString kNone = QStringLiteral("–");

QString equal_or_not(std::int64_t predicted, std::int64_t measured) {
  return predicted == measured ? RunPanel::tr("equal")
                               : RunPanel::tr("differs by %1").arg(count_text(measured - predicted));
}

QString exact_bytes(std::int64_t bytes) {
  return RunPanel::tr("%1 bytes").arg(count_text(bytes));
}

/// The state of the run, written before its iterations; empty if it did all that was asked.
QString state_words(RunState state, bool is_running) {
  switch (state) {
    case RunState::Done:
      return {};
    case RunState::Unfinished:
      return is_running ? RunPanel::tr("running · ") : RunPanel::tr("not finished · ");
    case RunState::Cancelled:
      return RunPanel::tr("cancelled · ");
    case RunState::Failed:
      return RunPanel::tr("failed · ");
  }
  return {};
}

QString iterations_words(const RunFacts& facts) {
  if (facts.iterations_done == facts.iterations_asked) return iterations_text(facts.iterations_done);
  return RunPanel::tr("%1 of %2")
      .arg(count_text(facts.iterations_done), iterations_text(facts.iterations_asked));
}

QString title_of(const Record& record, const RunFacts& facts, bool is_running) {
  const Problem& problem = record.start.problem;
  return RunPanel::tr("%1 over %2 on %3 · %4%5")
      .arg(short_name(problem.strategy), steps_text(problem.length),
           QString::fromStdString(record.start.device.name), state_words(facts.state, is_running),
           iterations_words(facts));
}

QString gradients_verdict(const RunFacts& facts) {
  switch (*facts.gradients) {
    case GradientVerdict::BitIdentical:
      return RunPanel::tr("bit-identical to standard BPTT's");
    case GradientVerdict::WithinTolerance:
      return RunPanel::tr("standard BPTT's up to rounding");
    case GradientVerdict::Differ:
      return RunPanel::tr("NOT those of standard BPTT");
  }
  return {};
}

QString more_time(double part) {
  return part >= 0 ? RunPanel::tr("%1 more").arg(percent_text(part))
                   : RunPanel::tr("%1 less").arg(percent_text(-part));
}

}  // namespace

RunPanel::RunPanel(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  title_ = new QLabel(this);
  title_->setObjectName(QStringLiteral("run_title"));
  title_->setMinimumWidth(1);  // so that a long device name does not widen the panel
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
                                   tr("Time of an iteration"), tr("Time over standard BPTT's"),
                                   tr("Fixed memory beside"), tr("Process or device memory"), tr("Gradients"),
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
  const RunFacts facts = run_facts(*record);
  set_title(title_of(*record, facts, workbench_->shows_run()));
  const auto words = [](const auto& value, auto&& text) { return value ? text(*value) : kNone; };
  const auto verdict = [](std::int64_t predicted, const std::optional<std::int64_t>& measured) {
    return measured ? equal_or_not(predicted, *measured) : QString();
  };
  set_row(ForwardSteps, count_text(facts.predicted_forward_steps), words(facts.forward_steps, count_text),
          verdict(facts.predicted_forward_steps, facts.forward_steps));
  set_row(PeakBytes, exact_bytes(facts.predicted_peak_bytes), words(facts.peak_bytes, exact_bytes),
          verdict(facts.predicted_peak_bytes, facts.peak_bytes));
  set_row(Seconds, duration_text(facts.predicted_seconds), words(facts.seconds, duration_text),
          facts.seconds && facts.predicted_seconds > 0
              ? more_time(*facts.seconds / facts.predicted_seconds - 1)
              : QString());
  set_row(Overhead, words(facts.predicted_overhead, more_time), words(facts.overhead, more_time), QString());
  set_row(FixedMemory, bytes_text(static_cast<double>(total(record->start.fixed))), kNone, QString());
  set_row(Resident, kNone,
          words(facts.device_peak_bytes,
                [](std::int64_t bytes) { return bytes_text(static_cast<double>(bytes)); }),
          QString());
  if (facts.first_loss) {
    const auto loss = [this](double value) { return locale().toString(value, 'f', 4); };
    set_row(Loss, kNone, tr("%1 to %2").arg(loss(*facts.first_loss), loss(*facts.last_loss)), QString());
  }
  if (facts.gradients) {
    set_row(Gradients, kNone, tr("relative L2 %1").arg(locale().toString(facts.gradient_difference, 'g', 3)),
            gradients_verdict(facts));
  }
}

}  // namespace tidemark
