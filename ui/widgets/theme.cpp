// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include <QApplication>
#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

struct Shades {
  QColor window, base, alternate, text, faint, button, light, dark, highlight, link;
};

const Shades kLight{QColor(0xf3f4f6), QColor(0xffffff), QColor(0xf0f2f5), QColor(0x1b1f24), QColor(0x8a9099),
                    QColor(0xf7f8fa), QColor(0xffffff), QColor(0xb4bac2), QColor(0x0b6bb0), QColor(0x0b6bb0)};
const Shades kDark{QColor(0x2c3037), QColor(0x1b1e23), QColor(0x21252b), QColor(0xe6e9ed), QColor(0x8b939e),
                   QColor(0x3c424b), QColor(0x4a515b), QColor(0x121417), QColor(0x2f86c9), QColor(0x66b2ea)};

QPalette palette_from(const Shades& shades) {
  QPalette palette;
  palette.setColor(QPalette::Window, shades.window);
  palette.setColor(QPalette::WindowText, shades.text);
  palette.setColor(QPalette::Base, shades.base);
  palette.setColor(QPalette::AlternateBase, shades.alternate);
  palette.setColor(QPalette::Text, shades.text);
  palette.setColor(QPalette::Button, shades.button);
  palette.setColor(QPalette::ButtonText, shades.text);
  palette.setColor(QPalette::BrightText, QColor(Qt::white));
  palette.setColor(QPalette::ToolTipBase, shades.base);
  palette.setColor(QPalette::ToolTipText, shades.text);
  palette.setColor(QPalette::PlaceholderText, shades.faint);
  palette.setColor(QPalette::Light, shades.light);
  palette.setColor(QPalette::Midlight, shades.button);
  palette.setColor(QPalette::Mid, shades.dark);
  palette.setColor(QPalette::Dark, shades.dark);
  palette.setColor(QPalette::Shadow, QColor(Qt::black));
  palette.setColor(QPalette::Highlight, shades.highlight);
  palette.setColor(QPalette::HighlightedText, QColor(Qt::white));
  palette.setColor(QPalette::Link, shades.link);
  palette.setColor(QPalette::LinkVisited, shades.link);
  for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, shades.faint);
  }
  return palette;
}

/// How bright a colour looks, 0 to 1.
double luminance(const QColor& color) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor mixture(const QColor& from, const QColor& to, double part) {
  const auto between = [part](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
  return {between(from.red(), to.red()), between(from.green(), to.green()), between(from.blue(), to.blue())};
}

}  // namespace

double contrast(const QColor& one, const QColor& other) {
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

QColor quiet_text(const QPalette& palette) {
  constexpr int kShades = 64;
  const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
  const QColor background = palette.color(QPalette::Active, QPalette::Window);
  QColor quiet = text;
  for (int shade = 1; shade < kShades; ++shade) {
    const QColor fainter = mixture(text, background, static_cast<double>(shade) / kShades);
    if (contrast(fainter, background) < kReadableContrast) break;
    quiet = fainter;
  }
  return quiet;
}

QPalette palette_of(Theme theme) {
  return palette_from(theme == Theme::Dark ? kDark : kLight);
}

void apply_theme(Theme theme) {
  QApplication::setPalette(theme == Theme::System ? QPalette() : palette_of(theme));
}

}  // namespace tidemark
