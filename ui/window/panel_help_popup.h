// SPDX-License-Identifier: GPL-3.0-or-later
/// "What am I looking at?" for one panel: a small window over it, which goes away with Escape or a click
/// elsewhere.
#pragma once

#include <QFrame>

class QTextBrowser;

namespace tidemark {

/// The help of a panel as HTML. Links are "word:ANCHOR" into the glossary and "panel:NAME" to another panel.
/// REQUIRES: panel_help(panel).
QString panel_help_page(const QString& panel);

/// The panel that `widget` lies in: the nearest one above it, itself included, that has help. A dock is
/// known by its object name, any other panel by its class. Empty: there is none.
QString panel_around(const QWidget* widget);

class PanelHelpPopup : public QFrame {
  Q_OBJECT

 public:
  explicit PanelHelpPopup(QWidget* window);

  QString panel() const { return panel_; }
  /// Over `widget`, and within its window's screen.
  void show_over(const QWidget* widget, const QString& panel);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void set_panel(const QString& panel);
  void follow(const QUrl& link);
  void fit();

  QString panel_;
  QTextBrowser* text_;
};

/// Opens the help of a panel over `widget`; does nothing if there is none of that name. `widget` is part of a
/// window.
void show_panel_help(QWidget* widget, const QString& panel);
/// The same for the panel that has the focus, and for the question if none has. `focused` may be null.
void show_help_around(QWidget* focused, QWidget* window);

}  // namespace tidemark
