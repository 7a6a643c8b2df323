// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_panel.h"

#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/run_words.h"

namespace tidemark {
namespace {

enum Row { ForwardSteps, PeakBytes, Seconds, Overhead, FixedMemory, Resident, Gradients, Loss, kRows };
enum Column { Predicted, Measured, Verdict, kColumns };

const QString kNone = QStringLiteral("–");

QString exact_bytes(std::int64_t bytes) {
  return RunPanel::tr("%1 bytes").arg(count_text(bytes));
}

QString amount_of_bytes(std::int64_t bytes) {
  return bytes_text(static_cast<double>(bytes));
}

template <class Value, class Text>
QString text_or_none(const std::optional<Value>& value, Text&& text) {
  return value ? text(*value) : kNone;
}

QString steps_verdict(std::int64_t predicted, const std::optional<std::int64_t>& measured) {
  if (!measured) return {};
  return predicted == *measured ? RunPanel::tr("equal")
                                : RunPanel::tr("differs by %1").arg(count_text(*measured - predicted));
}

QString bytes_verdict(std::int64_t predicted, const std::optional<std::int64_t>& measured) {
  if (!measured) return {};
  return predicted == *measured ? RunPanel::tr("equal to the byte")
                                : RunPanel::tr("differs by %1").arg(exact_bytes(*measured - predicted));
}

QString time_verdict(const RunFacts& facts) {
  if (facts.seconds_off) return more_or_less_text(*facts.seconds_off);
  return facts.seconds && !facts.is_warm ? RunPanel::tr("one iteration, not warmed up") : QString();
}

}  // namespace

RunPanel::RunPanel(Workbench* workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  const auto make_label = [this](const char* name) {
    auto* label = new QLabel(this);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
  };
  sentence_ = make_label("run_sentence");
  QFont large = sentence_->font();
  large.setPointSizeF(large.pointSizeF() * 1.3);
  large.setWeight(QFont::DemiBold);
  sentence_->setFont(large);
  note_ = make_label("run_sentence_note");
  title_ = make_label("run_title");
  progress_ = new QProgressBar(this);
  progress_->setObjectName(QStringLiteral("run_progress"));
  progress_->setAccessibleName(tr("Progress of the run"));
  progress_->setRange(0, 1000);

  table_ = new QTableWidget(kRows, kColumns, this);
  table_->setObjectName(QStringLiteral("run_results"));
  table_->setAccessibleName(tr("What was predicted and what was measured"));
  table_->setHorizontalHeaderLabels({tr("Predicted"), tr("Measured"), tr("Verdict")});
  table_->horizontalHeaderItem(Predicted)->setToolTip(
      tr("Steps and bytes as planned; times from steps that the runner measured before the run"));
  table_->horizontalHeaderItem(Measured)->setToolTip(
      tr("The time is the median of the iterations after the first"));
  table_->setVerticalHeaderLabels({tr("Forward steps"), tr("Peak of states"), tr("An iteration"),
                                   tr("Over standard"), tr("Fixed beside"), tr("Process, GPU"),
                                   tr("Gradients"), tr("Loss")});
  const QStringList meanings = {tr("Forward steps of an iteration"),
                                tr("The most bytes of stored states, in an arena of the budget"),
                                tr("Time of one iteration"),
                                tr("Time beyond that of standard BPTT, measured in the same process"),
                                tr("Memory beside the stored states: weights, gradients, the working core"),
                                tr("The most that the process held, or that was in use on the GPU"),
                                tr("Gradients beside standard BPTT's"),
                                tr("Loss of the first and the last iteration")};
  for (int row = 0; row < kRows; ++row) table_->verticalHeaderItem(row)->setToolTip(meanings[row]);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);  // all of it fits: columns share the width
  table_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->verticalHeader()->setMinimumSectionSize(fontMetrics().height() + 6);
  table_->horizontalHeader()->setMinimumSectionSize(40);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  table_->horizontalHeader()->setHighlightSections(false);
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) table_->setItem(row, column, new QTableWidgetItem);
  }

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 6);
  layout->setSpacing(3);
  for (QWidget* widget : std::initializer_list<QWidget*>{sentence_, note_, title_, progress_})
    layout->addWidget(widget);
  layout->addWidget(table_, 1);

  updates_ = new WhenVisible(this, [this] { update_results(); });
  connect(workbench_, &Workbench::record_changed, updates_, &WhenVisible::ask);
  connect(workbench_, &Workbench::run_state_changed, updates_, &WhenVisible::ask);
}

void RunPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  table_->resizeRowsToContents();
}

void RunPanel::set_row(int row, const QString& predicted, const QString& measured, const QString& verdict) {
  const QStringList texts{predicted, measured, verdict};
  for (int column = 0; column < kColumns; ++column) {
    table_->item(row, column)->setText(texts[column]);
    table_->item(row, column)->setToolTip(texts[column]);
  }
  const auto says_nothing = [](const QString& text) { return text.isEmpty() || text == kNone; };
  table_->setRowHidden(row, says_nothing(predicted) && says_nothing(measured));
}

void RunPanel::show_texts(const QString& sentence, const QString& note, const QString& title) {
  sentence_->setText(sentence);
  note_->setText(note);
  title_->setText(title);
  for (QLabel* label : {sentence_, note_, title_}) label->setVisible(!label->text().isEmpty());
}

void RunPanel::update_progress() {
  progress_->setVisible(workbench_->shows_run());
  if (!workbench_->shows_run()) return;
  const RunProgress progress = workbench_->run_progress();
  progress_->setValue(static_cast<int>(progress.part() * 1000));
  progress_->setFormat(progress_text(progress).replace(QLatin1Char('%'), QLatin1String("%%")));
}

void RunPanel::update_results() {
  update_progress();
  const auto record = workbench_->record();
  table_->setVisible(record != nullptr);
  if (!record) {
    clear_table();
    if (workbench_->shows_run()) return show_texts(tr("The run is starting…"), {}, {});
    return show_texts(tr("Nothing has been run yet"), tr("F5 carries the plan out, here and now."), {});
  }
  const bool is_running = workbench_->shows_run();
  const RunFacts facts = run_facts(*record);
  const QString title = record_title(record->start);
  show_texts(run_sentence(record->start, facts),
             run_sentence_note(record->start, facts, is_running && workbench_->run_progress().has_to_verify),
             is_running ? title : tr("%1 · %2").arg(run_state_text(facts), title));
  fill_table(*record, facts);
}

void RunPanel::clear_table() {
  for (int row = 0; row < kRows; ++row) set_row(row, {}, {}, {});
}

void RunPanel::fill_table(const Record& record, const RunFacts& facts) {
  set_row(ForwardSteps, count_text(facts.predicted_forward_steps),
          text_or_none(facts.forward_steps, count_text),
          steps_verdict(facts.predicted_forward_steps, facts.forward_steps));
  set_row(PeakBytes, exact_bytes(facts.predicted_peak_bytes), text_or_none(facts.peak_bytes, exact_bytes),
          bytes_verdict(facts.predicted_peak_bytes, facts.peak_bytes));
  const bool is_predicted = facts.predicted_seconds > 0;
  set_row(Seconds, is_predicted ? duration_text(facts.predicted_seconds) : kNone,
          text_or_none(facts.seconds, duration_text), time_verdict(facts));
  set_row(Overhead, text_or_none(facts.predicted_overhead, more_or_less_text),
          text_or_none(facts.overhead, more_or_less_text), {});
  set_row(FixedMemory, amount_of_bytes(total(record.start.fixed)), kNone, {});
  set_row(Resident, kNone, text_or_none(facts.device_peak_bytes, amount_of_bytes), {});
  set_row(Gradients, kNone,
          facts.gradients ? tr("relative L2 %1").arg(locale().toString(facts.gradient_difference, 'g', 3))
                          : kNone,
          gradients_verdict_text(facts));
  const auto loss = [this](double value) { return locale().toString(value, 'f', 4); };
  set_row(Loss, kNone,
          text_or_none(facts.last_loss,
                       [&](double last) {
                         return facts.iterations_done == 1
                                    ? loss(last)
                                    : tr("%1 to %2").arg(loss(*facts.first_loss), loss(last));
                       }),
          {});
}

}  // namespace tidemark
