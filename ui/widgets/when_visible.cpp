// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/when_visible.h"

#include <QEvent>
#include <utility>

#include "ui/widgets/turns.h"

namespace tidemark {
namespace {

/// From the first change on: what one question changes comes together within this time, if it is quick.
constexpr int kGatherMs = 4;

}  // namespace

WhenVisible::WhenVisible(QWidget* widget, std::function<void()> update)
    : QObject(widget), widget_(widget), update_(std::move(update)) {
  soon_.setSingleShot(true);
  soon_.setTimerType(Qt::PreciseTimer);
  connect(&soon_, &QTimer::timeout, this, &WhenVisible::take_turn);
  widget_->installEventFilter(this);
}

void WhenVisible::ask() {
  is_due_ = true;
  if (widget_->isVisible() && !soon_.isActive()) soon_.start(kGatherMs);
}

bool WhenVisible::can_be_seen() const {
  return widget_->isVisible() && !widget_->visibleRegion().isEmpty();
}

bool WhenVisible::eventFilter(QObject* watched, QEvent* event) {
  const QEvent::Type type = event->type();
  const bool may_come = type == QEvent::Show || type == QEvent::Move || type == QEvent::Resize;
  if (is_due_ && may_come) update_when_seen();
  return QObject::eventFilter(watched, event);
}

void WhenVisible::take_turn() {
  static Turns turns_of_widgets;
  if (can_be_seen() && !turns_of_widgets.take()) return soon_.start(0);
  update_when_seen();
}

void WhenVisible::update_when_seen() {
  if (can_be_seen()) return now();
  // A panel whose tab lies behind another counts as visible, and is kept outside of the window. It comes
  // forward by a movement of the dock that it is in.
  for (QWidget* around = widget_->parentWidget(); around != nullptr && !around->isWindow();
       around = around->parentWidget())
    around->installEventFilter(this);
}

void WhenVisible::now() {
  soon_.stop();
  if (std::exchange(is_due_, false)) update_();
}

}  // namespace tidemark
