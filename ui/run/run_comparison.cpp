// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_comparison.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/run_words.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

const QString kNone = QStringLiteral("–");

template <class Value, class Text>
QString text_or_none(const std::optional<Value>& value, Text&& text) {
  return value ? text(*value) : kNone;
}

QString amount_of_bytes(std::int64_t bytes) {
  return bytes_text(static_cast<double>(bytes));
}

QString difference_text(const std::optional<double>& part) {
  return part ? more_or_less_text(*part) : QString();
}

}  // namespace

RunComparison::RunComparison(const ComparedRun& first, const ComparedRun& second, QWidget* parent)
    : QDialog(parent), table_(new QTableWidget(0, 3, this)) {
  setObjectName(QStringLiteral("run_comparison"));
  setWindowTitle(tr("Two runs"));
  table_->setObjectName(QStringLiteral("run_comparison_table"));
  table_->setAccessibleName(tr("Two runs side by side"));
  table_->setHorizontalHeaderLabels({first.name, second.name, tr("The second takes")});
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setAlternatingRowColors(true);
  table_->setTabKeyNavigation(false);

  const Problem& one = first.start.problem;
  const Problem& other = second.start.problem;
  const RunDifferences more = differences(first.facts, second.facts);
  const auto row = [&](const QString& name, const auto& text, const QString& difference = {}) {
    add_row(name, text(first), text(second), difference);
  };
  row(tr("What was run"), [](const ComparedRun& run) { return record_title(run.start); });
  row(tr("How it ended"), [](const ComparedRun& run) { return run_verdict_text(run.facts); });
  add_row(tr("Budget"), budget_text(one.budget, one.strategy), budget_text(other.budget, other.strategy), {});
  add_row(tr("Steps in a chunk"), count_text(one.chunk_length), count_text(other.chunk_length), {});
  row(
      tr("Forward steps"),
      [](const ComparedRun& run) { return text_or_none(run.facts.forward_steps, count_text); },
      difference_text(more.forward_steps));
  row(
      tr("An iteration"),
      [](const ComparedRun& run) { return text_or_none(run.facts.seconds, duration_text); },
      difference_text(more.seconds));
  row(tr("Over standard BPTT in its process"),
      [](const ComparedRun& run) { return text_or_none(run.facts.overhead, more_or_less_text); });
  row(
      tr("Peak of stored states"),
      [](const ComparedRun& run) { return text_or_none(run.facts.peak_bytes, amount_of_bytes); },
      difference_text(more.peak_bytes));
  row(tr("Of standard BPTT's states"),
      [](const ComparedRun& run) { return text_or_none(run.facts.share, percent_text); });
  row(
      tr("Process or device memory"),
      [](const ComparedRun& run) { return text_or_none(run.facts.device_peak_bytes, amount_of_bytes); },
      difference_text(more.device_peak_bytes));
  row(tr("Gradients"), [](const ComparedRun& run) {
    const QString words = gradients_verdict_text(run.facts);
    return words.isEmpty() ? kNone : words;
  });
  row(tr("Loss, first and last"), [](const ComparedRun& run) {
    if (!run.facts.first_loss) return kNone;
    return tr("%L1 to %L2").arg(*run.facts.first_loss, 0, 'f', 4).arg(*run.facts.last_loss, 0, 'f', 4);
  });

  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(table_, 1);
  layout->addWidget(buttons);
  resize(720, 460);
}

void RunComparison::add_row(const QString& name, const QString& first, const QString& second,
                            const QString& difference) {
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setVerticalHeaderItem(row, new QTableWidgetItem(name));
  const QStringList texts{first, second, difference};
  for (int column = 0; column < texts.size(); ++column)
    table_->setItem(row, column, new QTableWidgetItem(texts[column]));
}

}  // namespace tidemark
