// SPDX-License-Identifier: GPL-3.0-or-later
/// The colours of every chart: told apart in dark and light and by colour-blind eyes.
#pragma once

#include <QColor>
#include <QPalette>

#include "core/model/strategy.h"

namespace tidemark {

/// Taken from a palette; the hues are those of Okabe and Ito's colour-blind-safe set, lightened on dark
/// ground.
struct ChartColors {
  explicit ChartColors(const QPalette& palette);
  bool is_dark;
  QColor background, text, grid, faint;
  QColor forward, keep, backward, stored_hidden, stored_internal, restore;  ///< actions and lifetimes
  QColor predicted, measured, budget;                                       ///< memory
  QColor strategy(Strategy which) const;
};

/// `part` of `b` and the rest of `a`.
QColor mixed(const QColor& a, const QColor& b, double part);

/// Black or white, whichever is easier to read on `background`.
QColor readable_on(const QColor& background);

}  // namespace tidemark
