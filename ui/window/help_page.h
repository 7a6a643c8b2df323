// SPDX-License-Identifier: GPL-3.0-or-later
/// The page of keys and gestures, made from the table of commands and the table of gestures.
#pragma once

#include <QDialog>
#include <QList>

#include "ui/words/panel_help.h"

namespace tidemark {

/// "drag with Shift · Ctrl+Shift+Left · Ctrl+Shift+Right"
QString done_by(const Gesture& gesture);
/// What can be done in a panel as an HTML table, a gesture a row.
QString gestures_table(const QList<Gesture>& gestures);

/// The page as HTML.
QString shortcuts_page();

class HelpPage : public QDialog {
  Q_OBJECT

 public:
  explicit HelpPage(QWidget* parent = nullptr);
};

}  // namespace tidemark
