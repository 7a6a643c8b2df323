// SPDX-License-Identifier: GPL-3.0-or-later
/// Dark, light, or like the desktop. Views that are open follow a change of the palette.
#pragma once

#include <QPalette>

namespace tidemark {

enum class Theme { System, Light, Dark };

QPalette palette_of(Theme theme);  ///< REQUIRES: theme != Theme::System

/// Changes the palette of the whole application.
void apply_theme(Theme theme);

}  // namespace tidemark
