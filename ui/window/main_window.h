// SPDX-License-Identifier: GPL-3.0-or-later
/// The window: parameters and answer at the top, and the views in docks that can be moved, closed and brought
/// back.
#pragma once

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMainWindow>
#include <QPointer>
#include <vector>

#include "ui/ask/answer_bar.h"
#include "ui/ask/parameter_bar.h"
#include "ui/charts/plot.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/run_log.h"
#include "ui/widgets/theme.h"
#include "ui/window/commands.h"
#include "ui/window/file_actions.h"
#include "ui/workbench/timeline_source.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// `workbench` and the source of its timelines must outlive the window.
  MainWindow(Workbench* workbench, TimelineSource* timelines, QWidget* parent = nullptr);
  ~MainWindow() override;

  FileActions* files() { return files_; }
  Commands* commands() { return commands_; }
  void reset_layout();
  void set_theme(Theme theme);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void make_head();
  void make_views();
  QDockWidget* make_dock(const QString& name, const QString& title, QWidget* widget);
  void connect_commands();
  void connect_strategies();
  void connect_themes();
  void connect_workbench();
  void update_title();
  void update_commands();
  void size_docks();
  void focus_panel(int direction);
  void show_about();
  void say(const QString& sentence);
  void complain(const QString& sentence);
  void restore_settings();
  void save_settings();

  Workbench* workbench_;
  TimelineSource* timelines_;
  Commands* commands_;
  FileActions* files_;
  QMenuBar* menus_;
  ParameterBar* parameters_;
  AnswerBar* answer_;
  NoticeBar* notices_;
  RunLog* log_;
  QLabel* planning_;
  QDockWidget* table_dock_;
  QDockWidget* tradeoff_dock_;
  QDockWidget* why_dock_;
  QDockWidget* slots_dock_;
  QDockWidget* run_dock_;
  QDockWidget* loss_dock_;
  QDockWidget* log_dock_;
  std::vector<QDockWidget*> docks_;  ///< in the order in which F6 visits them
  QPointer<Plot> chart_;             ///< the chart that had the focus last
  Theme theme_ = Theme::System;
  bool has_saved_layout_ = false;
};

}  // namespace tidemark
