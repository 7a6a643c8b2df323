// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QVBoxLayout>
#include <algorithm>

#include "core/files/problem_file.h"
#include "ui/run/loss_plot.h"
#include "ui/run/run_panel.h"
#include "ui/table/cost_table_panel.h"
#include "ui/table/why_panel.h"
#include "ui/timeline/playback_bar.h"
#include "ui/timeline/slots_panel.h"
#include "ui/timeline/timeline_view.h"
#include "ui/tradeoff/tradeoff_panel.h"
#include "ui/window/help_page.h"
#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

constexpr int kLayoutVersion = 1;
constexpr int kSayMs = 8000;
const QString kGeometryKey = QStringLiteral("window/geometry");
const QString kLayoutKey = QStringLiteral("window/layout");
const QString kThemeKey = QStringLiteral("window/theme");
const QString kProblemKey = QStringLiteral("problem");

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
    : QMainWindow(parent), workbench_(workbench), timelines_(timelines), commands_(new Commands(this)) {
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
  connect_commands();
  connect_workbench();
  resize(first_size(screen()->availableSize(), style()->pixelMetric(QStyle::PM_TitleBarHeight)));
  reset_layout();
  restore_settings();
  update_title();
  update_commands();
}

MainWindow::~MainWindow() {
  workbench_->disconnect(this);
}

void MainWindow::make_head() {
  auto* head = new QWidget(this);
  menus_ = new QMenuBar(head);
  parameters_ = new ParameterBar(workbench_, head);
  answer_ = new AnswerBar(workbench_, head);
  notices_ = new NoticeBar(head);
  auto* layout = new QVBoxLayout(head);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(menus_);
  layout->addWidget(parameters_);
  layout->addWidget(answer_);
  layout->addWidget(notices_);
  setMenuWidget(head);
  commands_->fill(menus_);
  commands_->menu("&File")->insertMenu(commands_->action(CommandId::SaveProblem), files_->recent_menu());
  commands_->menu("&File")->insertMenu(commands_->action(CommandId::SaveProblem),
                                       files_->shipped_runs_menu());
}

void MainWindow::make_views() {
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(new TimelineView(workbench_, timelines_, centre), 1);
  layout->addWidget(new PlaybackBar(workbench_, timelines_, centre));
  setCentralWidget(centre);

  log_ = new RunLog(this);
  table_dock_ =
      make_dock(QStringLiteral("cost_table"), tr("Cost table"), new CostTablePanel(workbench_, this));
  tradeoff_dock_ =
      make_dock(QStringLiteral("tradeoff"), tr("Trade-off"), new TradeoffPanel(workbench_, this));
  why_dock_ = make_dock(QStringLiteral("why"), tr("Why"), new WhyPanel(workbench_, this));
  slots_dock_ =
      make_dock(QStringLiteral("slots"), tr("Slots now"), new SlotsPanel(workbench_, timelines_, this));
  run_dock_ = make_dock(QStringLiteral("run"), tr("Run"), new RunPanel(workbench_, this));
  loss_dock_ = make_dock(QStringLiteral("loss"), tr("Loss"), new LossPlot(workbench_, this));
  log_dock_ = make_dock(QStringLiteral("log"), tr("Run log"), log_);
  QMenu* view = commands_->menu("&View");
  QAction* before = commands_->action(CommandId::ThemeSystem);
  for (QDockWidget* dock : docks_) view->insertAction(before, dock->toggleViewAction());
  view->insertSeparator(before);
}

QDockWidget* MainWindow::make_dock(const QString& name, const QString& title, QWidget* widget) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(name);
  dock->setWidget(widget);
  docks_.push_back(dock);
  return dock;
}

void MainWindow::reset_layout() {
  for (QDockWidget* dock : docks_) {
    dock->setFloating(false);
    removeDockWidget(dock);
  }
  addDockWidget(Qt::TopDockWidgetArea, table_dock_);
  splitDockWidget(table_dock_, tradeoff_dock_, Qt::Horizontal);
  addDockWidget(Qt::BottomDockWidgetArea, why_dock_);
  splitDockWidget(why_dock_, slots_dock_, Qt::Horizontal);
  splitDockWidget(slots_dock_, run_dock_, Qt::Horizontal);
  tabifyDockWidget(run_dock_, loss_dock_);
  tabifyDockWidget(loss_dock_, log_dock_);
  for (QDockWidget* dock : docks_) dock->show();
  run_dock_->raise();
  size_docks();
}

void MainWindow::size_docks() {
  // Qt makes the bars of tabbed docks itself, without a name.
  const auto bars = findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly);
  for (QTabBar* bar : bars) bar->setAccessibleName(tr("Panels in one place"));
  const int views = std::max(300, height() - menuWidget()->sizeHint().height() - statusBar()->height());
  resizeDocks({table_dock_, why_dock_}, {views * 38 / 100, views * 24 / 100}, Qt::Vertical);
  resizeDocks({table_dock_, tradeoff_dock_}, {width() / 2, width() / 2}, Qt::Horizontal);
  resizeDocks({why_dock_, slots_dock_, run_dock_},
              {width() * 31 / 100, width() * 28 / 100, width() * 41 / 100}, Qt::Horizontal);
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
    run_dock_->show();
    run_dock_->raise();
  });
  commands_->on(CommandId::Cancel, [this] { workbench_->cancel_run(); });
  commands_->on(CommandId::RefreshDevices, [this] { workbench_->refresh_devices(); });
  commands_->on(CommandId::NextPanel, [this] { focus_panel(+1); });
  commands_->on(CommandId::PreviousPanel, [this] { focus_panel(-1); });
  on(CommandId::ResetLayout, &MainWindow::reset_layout);
  on(CommandId::About, &MainWindow::show_about);
  commands_->on(CommandId::Shortcuts, [this] {
    auto* page = new HelpPage(this);
    page->setAttribute(Qt::WA_DeleteOnClose);
    page->show();
  });
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
  connect(workbench_, &Workbench::planning_changed, this, [this] {
    planning_->setVisible(workbench_->is_planning());
    update_commands();
  });
  connect(workbench_, &Workbench::run_state_changed, this, &MainWindow::update_commands);
  connect(workbench_, &Workbench::message, this, &MainWindow::say);
  connect(workbench_, &Workbench::run_finished, this,
          [this](bool is_done, const QString& sentence, const std::shared_ptr<const Record>& record) {
            const bool is_cancelled =
                record && record->end && record->end->status == EndEvent::Status::Cancelled;
            if (!is_done && !is_cancelled) notices_->show_notice(sentence);  // a cancelled run is no error
          });
}

void MainWindow::update_title() {
  const Problem& problem = workbench_->problem();
  setWindowTitle(tr("%1 over %2").arg(short_name(problem.strategy), steps_text(problem.length)));
}

void MainWindow::update_commands() {
  const bool is_running = workbench_->is_running();
  commands_->action(CommandId::Run)
      ->setEnabled(!is_running && workbench_->plan() && !workbench_->is_planning());
  commands_->action(CommandId::Cancel)->setEnabled(is_running);
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
  std::vector<QWidget*> panels = {parameters_};
  for (QDockWidget* dock : docks_) {
    // The timeline lies between the docks above and those below.
    if (dock == why_dock_) panels.push_back(centralWidget());
    if (dock->isVisible()) panels.push_back(dock->widget());
  }
  const QWidget* focused = QApplication::focusWidget();
  const auto here = std::find_if(panels.begin(), panels.end(), [focused](const QWidget* panel) {
    return focused && (panel == focused || panel->isAncestorOf(focused));
  });
  const auto count = static_cast<int>(panels.size());
  int index = here == panels.end() ? (direction > 0 ? -1 : count) : static_cast<int>(here - panels.begin());
  for (int tries = 0; tries < count; ++tries) {
    index = (index + direction + count) % count;
    if (QWidget* target = first_focusable(panels[static_cast<std::size_t>(index)])) {
      target->setFocus(Qt::TabFocusReason);
      return;
    }
  }
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
  if (problem.empty()) return;
  if (const auto parsed = parse_problem(problem)) workbench_->set_problem(*parsed);
}

void MainWindow::save_settings() {
  QSettings settings;
  settings.setValue(kThemeKey, static_cast<int>(theme_));
  settings.setValue(kGeometryKey, saveGeometry());
  settings.setValue(kLayoutKey, saveState(kLayoutVersion));
  settings.setValue(kProblemKey, QString::fromStdString(to_json(workbench_->problem())));
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
