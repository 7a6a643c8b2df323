// SPDX-License-Identifier: GPL-3.0-or-later
/// All commands of the window in one table, from which menus, shortcuts and the help page are made.
#pragma once

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QObject>
#include <functional>
#include <map>
#include <span>

#include "core/model/strategy.h"

namespace tidemark {

enum class CommandId {
  Open,
  SaveProblem,
  SavePlan,
  SaveRecord,
  ExportSchedule,
  ExportTable,
  ExportCurves,
  ExportTrace,
  ExportMeasuredTrace,
  ExportChart,
  CopyChart,
  Quit,
  Undo,
  Redo,
  GoToLength,
  GoToBudget,
  UseSmallestBudget,
  Run,
  Cancel,
  RefreshDevices,
  NextPanel,
  PreviousPanel,
  EnlargePanel,
  Lecture,
  ThemeSystem,
  ThemeLight,
  ThemeDark,
  ResetLayout,
  WhatIsThis,
  Shortcuts,
  Glossary,
  About,
  FirstStrategy,  ///< the first of one command for each of kStrategies, see command_of()
};

/// The command that chooses a strategy.
constexpr CommandId command_of(Strategy strategy) {
  return static_cast<CommandId>(static_cast<int>(CommandId::FirstStrategy) + static_cast<int>(strategy));
}

struct CommandInfo {
  CommandId id;
  const char* menu;  ///< the menu that lists it; all texts are translated in the context "Commands"
  const char* text;  ///< with its mnemonic
  const char* keys;  ///< empty: none
  const char* hint;  ///< what it does, for the status bar and the help page
};

std::span<const CommandInfo> all_commands();

/// A word of the table above in the language of the window.
QString translated(const char* word);

/// Owns the actions of the table.
class Commands : public QObject {
  Q_OBJECT

 public:
  explicit Commands(QObject* parent = nullptr);

  QAction* action(CommandId id) const { return actions_.at(id); }
  void on(CommandId id, const std::function<void()>& handler);

  /// Adds a menu to `bar` for each menu of the table; menu() finds them.
  void fill(QMenuBar* bar);
  /// REQUIRES: fill() was called; `name` as in the table.
  QMenu* menu(const char* name) const;

 private:
  std::map<CommandId, QAction*> actions_;
  std::map<QString, QMenu*> menus_;
};

}  // namespace tidemark
