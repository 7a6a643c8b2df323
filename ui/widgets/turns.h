// SPDX-License-Identifier: GPL-3.0-or-later
/// Has pieces of work that are due together done one in each turn of the event loop, so that what the user
/// does in between is not kept waiting for all of them.
#pragma once

#include <QTimer>

namespace tidemark {

/// The turns that several pieces of work share. On the window's thread; must live as long as the event loop.
class Turns {
 public:
  /// Whether nobody has taken this turn, which is then taken.
  bool take() {
    if (is_taken_) return false;
    is_taken_ = true;
    QTimer::singleShot(0, Qt::PreciseTimer, [this] { is_taken_ = false; });
    return true;
  }

 private:
  bool is_taken_ = false;
};

}  // namespace tidemark
