// SPDX-License-Identifier: GPL-3.0-or-later
/// Dark, light, or as the desktop is. Every view follows the palette while it is shown.
#pragma once

#include <QPalette>

namespace tidemark {

enum class Theme { System, Light, Dark };

QPalette palette_of(Theme theme);  ///< REQUIRES: theme != Theme::System

/// Changes the palette of the whole application.
void apply_theme(Theme theme);

}  // namespace tidemark
