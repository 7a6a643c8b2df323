// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/slots_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/words/action_words.h"
#include "ui/words/chart_format.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

std::size_t index_of(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

}  // namespace

SlotsModel::SlotsModel(TimelineSource* source, QObject* parent)
    : QAbstractTableModel(parent), source_(source) {}

void SlotsModel::show(std::shared_ptr<const Timeline> timeline, std::int64_t moment) {
  beginResetModel();
  timeline_ = std::move(timeline);
  moment_ = moment;
  endResetModel();
}

void SlotsModel::show_moment(std::int64_t moment) {
  moment_ = moment;
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int SlotsModel::last_touched_row() const {
  if (timeline_ == nullptr || moment_ == 0) return -1;
  return timeline_->actions()[index_of(moment_ - 1)].slot;
}

int SlotsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || timeline_ == nullptr ? 0 : timeline_->slot_count();
}

int SlotsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant SlotsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || timeline_ == nullptr) return {};
  if (role == Qt::TextAlignmentRole) {
    return int(Qt::AlignVCenter | (index.column() == Holds ? Qt::AlignLeft : Qt::AlignRight));
  }
  const Lifetime* life = timeline_->in_slot(index.row(), moment_);
  if (role == Qt::FontRole && index.row() == last_touched_row()) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case Slot:
      return index.row();
    case Holds:
      return life == nullptr ? tr("free") : words_for(*life, moment_, timeline_->sequence());
    case Since:
      return life == nullptr ? QString() : tr("action %1").arg(count_text(life->stored + 1));
    case Size:
      return life == nullptr ? QString() : source_->memory_words(timeline_->size_at(*life, moment_));
    default:
      return {};
  }
}

QVariant SlotsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Slot:
      return tr("Slot");
    case Holds:
      return tr("Holds");
    case Since:
      return tr("Since");
    case Size:
      return tr("Size");
    default:
      return {};
  }
}

SlotsPanel::SlotsPanel(Workbench* workbench, TimelineSource* source, QWidget* parent)
    : QWidget(parent), workbench_(workbench), source_(source) {
  setAccessibleName(tr("Slots at the cursor"));
  model_ = new SlotsModel(source_, this);
  core_ = new QLabel(this);
  core_->setAccessibleName(tr("Working core"));
  core_->setWordWrap(true);
  sum_ = new QLabel(this);
  sum_->setAccessibleName(tr("Memory held"));
  sum_->setWordWrap(true);
  for (QLabel* label : {core_, sum_}) {
    label->setMargin(4);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  }
  table_ = new QTableView(this);
  table_->setAccessibleName(tr("What each slot holds"));
  table_->setModel(model_);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 6);
  const QFontMetrics metrics = table_->fontMetrics();
  table_->setColumnWidth(SlotsModel::Slot, metrics.horizontalAdvance(QStringLiteral("10,000 ")));
  table_->horizontalHeader()->setSectionResizeMode(SlotsModel::Holds, QHeaderView::Stretch);
  table_->setColumnWidth(SlotsModel::Since,
                         metrics.horizontalAdvance(tr("action %1").arg(QStringLiteral("10,000 "))));
  table_->setColumnWidth(SlotsModel::Size, metrics.horizontalAdvance(QStringLiteral("1,000.5 KiB ")));
  table_->horizontalHeader()->setHighlightSections(false);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(core_);
  column->addWidget(table_, 1);
  column->addWidget(sum_);

  connect(source_, &TimelineSource::timeline_changed, this, &SlotsPanel::timeline_changed);
  connect(workbench, &Workbench::cursor_changed, this, &SlotsPanel::cursor_changed);
  timeline_changed();
}

void SlotsPanel::timeline_changed() {
  model_->show(source_->timeline(), 0);
  cursor_changed();
}

void SlotsPanel::cursor_changed() {
  const auto timeline = source_->timeline();
  if (timeline != nullptr) {
    model_->show_moment(std::min(workbench_->cursor(), timeline->last_moment()));
    if (const int row = model_->last_touched_row(); row >= 0) table_->scrollTo(model_->index(row, 0));
  }
  core_->setText(core_words());
  sum_->setText(sum_words());
}

QString SlotsPanel::core_words() const {
  const auto timeline = source_->timeline();
  if (timeline == nullptr) return tr("No schedule yet.");
  const std::int64_t moment = std::min(workbench_->cursor(), timeline->last_moment());
  const QString core = words_for(timeline->core_at(moment), timeline->sequence());
  const std::int64_t next = timeline->next_backward(moment);
  return next == 0 ? tr("Working core: %1. Every step has been backpropagated.").arg(core)
                   : tr("Working core: %1. Next to be backpropagated: %2.")
                         .arg(core, chunk_text(next, timeline->sequence()));
}

QString SlotsPanel::sum_words() const {
  const auto timeline = source_->timeline();
  if (timeline == nullptr) return {};
  const std::int64_t moment = std::min(workbench_->cursor(), timeline->last_moment());
  const std::int64_t held = timeline->memory()[index_of(moment)];
  const bool counts_core =
      rule_of(timeline->plan().problem.strategy).counts_core && timeline->core_at(moment).internal != 0;
  const QString words =
      counts_core
          ? tr("Held: %1 of a budget of %2 (%3 of standard BPTT), the core's internal state included.")
          : tr("Held: %1 of a budget of %2 (%3 of standard BPTT).");
  return words.arg(source_->memory_words(held), source_->memory_words(source_->budget()),
                   percent_text(source_->part_of_standard(held)));
}

}  // namespace tidemark
