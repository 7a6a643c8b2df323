// SPDX-License-Identifier: GPL-3.0-or-later
/// A panel that can be moved, made large, explained and closed.
#pragma once

#include <QDockWidget>
#include <QLabel>
#include <QToolButton>

namespace tidemark {

class PanelDock : public QDockWidget {
  Q_OBJECT

 public:
  /// `says`: what the panel shows, in a few words, beside its buttons.
  PanelDock(const QString& title, const QString& says, QWidget* parent = nullptr);

  void set_enlarged(bool is_enlarged);

 Q_SIGNALS:
  void enlarge_requested();  ///< make it large, or put it back
  void help_requested();     ///< "What am I looking at?"

 protected:
  bool event(QEvent* event) override;

 private:
  QToolButton* add_button(const QString& name, const QString& text, const QString& hint);

  QWidget* bar_;
  QToolButton* enlarge_;
};

}  // namespace tidemark
