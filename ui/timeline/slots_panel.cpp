// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/slots_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/timeline/mark_of.h"
#include "ui/timeline/no_schedule.h"
#include "ui/widgets/when_visible.h"
#include "ui/words/action_words.h"
#include "ui/words/chart_format.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

constexpr int kCellMargin = 6;  // pixels left and right of a cell's words

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

const Lifetime* SlotsModel::life_in(int row) const {
  return timeline_ == nullptr ? nullptr : timeline_->in_slot(row, moment_);
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
  const Lifetime* life = life_in(index.row());
  if (role == Qt::FontRole && index.row() == last_touched_row()) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};  // what is elided can be read there
  switch (index.column()) {
    case Slot:
      return index.row();
    case Holds:
      return life == nullptr ? tr("free") : words_for(*life, moment_, timeline_->sequence());
    case Since:
      return life == nullptr ? QString() : count_text(life->stored + 1);
    case Size:
      return life == nullptr ? QString() : source_->memory_words(timeline_->size_at(*life, moment_));
    default:
      return {};
  }
}

QVariant SlotsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole && section == Since) return tr("The action that stored it");
  if (role != Qt::DisplayRole) return {};
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
  words_ = new WhenVisible(this, [this] {
    core_->setText(core_words());
    sum_->setText(sum_words());
  });
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
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setTextElideMode(Qt::ElideRight);
  table_->horizontalHeader()->setSectionResizeMode(SlotsModel::Holds, QHeaderView::Stretch);
  table_->horizontalHeader()->setHighlightSections(false);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(core_);
  column->addWidget(table_, 1);
  column->addWidget(sum_);

  connect(source_, &TimelineSource::timeline_changed, this, &SlotsPanel::timeline_changed);
  connect(workbench, &Workbench::plan_changed, this, &SlotsPanel::cursor_changed);
  connect(workbench, &Workbench::planning_changed, this, &SlotsPanel::cursor_changed);
  connect(workbench, &Workbench::cursor_changed, this, &SlotsPanel::cursor_changed);
  connect(workbench, &Workbench::mark_changed, this, &SlotsPanel::select_marked);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SlotsPanel::mark_selected);
  timeline_changed();
}

void SlotsPanel::timeline_changed() {
  model_->show(source_->timeline(), 0);
  fit_columns();
  cursor_changed();
}

/// What a slot holds gets all the width that the other columns do not need.
void SlotsPanel::fit_columns() {
  const auto timeline = source_->timeline();
  if (timeline == nullptr) return;
  const QFontMetrics metrics = table_->fontMetrics();
  const auto fit = [this, &metrics](int column, const QStringList& texts) {
    int widest = metrics.horizontalAdvance(model_->headerData(column, Qt::Horizontal).toString());
    for (const QString& text : texts) widest = std::max(widest, metrics.horizontalAdvance(text));
    table_->setColumnWidth(column, widest + 2 * kCellMargin);
  };
  fit(SlotsModel::Slot, {count_text(timeline->slot_count())});
  fit(SlotsModel::Since, {count_text(timeline->last_moment())});
  fit(SlotsModel::Size,
      {source_->memory_words(timeline->sizes().hidden), source_->memory_words(timeline->sizes().alpha)});
}

void SlotsPanel::cursor_changed() {
  const auto timeline = source_->timeline();
  if (timeline != nullptr) {
    model_->show_moment(std::min(workbench_->cursor(), timeline->last_moment()));
    if (const int row = model_->last_touched_row(); row >= 0) table_->scrollTo(model_->index(row, 0));
  }
  words_->ask();
}

/// The state in the row that the user selects is pointed out in the timeline.
void SlotsPanel::mark_selected() {
  const QModelIndexList rows = table_->selectionModel()->selectedRows();
  if (is_marking_ || rows.isEmpty()) return;
  const QScopedValueRollback is_own(is_marking_, true);
  workbench_->set_mark(mark_of(*source_->timeline(), model_->life_in(rows.first().row())));
}

void SlotsPanel::select_marked() {
  if (is_marking_) return;
  const QScopedValueRollback is_own(is_marking_, true);
  const std::optional<Mark>& mark = workbench_->mark();
  if (!mark || !mark->slot) return table_->clearSelection();
  table_->selectRow(*mark->slot);
  table_->scrollTo(model_->index(*mark->slot, 0));
}

QString SlotsPanel::core_words() const {
  const auto timeline = source_->timeline();
  if (timeline == nullptr) return no_schedule_words(*workbench_);
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
