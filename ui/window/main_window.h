// SPDX-License-Identifier: GPL-3.0-or-later
/// The window: question and answer at the top, the timeline in the middle, and the other views in docks at
/// its right, which can be moved, closed and brought back.
#pragma once

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMainWindow>
#include <QPointer>
#include <QShortcut>
#include <vector>

#include "ui/ask/answer_bar.h"
#include "ui/ask/parameter_bar.h"
#include "ui/charts/plot.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/run_log.h"
#include "ui/widgets/theme.h"
#include "ui/window/commands.h"
#include "ui/window/file_actions.h"
#include "ui/window/panel_dock.h"
#include "ui/window/panels.h"
#include "ui/window/spotlight.h"
#include "ui/workbench/question_history.h"
#include "ui/workbench/timeline_source.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

class CaptionLine;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// `workbench` and the source of its timelines must outlive the window.
  MainWindow(Workbench* workbench, TimelineSource* timelines, QWidget* parent = nullptr);
  ~MainWindow() override;

  FileActions* files() { return files_; }
  Commands* commands() { return commands_; }
  QuestionHistory* history() { return history_; }
  Spotlight* spotlight() { return spotlight_; }
  PanelDock* dock(const QString& name) const;  ///< that of a panel of all_panels()
  void reset_layout();
  void set_theme(Theme theme);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void make_head();
  void make_views();
  PanelDock* make_dock(const PanelInfo& panel);
  QAction* make_view_action(PanelDock* dock);
  /// Shows a panel, in front of those in the same place.
  void bring_forward(const char* panel);
  void connect_commands();
  void connect_strategies();
  void connect_themes();
  void connect_workbench();
  void connect_history();
  void connect_spotlight();
  void update_title();
  void update_commands();
  void size_docks();
  void enlarge_tab(int index);
  void focus_panel(int direction);
  /// The dock or the central widget that has the keyboard's focus; the central widget if none has.
  QWidget* focused_panel() const;
  void show_about();
  void say(const QString& sentence);
  void complain(const QString& sentence);
  void restore_settings();
  void save_settings();

  Workbench* workbench_;
  TimelineSource* timelines_;
  QuestionHistory* history_;
  Commands* commands_;
  FileActions* files_;
  QMenuBar* menus_;
  QWidget* question_;  ///< menus, the question's rows and the answer
  ParameterBar* parameters_;
  AnswerBar* answer_;
  CaptionLine* caption_;  ///< of a lecture
  NoticeBar* notices_;
  RunLog* log_;
  QLabel* planning_;
  Spotlight* spotlight_;
  QShortcut* leave_spotlight_;
  std::vector<PanelDock*> docks_;  ///< of all_panels(), in the same order
  QPointer<Plot> chart_;           ///< the chart that had the focus last
  Theme theme_ = Theme::System;
  bool has_saved_layout_ = false;
};

}  // namespace tidemark
