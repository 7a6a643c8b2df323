// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "core/files/problem_file.h"
#include "ui/ask/inverse_popup.h"
#include "ui/timeline/caption_line.h"
#include "ui/timeline/network_view.h"
#include "ui/timeline/playback_bar.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/glossary_dialog.h"
#include "ui/window/help_page.h"
#include "ui/window/history_menu.h"
#include "ui/window/panel_help_popup.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

constexpr int kLayoutVersion = 2;
constexpr int kSayMs = 8000;
constexpr int kSlowMs = 300;                      // to be planning before the status bar says so
constexpr int kTimelinePart = 60;                 // percent of the width
constexpr int kUpperPart = 50;                    // percent of the height that the upper panels take
constexpr std::size_t kRememberedQuestions = 50;  // from one session to the next
const QString kGeometryKey = QStringLiteral("window/geometry");
const QString kLayoutKey = QStringLiteral("window/layout");
const QString kThemeKey = QStringLiteral("window/theme");
const QString kProblemKey = QStringLiteral("problem");
const QString kQuestionsKey = QStringLiteral("questions");

constexpr std::array kThemeCommands = {CommandId::ThemeSystem, CommandId::ThemeLight, CommandId::ThemeDark};

/// The window's size when it is opened first: large on a large screen, all of a small one. `title`: pixels of
/// the height that the window's frame takes.
QSize first_size(const QSize& available, int title) {
  return (available * 0.85).expandedTo({1280, 800}).boundedTo(available - QSize(0, title));
}

/// The first widget in `panel` that takes the keyboard's focus.
QWidget* first_focusable(QWidget* panel) {
  const auto takes_focus = [](const QWidget* widget) {
    return widget->isVisible() && widget->isEnabled() &&
           (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
  };
  if (takes_focus(panel)) return panel;
  const QList<QWidget*> children = panel->findChildren<QWidget*>();
  const auto found = std::find_if(children.begin(), children.end(), takes_focus);
  return found == children.end() ? nullptr : *found;
}

}  // namespace

MainWindow::MainWindow(Workbench* workbench, TimelineSource* timelines, QWidget* parent)
    : QMainWindow(parent),
      workbench_(workbench),
      timelines_(timelines),
      history_(new QuestionHistory(workbench, this)),
      commands_(new Commands(this)) {
  setObjectName(QStringLiteral("main_window"));
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  files_ = new FileActions(workbench_, commands_, this);
  make_head();
  make_views();
  planning_ = new QLabel(tr("Planning…"), this);
  planning_->hide();
  statusBar()->addPermanentWidget(planning_);
  statusBar()->addPermanentWidget(new QLabel(
      tr("Shift+F1: what am I looking at?   F1: keys and gestures   F11: this panel large"), this));
  connect_commands();
  connect_workbench();
  connect_history();
  connect_spotlight();
  resize(first_size(screen()->availableSize(), style()->pixelMetric(QStyle::PM_TitleBarHeight)));
  reset_layout();
  restore_settings();
  update_title();
  update_commands();
}

MainWindow::~MainWindow() {
  workbench_->disconnect(this);
  delete spotlight_;  // while the window still has all of its widgets
}

void MainWindow::make_head() {
  auto* head = new QWidget(this);
  question_ = new QWidget(head);
  menus_ = new QMenuBar(question_);
  parameters_ = new ParameterBar(workbench_, question_);
  parameters_->add_tool(new FindButton(workbench_, parameters_));
  answer_ = new AnswerBar(workbench_, question_);
  auto* rows = new QVBoxLayout(question_);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  rows->addWidget(menus_);
  rows->addWidget(parameters_);
  rows->addWidget(answer_);
  caption_ = new CaptionLine(workbench_, timelines_, head);
  auto* layout = new QVBoxLayout(head);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(question_);
  layout->addWidget(caption_);
  setMenuWidget(head);
  notices_ = new NoticeBar(this);
  commands_->fill(menus_);
  QMenu* file = commands_->menu("&File");
  file->insertMenu(commands_->action(CommandId::SaveProblem), files_->examples_menu());
  file->insertMenu(commands_->action(CommandId::SaveProblem), files_->recent_menu());
  file->insertMenu(commands_->action(CommandId::SaveProblem), files_->shipped_runs_menu());
  commands_->menu("&Problem")
      ->insertMenu(commands_->action(CommandId::GoToLength), new HistoryMenu(history_, menus_));
}

void MainWindow::make_views() {
  auto* centre = new QWidget(this);
  centre->setObjectName(QStringLiteral("timeline_panel"));
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* network = new NetworkView(workbench_, timelines_, centre);
  layout->addWidget(network);
  auto* timeline = new TimelineView(workbench_, timelines_, centre);
  layout->addWidget(timeline, 1);
  layout->addWidget(new CaptionLine(workbench_, timelines_, centre));
  auto* playback = new PlaybackBar(workbench_, timelines_, centre);
  layout->addWidget(playback);
  playback->play_by_space_in(timeline);
  playback->play_by_space_in(network);
  setCentralWidget(centre);

  for (const PanelInfo& panel : all_panels()) docks_.push_back(make_dock(panel));
  log_ = findChild<RunLog*>();
  files_->offer_pictures_of(findChildren<Plot*>());
  QMenu* view = commands_->menu("&View");
  QAction* before = commands_->action(CommandId::ThemeSystem);
  view->insertAction(before, network->shown_action());
  for (PanelDock* dock : docks_) view->insertAction(before, make_view_action(dock));
  view->insertSeparator(before);
}

PanelDock* MainWindow::make_dock(const PanelInfo& panel) {
  auto* dock = new PanelDock(panel_text(panel.title), panel_text(panel.says), this);
  dock->setObjectName(QLatin1String(panel.name));
  dock->setWidget(panel.make(workbench_, timelines_, dock));
  connect(dock, &PanelDock::enlarge_requested, this,
          [this, dock] { spotlight_->toggle(dock, Spotlight::Mode::Large); });
  connect(dock, &QDockWidget::visibilityChanged, notices_, &NoticeBar::keep_in_front, Qt::QueuedConnection);
  connect(dock, &PanelDock::help_requested, dock, [dock] { show_panel_help(dock, dock->objectName()); });
  return dock;
}

/// Brings a panel forward that is closed or lies behind another, and closes one that is in front. Qt's own
/// action closes one that lies behind, which looks as if nothing happened.
QAction* MainWindow::make_view_action(PanelDock* dock) {
  auto* action = new QAction(dock->windowTitle(), this);
  action->setCheckable(true);
  connect(dock, &QDockWidget::visibilityChanged, action, &QAction::setChecked);  // false where it lies behind
  connect(action, &QAction::triggered, this, [dock](bool is_wanted) {
    if (!is_wanted) return dock->hide();
    dock->show();
    dock->raise();
    if (QWidget* target = first_focusable(dock->widget())) target->setFocus(Qt::TabFocusReason);
  });
  return action;
}

PanelDock* MainWindow::dock(const QString& name) const {
  return findChild<PanelDock*>(name, Qt::FindDirectChildrenOnly);
}

void MainWindow::bring_forward(const char* panel) {
  if (spotlight_->mode() != Spotlight::Mode::Off) return;  // one panel was chosen to be alone
  PanelDock* wanted = dock(QLatin1String(panel));
  wanted->show();
  wanted->raise();
}

void MainWindow::reset_layout() {
  spotlight_->leave();
  for (QDockWidget* dock : docks_) {
    dock->setFloating(false);
    removeDockWidget(dock);
  }
  QDockWidget* above = nullptr;
  QDockWidget* below = nullptr;
  for (std::size_t i = 0; i < docks_.size(); ++i) {
    const bool is_above = all_panels()[i].place == PanelPlace::Above;
    QDockWidget*& first = is_above ? above : below;
    addDockWidget(Qt::RightDockWidgetArea, docks_[i]);
    if (first != nullptr) tabifyDockWidget(first, docks_[i]);
    if (first == nullptr) first = docks_[i];
    docks_[i]->show();
  }
  above->raise();
  below->raise();
  size_docks();
}

void MainWindow::size_docks() {
  // Qt makes the bars of tabbed docks itself, without a name.
  const auto bars = findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly);
  for (QTabBar* bar : bars) {
    bar->setAccessibleName(tr("Panels in one place"));
    connect(bar, &QTabBar::tabBarDoubleClicked, this, &MainWindow::enlarge_tab, Qt::UniqueConnection);
  }
  const auto first = [this](PanelPlace place) {
    const auto panels = all_panels();
    const auto found = std::ranges::find(panels, place, &PanelInfo::place);
    return docks_[static_cast<std::size_t>(found - panels.begin())];
  };
  QDockWidget* above = first(PanelPlace::Above);
  QDockWidget* below = first(PanelPlace::Below);
  const int views = std::max(300, height() - menuWidget()->sizeHint().height() - statusBar()->height());
  resizeDocks({above, below}, {views * kUpperPart / 100, views * (100 - kUpperPart) / 100}, Qt::Vertical);
  resizeDocks({above}, {width() * (100 - kTimelinePart) / 100}, Qt::Horizontal);
}

/// A tab carries its dock's title and nothing else that would tell which dock it is.
void MainWindow::enlarge_tab(int index) {
  const auto* bar = qobject_cast<QTabBar*>(sender());
  for (PanelDock* dock : docks_)
    if (bar != nullptr && bar->tabText(index) == dock->windowTitle())
      return spotlight_->toggle(dock, Spotlight::Mode::Large);
}

void MainWindow::connect_commands() {
  const auto on = [this](CommandId id, void (MainWindow::*what)()) {
    commands_->on(id, [this, what] { (this->*what)(); });
  };
  commands_->on(CommandId::Quit, [this] { close(); });
  commands_->on(CommandId::GoToLength, [this] { parameters_->focus_length(); });
  commands_->on(CommandId::GoToBudget, [this] { parameters_->focus_budget(); });
  commands_->on(CommandId::UseSmallestBudget, [this] { answer_->use_smallest_budget(); });
  commands_->on(CommandId::Run, [this] {
    notices_->dismiss();
    workbench_->run(parameters_->iterations(), parameters_->is_verifying());
    bring_forward("run");
  });
  commands_->on(CommandId::Cancel, [this] { workbench_->cancel_run(); });
  commands_->on(CommandId::RefreshDevices, [this] { workbench_->refresh_devices(); });
  commands_->on(CommandId::EnlargePanel,
                [this] { spotlight_->toggle(focused_panel(), Spotlight::Mode::Large); });
  commands_->on(CommandId::Lecture,
                [this] { spotlight_->toggle(focused_panel(), Spotlight::Mode::Lecture); });
  commands_->on(CommandId::NextPanel, [this] { focus_panel(+1); });
  commands_->on(CommandId::PreviousPanel, [this] { focus_panel(-1); });
  on(CommandId::ResetLayout, &MainWindow::reset_layout);
  on(CommandId::About, &MainWindow::show_about);
  commands_->on(CommandId::Shortcuts, [this] {
    auto* page = new HelpPage(this);
    page->setAttribute(Qt::WA_DeleteOnClose);
    page->show();
  });
  commands_->on(CommandId::Glossary, [this] { show_glossary(this); });
  commands_->on(CommandId::WhatIsThis, [this] { show_help_around(QApplication::focusWidget(), this); });
  commands_->on(CommandId::ExportChart, [this] {
    if (chart_) chart_->export_asking();
  });
  commands_->on(CommandId::CopyChart, [this] {
    if (chart_) chart_->copy_to_clipboard();
  });
  connect(parameters_, &ParameterBar::run_requested, commands_->action(CommandId::Run), &QAction::trigger);
  connect(parameters_, &ParameterBar::cancel_requested, commands_->action(CommandId::Cancel),
          &QAction::trigger);
  connect(files_, &FileActions::done, this, &MainWindow::say);
  connect(files_, &FileActions::failed, this, &MainWindow::complain);
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
    if (auto* chart = qobject_cast<Plot*>(now); chart && isAncestorOf(chart)) {
      chart_ = chart;
      update_commands();
    }
  });
  connect_strategies();
  connect_themes();
  // So that their keys work in a lecture, too, where the menus are hidden.
  for (const CommandInfo& info : all_commands()) addAction(commands_->action(info.id));
}

void MainWindow::connect_strategies() {
  auto* group = new QActionGroup(this);
  for (const Strategy strategy : kStrategies) {
    QAction* action = commands_->action(command_of(strategy));
    action->setCheckable(true);
    group->addAction(action);
    commands_->on(command_of(strategy), [this, strategy] {
      Problem problem = workbench_->problem();
      problem.strategy = strategy;
      workbench_->set_problem(problem);
    });
  }
}

void MainWindow::connect_themes() {
  auto* group = new QActionGroup(this);
  for (std::size_t i = 0; i < kThemeCommands.size(); ++i) {
    QAction* action = commands_->action(kThemeCommands[i]);
    action->setCheckable(true);
    group->addAction(action);
    commands_->on(kThemeCommands[i], [this, i] { set_theme(static_cast<Theme>(i)); });
  }
}

void MainWindow::connect_workbench() {
  connect(workbench_, &Workbench::problem_changed, this, &MainWindow::update_title);
  connect(workbench_, &Workbench::problem_changed, this, &MainWindow::update_commands);
  connect(workbench_, &Workbench::plan_changed, this, &MainWindow::update_commands);
  auto* slow = new QTimer(planning_);
  slow->setSingleShot(true);
  slow->setInterval(kSlowMs);
  connect(slow, &QTimer::timeout, planning_, &QWidget::show);
  connect(workbench_, &Workbench::planning_changed, this, [this, slow] {
    if (workbench_->is_planning()) {
      slow->start();
    } else {
      slow->stop();
      planning_->hide();
    }
    update_commands();
  });
  connect(workbench_, &Workbench::run_state_changed, this, &MainWindow::update_commands);
  connect(workbench_, &Workbench::devices_changed, this, &MainWindow::update_commands);
  connect(workbench_, &Workbench::message, this, &MainWindow::say);
  connect(workbench_, &Workbench::why_asked, this, [this] { bring_forward("why"); });
  connect(workbench_, &Workbench::record_opened, this, [this] { bring_forward("run"); });
  connect(workbench_, &Workbench::run_finished, this,
          [this](bool is_done, const QString& sentence, const std::shared_ptr<const Record>& record) {
            const bool is_cancelled =
                record && record->end && record->end->status == EndEvent::Status::Cancelled;
            if (!is_done && !is_cancelled) notices_->show_notice(sentence);  // a cancelled run is no error
          });
}

void MainWindow::connect_history() {
  commands_->on(CommandId::Undo, [this] { history_->undo(); });
  commands_->on(CommandId::Redo, [this] { history_->redo(); });
  connect(history_, &QuestionHistory::changed, this, &MainWindow::update_commands);
}

void MainWindow::connect_spotlight() {
  spotlight_ = new Spotlight(this, question_, caption_, kLayoutVersion);
  leave_spotlight_ = new QShortcut(QKeySequence(Qt::Key_Escape), this);
  leave_spotlight_->setEnabled(false);
  connect(leave_spotlight_, &QShortcut::activated, spotlight_, &Spotlight::leave);
  connect(spotlight_, &Spotlight::changed, this, [this] {
    leave_spotlight_->setEnabled(spotlight_->mode() != Spotlight::Mode::Off);
    for (PanelDock* dock : docks_) dock->set_enlarged(dock == spotlight_->panel());
  });
}

void MainWindow::update_title() {
  const Problem& problem = workbench_->problem();
  setWindowTitle(tr("%1 over %2").arg(short_name(problem.strategy), steps_text(problem.length)));
}

void MainWindow::update_commands() {
  const bool is_running = workbench_->is_running();
  commands_->action(CommandId::Run)->setEnabled(!is_running && why_no_run(*workbench_).isEmpty());
  commands_->action(CommandId::Cancel)->setEnabled(is_running);
  commands_->action(CommandId::Undo)->setEnabled(history_->can_undo());
  commands_->action(CommandId::Redo)->setEnabled(history_->can_redo());
  commands_->action(CommandId::UseSmallestBudget)->setEnabled(workbench_->smallest_budget().has_value());
  commands_->action(CommandId::ExportChart)->setEnabled(chart_ != nullptr);
  commands_->action(CommandId::CopyChart)->setEnabled(chart_ != nullptr);
  commands_->action(command_of(workbench_->problem().strategy))->setChecked(true);
}

void MainWindow::set_theme(Theme theme) {
  theme_ = theme;
  commands_->action(kThemeCommands[static_cast<std::size_t>(theme)])->setChecked(true);
  apply_theme(theme);
}

void MainWindow::focus_panel(int direction) {
  std::vector<QWidget*> panels = {parameters_, centralWidget()};
  for (PanelDock* dock : docks_)
    if (!dock->isHidden()) panels.push_back(dock);  // also one whose tab lies behind another
  const QWidget* focused = QApplication::focusWidget();
  const auto here = std::find_if(panels.begin(), panels.end(), [focused](const QWidget* panel) {
    return focused && panel->isAncestorOf(focused);
  });
  const auto count = static_cast<int>(panels.size());
  int index = here == panels.end() ? (direction > 0 ? -1 : count) : static_cast<int>(here - panels.begin());
  for (int tries = 0; tries < count; ++tries) {
    index = (index + direction + count) % count;
    QWidget* panel = panels[static_cast<std::size_t>(index)];
    if (!panel->isVisibleTo(this)) continue;  // another panel is shown alone
    panel->raise();
    auto* dock = qobject_cast<QDockWidget*>(panel);
    if (QWidget* target = first_focusable(dock != nullptr ? dock->widget() : panel)) {
      target->setFocus(Qt::TabFocusReason);
      return;
    }
  }
}

QWidget* MainWindow::focused_panel() const {
  const QWidget* focused = QApplication::focusWidget();
  for (PanelDock* dock : docks_)
    if (focused != nullptr && dock->isAncestorOf(focused)) return dock;
  return spotlight_->panel() != nullptr ? spotlight_->panel() : centralWidget();
}

void MainWindow::show_about() {
  auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Tidemark"),
                              tr("<h3>Tidemark %1</h3>"
                                 "<p>How much memory must backpropagation through time really take? Tidemark "
                                 "finds which states to store and "
                                 "which to recompute, shows why, and runs it.</p>"
                                 "<p>The method is that of Gruslys, Munos, Danihelka, Lanctot and Graves, "
                                 "<i>Memory-Efficient Backpropagation Through Time</i>, NIPS 2016 "
                                 "(<a href='https://arxiv.org/abs/1606.03401'>arXiv 1606.03401</a>).</p>"
                                 "<p>The window is free software under the GPL, version 3 or later.</p>")
                                  .arg(QStringLiteral(TIDEMARK_VERSION)),
                              QMessageBox::Close, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

void MainWindow::say(const QString& sentence) {
  log_->add(sentence);
  statusBar()->showMessage(sentence, kSayMs);
}

void MainWindow::complain(const QString& sentence) {
  log_->add(sentence);
  notices_->show_notice(sentence);
}

void MainWindow::restore_settings() {
  QSettings settings;
  const int theme = settings.value(kThemeKey, 0).toInt();
  set_theme(theme >= 0 && theme < static_cast<int>(kThemeCommands.size()) ? static_cast<Theme>(theme)
                                                                          : Theme::System);
  restoreGeometry(settings.value(kGeometryKey).toByteArray());
  has_saved_layout_ = restoreState(settings.value(kLayoutKey).toByteArray(), kLayoutVersion);
  const std::string problem = settings.value(kProblemKey).toString().toStdString();
  workbench_->set_problem(parse_problem(problem).value_or(first_question()));
  std::vector<AskedQuestion> earlier;
  const QStringList questions = settings.value(kQuestionsKey).toStringList();
  for (const QString& question : questions)
    if (const auto parsed = parse_problem(question.toStdString())) earlier.push_back({*parsed, nullptr});
  history_->begin_with(std::move(earlier));
}

void MainWindow::save_settings() {
  QSettings settings;
  settings.setValue(kThemeKey, static_cast<int>(theme_));
  settings.setValue(kGeometryKey, saveGeometry());
  settings.setValue(kLayoutKey, spotlight_->layout());
  settings.setValue(kProblemKey, QString::fromStdString(to_json(workbench_->problem())));
  const auto& asked = history_->questions();
  const std::size_t first = asked.size() - std::min(asked.size(), kRememberedQuestions);
  QStringList questions;
  for (std::size_t i = first; i < asked.size(); ++i)
    questions << QString::fromStdString(to_json(asked[i].problem));
  settings.setValue(kQuestionsKey, questions);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  notices_->set_room_below(statusBar()->isVisible() ? statusBar()->height() : 0);
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  // Docks take the sizes that they are given only once the window has a size.
  if (!has_saved_layout_) QMetaObject::invokeMethod(this, &MainWindow::size_docks, Qt::QueuedConnection);
  has_saved_layout_ = true;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  save_settings();
  if (workbench_->is_running()) {
    if (workbench_->shows_run()) files_->autosave_run(workbench_->record());
    workbench_->cancel_run();
  }
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> dropped = event->mimeData()->urls();
  for (const QUrl& url : dropped) {
    if (url.isLocalFile()) {
      files_->open(url.toLocalFile());
    } else {
      complain(tr("%1 is no file on this machine; save it here first.").arg(url.toString()));
    }
  }
  event->acceptProposedAction();
}

}  // namespace tidemark
