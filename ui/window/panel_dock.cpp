// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/panel_dock.h"

#include <QHBoxLayout>
#include <QMouseEvent>

namespace tidemark {

PanelDock::PanelDock(const QString& title, const QString& says, QWidget* parent)
    : QDockWidget(title, parent), bar_(new QWidget(this)) {
  auto* words = new QLabel(says, bar_);
  words->setObjectName(QStringLiteral("panel_says"));
  words->setMinimumWidth(1);  // the buttons are worth more than the words
  auto* row = new QHBoxLayout(bar_);
  row->setContentsMargins(8, 1, 4, 1);
  row->setSpacing(2);
  row->addWidget(words, 1);
  QToolButton* help = add_button(QStringLiteral("panel_help"), tr("?"), tr("What am I looking at?"));
  enlarge_ = add_button(QStringLiteral("panel_enlarge"), QString(), QString());
  QToolButton* close =
      add_button(QStringLiteral("panel_close"), tr("×"), tr("Close this panel; View brings it back"));
  connect(help, &QToolButton::clicked, this, &PanelDock::help_requested);
  connect(enlarge_, &QToolButton::clicked, this, &PanelDock::enlarge_requested);
  connect(close, &QToolButton::clicked, this, &QDockWidget::close);
  setTitleBarWidget(bar_);
  set_enlarged(false);
}

QToolButton* PanelDock::add_button(const QString& name, const QString& text, const QString& hint) {
  auto* button = new QToolButton(bar_);
  button->setObjectName(name);
  button->setText(text);
  button->setToolTip(hint);
  button->setAccessibleName(tr("%1: %2").arg(windowTitle(), hint));
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  const int side = fontMetrics().height() + 4;
  button->setFixedSize(side, side);
  bar_->layout()->addWidget(button);
  return button;
}

void PanelDock::set_enlarged(bool is_enlarged) {
  enlarge_->setText(is_enlarged ? tr("❐") : tr("□"));
  enlarge_->setToolTip(is_enlarged ? tr("Put the panel back") : tr("Make this panel large"));
  enlarge_->setAccessibleName(tr("%1: %2").arg(windowTitle(), enlarge_->toolTip()));
}

/// A double click on the title makes the panel large, where Qt would tear it out of the window.
bool PanelDock::event(QEvent* event) {
  if (event->type() == QEvent::MouseButtonDblClick) {
    const auto* click = static_cast<QMouseEvent*>(event);
    if (bar_->geometry().contains(click->position().toPoint())) {
      Q_EMIT enlarge_requested();
      return true;
    }
  }
  return QDockWidget::event(event);
}

}  // namespace tidemark
