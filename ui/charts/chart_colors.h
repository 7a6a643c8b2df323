// SPDX-License-Identifier: GPL-3.0-or-later
/// The colours of all charts. They can be told apart in dark and light themes and by colour-blind people.
#pragma once

#include <QColor>
#include <QPalette>

#include "core/model/strategy.h"

namespace tidemark {

/// Colours for a palette. Each means one thing in all charts.
struct ChartColors {
  explicit ChartColors(const QPalette& palette);
  bool is_dark;
  QColor background, text, grid, faint;
  QColor accent;  ///< what the user has pointed out, and what has the keyboard's focus
  QColor forward, keep, backward, stored_hidden, stored_internal, restore;  ///< actions and lifetimes
  QColor predicted, measured, budget;                                       ///< memory
  QColor strategy(Strategy which) const;
};

/// A mixture: `part` of `b`, the rest of `a`.
QColor mixed(const QColor& a, const QColor& b, double part);

/// Black or white, whichever is easier to read on `background`.
QColor readable_on(const QColor& background);

}  // namespace tidemark
