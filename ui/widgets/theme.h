// SPDX-License-Identifier: GPL-3.0-or-later
/// Dark, light, or like the desktop. Views that are open follow a change of the palette.
#pragma once

#include <QColor>
#include <QPalette>

namespace tidemark {

enum class Theme { System, Light, Dark };

QPalette palette_of(Theme theme);  ///< REQUIRES: theme != Theme::System

/// A colour for text that is less important than other text, and can be read as easily: as close to the
/// window's background as a contrast of kReadableContrast lets it be.
QColor quiet_text(const QPalette& palette);
/// The least contrast of text that is not large, by the Web Content Accessibility Guidelines (level AA).
inline constexpr double kReadableContrast = 4.5;
/// How much lighter one colour is than the other, by the same guidelines: 1 to 21.
double contrast(const QColor& one, const QColor& other);

/// Changes the palette of the whole application.
void apply_theme(Theme theme);

}  // namespace tidemark
