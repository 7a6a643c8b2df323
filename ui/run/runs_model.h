// SPDX-License-Identifier: GPL-3.0-or-later
/// The runs that there are, a row each: those that were kept, and those of this session that were not.
#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ui/client/kept_runs.h"

namespace tidemark {

class RunsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Name, Strategy, Length, Budget, Seconds, Overhead, Peak, Verdict, Device, Ended, kColumns };
  static constexpr int kSortRole = Qt::UserRole;  ///< numbers as numbers

  struct Row {
    KeptRun run;                           ///< without a path: not kept, only in this session
    QString name;                          ///< the user's
    std::shared_ptr<const Record> record;  ///< null: in its file
  };

  explicit RunsModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  /// `kept`: newest first. `session`: oldest first, as in Workbench::records().
  void set_runs(const std::vector<KeptRun>& kept, const std::vector<std::shared_ptr<const Record>>& session);
  /// Leaves a run that is no longer kept out of the next set_runs(), though the session has its record.
  void forget(const std::string& identity) { forgotten_.insert(identity); }
  const Row& row(int index) const { return rows_[static_cast<std::size_t>(index)]; }
  /// The kept ones, as set_runs() was told last.
  std::vector<KeptRun> kept() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  /// Names a kept run.
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  std::vector<Row> rows_;
  std::set<std::string> forgotten_;
};

}  // namespace tidemark
