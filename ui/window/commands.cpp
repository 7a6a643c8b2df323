// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/commands.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <vector>

namespace tidemark {
namespace {

#define WORD(text) QT_TRANSLATE_NOOP("Commands", text)

constexpr const char* kFile = WORD("&File");
constexpr const char* kExport = WORD("&Export");
constexpr const char* kProblem = WORD("&Problem");
constexpr const char* kRun = WORD("&Run");
constexpr const char* kView = WORD("&View");
constexpr const char* kHelp = WORD("&Help");

using Id = CommandId;

/// Strategies are listed after the last command of their menu, see with_strategies().
constexpr std::array kCommands = {
    CommandInfo{Id::Open, kFile, WORD("&Open…"), "Ctrl+O", WORD("Open a problem, a plan or a recorded run")},
    CommandInfo{Id::SaveProblem, kFile, WORD("&Save problem…"), "Ctrl+S",
                WORD("Save what is asked as a .tidemark file")},
    CommandInfo{Id::SavePlan, kFile, WORD("Save &plan…"), "Ctrl+Shift+S",
                WORD("Save the schedule and its cost as a plan file")},
    CommandInfo{Id::SaveRecord, kFile, WORD("Save &run…"), "Ctrl+Shift+R",
                WORD("Save the recorded run as JSON Lines")},
    CommandInfo{Id::Quit, kFile, WORD("&Quit"), "Ctrl+Q",
                WORD("Close the window; a run that is going on is stopped")},
    CommandInfo{Id::ExportSchedule, kExport, WORD("&Schedule as CSV…"), "",
                WORD("Write the schedule an action a line")},
    CommandInfo{Id::ExportTrace, kExport, WORD("Schedule as &trace…"), "",
                WORD("Write the schedule for Perfetto or chrome://tracing")},
    CommandInfo{Id::ExportMeasuredTrace, kExport, WORD("&Run as trace…"), "",
                WORD("Write what was measured for Perfetto or chrome://tracing")},
    CommandInfo{Id::ExportTable, kExport, WORD("&Cost table as CSV…"), "",
                WORD("Write cost and choice of every length and budget up to the problem's")},
    CommandInfo{Id::ExportCurves, kExport, WORD("&Trade-off curves as CSV…"), "",
                WORD("Write what every budget costs at the problem's length, for every strategy")},
    CommandInfo{Id::ExportChart, kExport, WORD("C&hart as picture…"), "Ctrl+E",
                WORD("Make a picture of the chart that has the focus: SVG, PDF or PNG")},
    CommandInfo{Id::CopyChart, kExport, WORD("Co&py chart"), "Ctrl+Shift+C",
                WORD("Copy the chart that has the focus to the clipboard")},
    CommandInfo{Id::Undo, kProblem, WORD("U&ndo"), "Ctrl+Z", WORD("Ask the question before this one again")},
    CommandInfo{Id::Redo, kProblem, WORD("R&edo"), "Ctrl+Shift+Z",
                WORD("Ask the question after this one again")},
    CommandInfo{Id::GoToLength, kProblem, WORD("&Length"), "Ctrl+L",
                WORD("Go to the length of the sequence")},
    CommandInfo{Id::GoToBudget, kProblem, WORD("&Budget"), "Ctrl+B", WORD("Go to the memory budget")},
    CommandInfo{Id::UseSmallestBudget, kProblem, WORD("&Use the smallest budget that works"), "Ctrl+M",
                WORD("When the budget is too small: raise it to the least that is enough")},
    CommandInfo{Id::Run, kRun, WORD("&Run"), "F5", WORD("Carry the plan out on the chosen device")},
    CommandInfo{Id::Cancel, kRun, WORD("&Cancel"), "Shift+F5",
                WORD("Stop the run; what has been measured is kept")},
    CommandInfo{Id::RefreshDevices, kRun, WORD("&Look for devices again"), "Ctrl+R",
                WORD("Ask the runners which devices they have")},
    CommandInfo{Id::NextPanel, kView, WORD("&Next panel"), "F6", WORD("Move the keyboard to the next panel")},
    CommandInfo{Id::PreviousPanel, kView, WORD("&Previous panel"), "Shift+F6",
                WORD("Move the keyboard to the panel before")},
    CommandInfo{
        Id::EnlargePanel, kView, WORD("&Make this panel large"), "F11",
        WORD("Show the panel that has the focus alone, or put it back; so does a double click on its title")},
    CommandInfo{Id::Lecture, kView, WORD("L&ecture"), "Shift+F11",
                WORD("Show the panel that has the focus in large type, for an audience; Esc ends it")},
    CommandInfo{Id::ThemeSystem, kView, WORD("Colours of the &system"), "",
                WORD("Dark or light as the desktop is")},
    CommandInfo{Id::ThemeLight, kView, WORD("&Light"), "", WORD("Dark on light")},
    CommandInfo{Id::ThemeDark, kView, WORD("&Dark"), "", WORD("Light on dark")},
    CommandInfo{Id::ResetLayout, kView, WORD("&Reset layout"), "Ctrl+Shift+L",
                WORD("Put every panel back in its place")},
    CommandInfo{Id::WhatIsThis, kHelp, WORD("&What am I looking at?"), "Shift+F1",
                WORD("Explain the panel that has the keyboard, in three sentences")},
    CommandInfo{Id::Shortcuts, kHelp, WORD("&Keys and gestures"), "F1",
                WORD("What can be done by keyboard and mouse, view by view")},
    CommandInfo{Id::Glossary, kHelp, WORD("&Glossary"), "", WORD("What the words mean")},
    CommandInfo{Id::About, kHelp, WORD("&About Tidemark"), "",
                WORD("What this program is and where its method comes from")},
};

#undef WORD

/// Shortcuts for as many strategies as there are digits.
constexpr std::array kStrategyKeys = {"Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5",
                                      "Ctrl+6", "Ctrl+7", "Ctrl+8", "Ctrl+9"};

std::vector<CommandInfo> with_strategies() {
  std::vector<CommandInfo> commands(kCommands.begin(), kCommands.end());
  const auto after = std::find_if(commands.rbegin(), commands.rend(),
                                  [](const CommandInfo& info) { return info.menu == kProblem; });
  std::vector<CommandInfo> of_strategies;
  for (const StrategyInfo& strategy : kStrategyTable) {
    const std::size_t number = of_strategies.size();
    of_strategies.push_back({command_of(strategy.strategy), kProblem, strategy.short_name,
                             number < kStrategyKeys.size() ? kStrategyKeys[number] : "",
                             strategy.description});
  }
  commands.insert(after.base(), of_strategies.begin(), of_strategies.end());
  return commands;
}

}  // namespace

std::span<const CommandInfo> all_commands() {
  static const std::vector<CommandInfo> commands = with_strategies();
  return commands;
}

QString translated(const char* word) {
  return QCoreApplication::translate("Commands", word);
}

Commands::Commands(QObject* parent) : QObject(parent) {
  for (const CommandInfo& info : all_commands()) {
    auto* action = new QAction(translated(info.text), this);
    action->setShortcut(QKeySequence(QLatin1String(info.keys)));
    action->setStatusTip(translated(info.hint));
    action->setToolTip(translated(info.hint));
    actions_[info.id] = action;
  }
}

void Commands::on(CommandId id, const std::function<void()>& handler) {
  connect(action(id), &QAction::triggered, this, [handler] { handler(); });
}

void Commands::fill(QMenuBar* bar) {
  for (const CommandInfo& info : all_commands()) {
    const QString name = QLatin1String(info.menu);
    if (!menus_.contains(name)) {
      menus_[name] =
          info.menu == kExport ? new QMenu(translated(info.menu), bar) : bar->addMenu(translated(info.menu));
    }
    menus_[name]->addAction(action(info.id));
  }
  // Export is a menu within File, above its last command.
  QMenu* file = menu(kFile);
  file->insertMenu(action(CommandId::Quit), menu(kExport));
  file->insertSeparator(action(CommandId::Quit));
  menu(kProblem)->insertSeparator(action(CommandId::GoToLength));
  menu(kProblem)->insertSeparator(action(CommandId::FirstStrategy));
  menu(kView)->insertSeparator(action(CommandId::ThemeSystem));
  menu(kView)->insertSeparator(action(CommandId::ResetLayout));
}

QMenu* Commands::menu(const char* name) const {
  return menus_.at(QLatin1String(name));
}

}  // namespace tidemark
