// SPDX-License-Identifier: GPL-3.0-or-later
/// The table of runs: those of this session and those that were kept before. From here a run is opened again,
/// named, deleted, or compared with another.
#pragma once

#include <QAction>
#include <QFileSystemWatcher>
#include <QHBoxLayout>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QWidget>

#include "ui/run/runs_model.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/when_visible.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class RunsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunsPanel(Workbench* workbench, QWidget* parent = nullptr);
  ~RunsPanel() override;  ///< waits for files that are still being read

  // What the buttons, keys and the menu do with the selected runs.
  void open_current();
  void name_current();
  void compare_selected();  ///< REQUIRES: two are selected
  void delete_selected();   ///< asks first

 private:
  void make_table();
  /// A command for the selected runs: a button below the table, an entry of its menu, and a key.
  QAction* make_command(const QString& name, const char* object_name, const QKeySequence& key,
                        void (RunsPanel::*command)());
  /// The row that the keyboard is at; null: none.
  const RunsModel::Row* current() const;
  /// Reads the folder in the background.
  void refresh();
  void show_runs(const std::vector<KeptRun>& kept);
  void select(const std::set<std::string>& identities);
  void discard(const std::vector<KeptRun>& runs);
  void update_enabled();
  /// In the order in which they are on screen.
  std::vector<RunsModel::Row> selected() const;

  Workbench* workbench_;
  RunsModel* model_;
  QSortFilterProxyModel* sorted_;
  QTableView* table_;
  ElidedLabel* count_;
  QHBoxLayout* buttons_;
  QAction* open_;
  QAction* compare_;
  QAction* name_;
  QAction* delete_;
  QFileSystemWatcher* folder_;
  WhenVisible* updates_;
  bool is_reading_ = false;
};

}  // namespace tidemark
