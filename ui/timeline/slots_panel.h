// SPDX-License-Identifier: GPL-3.0-or-later
/// The slots at the cursor, the working core, and the memory that all of it takes beside the budget.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>

#include "ui/workbench/timeline_source.h"

class QLabel;
class QTableView;

namespace tidemark {

class WhenVisible;

class Workbench;

/// One row for each slot, in use or free, so that rows stay in place while the schedule plays.
class SlotsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Slot, Holds, Since, Size, ColumnCount };

  explicit SlotsModel(TimelineSource* source, QObject* parent = nullptr);
  void show(std::shared_ptr<const Timeline> timeline, std::int64_t moment);
  void show_moment(std::int64_t moment);
  /// The row of the slot that the last action stored into, read or freed; -1: none.
  int last_touched_row() const;
  /// What the slot of a row holds at the moment; null: nothing.
  const Lifetime* life_in(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  TimelineSource* source_;
  std::shared_ptr<const Timeline> timeline_;
  std::int64_t moment_ = 0;
};

class SlotsPanel : public QWidget {
  Q_OBJECT

 public:
  /// `workbench` and `source` outlive it.
  SlotsPanel(Workbench* workbench, TimelineSource* source, QWidget* parent = nullptr);

  const QAbstractItemModel* model() const { return model_; }
  QString core_words() const;
  QString sum_words() const;

 private:
  void timeline_changed();
  void cursor_changed();
  void fit_columns();
  void mark_selected();
  void select_marked();

  Workbench* workbench_;
  TimelineSource* source_;
  bool is_marking_ = false;  ///< the mark that changes is this panel's own
  SlotsModel* model_;
  QTableView* table_;
  WhenVisible* words_;  ///< the two sentences
  QLabel* core_;
  QLabel* sum_;
};

}  // namespace tidemark
