// SPDX-License-Identifier: GPL-3.0-or-later
/// "What am I looking at?": three sentences for every panel, and what the mouse and the keys do in it. The
/// page of keys (F1) is made from the same tables.
#pragma once

#include <QString>
#include <QStringList>
#include <span>

namespace tidemark {

struct PanelHelp {
  const char* panel;  ///< the object name of the panel, or what a caller of show_panel_help() names
  const char* title;  ///< this and the sentences are translated by in_panel_words()
  const char* shows;  ///< one sentence each: what is seen, how it is read, what to try first
  const char* reading;
  const char* trying;
  const char* words;   ///< anchors of the glossary, with blanks between
  const char* beside;  ///< panels that belong to it, with blanks between
};

/// What can be done in a panel.
struct Gesture {
  const char* panel;  ///< as in PanelHelp, or one of the two below
  const char* mouse;  ///< empty: it is done by keys alone
  const char* keys;   ///< as QKeySequence reads them, with blanks between; empty: by mouse alone
  const char* what;
};
inline constexpr const char* kEveryPanel = "panel";
inline constexpr const char* kEveryChart = "chart";

/// In the order in which the panels are met.
std::span<const PanelHelp> all_panel_help();
/// Null: there is none.
const PanelHelp* panel_help(const QString& panel);

/// Gestures of one panel stand together.
std::span<const Gesture> all_gestures();
/// Those of a panel, and what all charts share if it is one and does not do it in a way of its own.
QList<Gesture> gestures_of(const QString& panel);
/// What stands between blanks in a field of these tables.
QStringList listed(const char* field);

/// A text of the tables in the language of the window.
QString in_panel_words(const char* text);

}  // namespace tidemark
