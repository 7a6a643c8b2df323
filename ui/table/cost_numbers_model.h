// SPDX-License-Identifier: GPL-3.0-or-later
/// The cost table as numbers: a row for each budget m, the largest one on top as in the heat map; a column
/// for each length t; in the cells C(t, m) and, below, what is stored first.
///
/// The model holds no costs: it asks the policy for a cell's cost when the cell is shown, so that a table of
/// any size takes no memory. Of a very long table a window of columns is shown, which reveal() moves.
#pragma once

#include <QAbstractTableModel>

#include "ui/charts/color_map.h"
#include "ui/workbench/cost_table.h"

namespace tidemark {

class CostNumbersModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  static constexpr int kMostColumns = 20'000;
  static constexpr int kMostRows = 100'000;

  explicit CostNumbersModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  void set_table(const CostTable& table);
  void set_color_map(ColorMap map);
  const CostTable& table() const { return table_; }

  TableCell cell(const QModelIndex& index) const;     ///< REQUIRES: index.isValid()
  QModelIndex index_of(const TableCell& cell) const;  ///< invalid if not among the columns and rows shown
  /// Moves the window of columns, if necessary, so that `cell` is in it.
  void reveal(const TableCell& cell);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  /// What columns, rows and cells are, for whoever reads the numbers; empty without a table.
  QString caption() const;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  std::int64_t slots_of(int row) const { return rowCount() - row; }

  CostTable table_;
  std::int64_t first_length_ = 1;
  ColorMap map_ = ColorMap::Viridis;
};

}  // namespace tidemark
