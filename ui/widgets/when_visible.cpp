// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/when_visible.h"

#include <QEvent>
#include <utility>

namespace tidemark {
namespace {

constexpr int kFrameMs = 16;

}  // namespace

WhenVisible::WhenVisible(QWidget* widget, std::function<void()> update)
    : QObject(widget), widget_(widget), update_(std::move(update)) {
  frame_.setSingleShot(true);
  frame_.setInterval(kFrameMs);
  connect(&frame_, &QTimer::timeout, this, &WhenVisible::update_if_due);
  widget_->installEventFilter(this);
}

void WhenVisible::ask() {
  is_due_ = true;
  if (widget_->isVisible() && !frame_.isActive()) frame_.start();
}

bool WhenVisible::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Show) update_if_due();
  return QObject::eventFilter(watched, event);
}

void WhenVisible::update_if_due() {
  if (widget_->isVisible()) now();
}

void WhenVisible::now() {
  if (!is_due_) return;
  is_due_ = false;
  update_();
}

}  // namespace tidemark
