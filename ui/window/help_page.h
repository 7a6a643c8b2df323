// SPDX-License-Identifier: GPL-3.0-or-later
/// The page of keyboard shortcuts, made from the table of commands.
#pragma once

#include <QDialog>

namespace tidemark {

/// The page as HTML.
QString shortcuts_page();

class HelpPage : public QDialog {
  Q_OBJECT

 public:
  explicit HelpPage(QWidget* parent = nullptr);
};

}  // namespace tidemark
