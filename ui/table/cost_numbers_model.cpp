// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_numbers_model.h"

#include <algorithm>
#include <cmath>

#include "ui/charts/chart_colors.h"
#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

QString cost_text(std::int64_t cost) {
  if (cost == kInfeasible) return QStringLiteral("—");
  return is_count(cost) ? count_text(cost) : QStringLiteral("∞");
}

/// What the schedule does first, in few letters: caption() says what they mean.
QString choice_text(const std::optional<Choice>& choice) {
  if (!choice) return {};
  switch (choice->kind) {
    case Choice::Kind::KeepInCore:
      return QStringLiteral("–");
    case Choice::Kind::PushHidden:
      return QStringLiteral("h %1").arg(count_text(choice->y));
    case Choice::Kind::PushInternal:
      return QStringLiteral("i %1").arg(count_text(choice->y));
  }
  return {};
}

}  // namespace

QString CostNumbersModel::caption() const {
  if (!table_) return {};
  const QString lengths = table_.sequence.chunk_length == 1
                              ? tr("t steps")
                              : tr("t chunks of %1 steps").arg(count_text(table_.sequence.chunk_length));
  const QString counted = table_.sequence.chunk_length == 1 ? tr("forward steps") : tr("forward chunks");
  return tr("Columns: %1. Rows: m %2. Cells: %3 C(t, m) and what is stored first: h 4 is hidden state 4, i 4 "
            "internal state 4, – nothing.")
      .arg(lengths, slot_contents(table_.policy->strategy()), counted);
}

void CostNumbersModel::set_table(const CostTable& table) {
  if (table == table_) return;
  beginResetModel();
  table_ = table;
  first_length_ =
      std::clamp<std::int64_t>(first_length_, 1, std::max<std::int64_t>(1, table.longest - kMostColumns + 1));
  endResetModel();
}

void CostNumbersModel::set_color_map(ColorMap map) {
  map_ = map;
  if (rowCount() > 0)
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1),
                       {Qt::BackgroundRole, Qt::ForegroundRole});
}

TableCell CostNumbersModel::cell(const QModelIndex& index) const {
  return {first_length_ + index.column(), slots_of(index.row())};
}

QModelIndex CostNumbersModel::index_of(const TableCell& cell) const {
  const std::int64_t column = cell.length - first_length_;
  const std::int64_t row = rowCount() - cell.slots;
  if (column < 0 || column >= columnCount() || row < 0 || row >= rowCount()) return {};
  return index(static_cast<int>(row), static_cast<int>(column));
}

void CostNumbersModel::reveal(const TableCell& cell) {
  if (!table_ || !table_.contains(cell) || cell.slots > kMostRows || index_of(cell).isValid()) return;
  beginResetModel();
  first_length_ =
      std::clamp<std::int64_t>(cell.length - kMostColumns / 2, 1, table_.longest - kMostColumns + 1);
  endResetModel();
}

int CostNumbersModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || !table_) return 0;
  return static_cast<int>(std::min<std::int64_t>(table_.most_slots, kMostRows));
}

int CostNumbersModel::columnCount(const QModelIndex& parent) const {
  if (parent.isValid() || !table_) return 0;
  return static_cast<int>(std::min<std::int64_t>(table_.longest - first_length_ + 1, kMostColumns));
}

QVariant CostNumbersModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  switch (role) {
    case Qt::DisplayRole:
      return cost_text(table_.cost(cell(index))) + '\n' + choice_text(table_.choice(cell(index)));
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::BackgroundRole:
    case Qt::ForegroundRole: {
      const double cost = table_.cost_per_step(cell(index));
      if (std::isnan(cost)) return {};  // infeasible cells have no tint, hence the palette's text colour
      const QColor tint(color_at(map_, cost_part(cost)));
      return role == Qt::BackgroundRole ? tint : readable_on(tint);
    }
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
      return table_.explanation(cell(index));
    default:
      return {};
  }
}

QVariant CostNumbersModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (section < 0 || section >= (orientation == Qt::Horizontal ? columnCount() : rowCount())) return {};
  const std::int64_t number = orientation == Qt::Horizontal ? first_length_ + section : slots_of(section);
  switch (role) {
    case Qt::DisplayRole:
      return count_text(number);
    case Qt::ToolTipRole:
      return orientation == Qt::Horizontal
                 ? tr("length t = %1").arg(table_.length_text(number))
                 : tr("budget m = %1 %2").arg(count_text(number), slot_contents(table_.policy->strategy()));
    default:
      return {};
  }
}

}  // namespace tidemark
