// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/spotlight.h"

#include <QApplication>
#include <QDockWidget>
#include <QStatusBar>

namespace tidemark {
namespace {
constexpr double kLectureType = 1.6;
}  // namespace

Spotlight::Spotlight(QMainWindow* window, QWidget* question, QWidget* caption, int layout_version)
    : QObject(window),
      window_(window),
      question_(question),
      caption_(caption),
      layout_version_(layout_version) {
  caption_->hide();
}

Spotlight::~Spotlight() {
  if (font_) QApplication::setFont(*font_);
}

void Spotlight::toggle(QWidget* panel, Mode mode) {
  if (mode == Mode::Off || (panel == panel_ && mode == mode_)) return leave();
  if (mode_ == Mode::Off) layout_ = window_->saveState(layout_version_);
  if (panel_ != panel && panel_) window_->restoreState(layout_, layout_version_);
  panel_ = panel;
  mode_ = mode;
  set_lecture(mode == Mode::Lecture);
  show_alone();
  Q_EMIT changed();
}

void Spotlight::leave() {
  if (mode_ == Mode::Off) return;
  mode_ = Mode::Off;
  panel_ = nullptr;
  window_->centralWidget()->show();
  window_->restoreState(layout_, layout_version_);
  set_lecture(false);
  Q_EMIT changed();
}

void Spotlight::show_alone() {
  const auto docks = window_->findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly);
  for (QDockWidget* dock : docks)
    if (dock != panel_ && !dock->isFloating()) dock->hide();
  window_->centralWidget()->setVisible(panel_ == window_->centralWidget());
  panel_->show();
  panel_->raise();
}

void Spotlight::set_lecture(bool is_lecture) {
  question_->setVisible(!is_lecture);
  window_->statusBar()->setVisible(!is_lecture);
  caption_->setVisible(is_lecture && panel_ != window_->centralWidget());
  if (is_lecture == font_.has_value()) return;
  if (is_lecture) {
    font_ = QApplication::font();
    QFont large = *font_;
    large.setPointSizeF(large.pointSizeF() * kLectureType);
    QApplication::setFont(large);
  } else {
    QApplication::setFont(*font_);
    font_.reset();
  }
}

QByteArray Spotlight::layout() const {
  return mode_ == Mode::Off ? window_->saveState(layout_version_) : layout_;
}

}  // namespace tidemark
