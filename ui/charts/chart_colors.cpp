// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_colors.h"

#include <array>
#include <cmath>

namespace tidemark {
namespace {

struct Hue {
  QRgb on_light, on_dark;
};
// Colours of one chart are at least 14 apart in CIELAB for normal sight and for the three kinds of colour
// blindness, and no two of all are closer than 17 for normal sight; tst_chart_colors holds that. Where words
// are written in a colour, it has a contrast of 4.5 with the background, else of 3.

// What happens in a schedule.
constexpr Hue kForward{0xff0d6fbc, 0xff308ccf};
constexpr Hue kKeep{0xff3a9cdb, 0xffc2e9ff};
constexpr Hue kBackward{0xffc24e00, 0xffff8a4c};
constexpr Hue kStoredHidden{0xff009367, 0xff2fc79b};
constexpr Hue kStoredInternal{0xffc78800, 0xfff0c53c};
constexpr Hue kRestore{0xff9f6ead, 0xffc98dfb};
// What it costs.
constexpr Hue kPredicted{0xff515c7f, 0xff7fb3c1};
constexpr Hue kMeasured{0xff95299c, 0xfffe99f2};
constexpr Hue kBudget{0xff9b0036, 0xffff607c};
// Strategies, in the order of the table; the last of each row is for one that is yet to come.
constexpr std::array kOfBaselines = {Hue{0xff6d6d5f, 0xffd0b7ae}, Hue{0xff4d4f00, 0xffcbd39a},
                                     Hue{0xff288283, 0xff6fe6dd}, Hue{0xff7a4f8f, 0xffd9b3e8}};
constexpr std::array kOfOptimised = {Hue{0xff342494, 0xff968ff5}, Hue{0xff872255, 0xffe274a3},
                                     Hue{0xff477b2d, 0xff7ee76f}, Hue{0xff8a5a00, 0xffe8b877}};

/// Relative luminance, 0 to 1, as WCAG 2 defines it for contrast.
double luminance(const QColor& color) {
  const auto linear = [](double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

}  // namespace

ChartColors::ChartColors(const QPalette& palette)
    : background(palette.color(QPalette::Active, QPalette::Base)),
      text(palette.color(QPalette::Active, QPalette::Text)),
      accent(palette.color(QPalette::Active, QPalette::Highlight)) {
  is_dark = background.lightness() < text.lightness();
  const auto pick = [this](Hue hue) { return QColor(is_dark ? hue.on_dark : hue.on_light); };
  grid = mixed(background, text, 0.12);
  faint = mixed(background, text, 0.62);
  forward = pick(kForward);
  keep = pick(kKeep);
  backward = pick(kBackward);
  stored_hidden = pick(kStoredHidden);
  stored_internal = pick(kStoredInternal);
  restore = pick(kRestore);
  predicted = pick(kPredicted);
  measured = pick(kMeasured);
  budget = pick(kBudget);
}

QColor ChartColors::strategy(Strategy which) const {
  const std::size_t number = number_within_kind(which) % kOfBaselines.size();
  const Hue hue = is_optimised(which) ? kOfOptimised[number] : kOfBaselines[number];
  return QColor(is_dark ? hue.on_dark : hue.on_light);
}

QColor mixed(const QColor& a, const QColor& b, double part) {
  const auto channel = [part](double of_a, double of_b) { return of_a + (of_b - of_a) * part; };
  return QColor::fromRgbF(static_cast<float>(channel(a.redF(), b.redF())),
                          static_cast<float>(channel(a.greenF(), b.greenF())),
                          static_cast<float>(channel(a.blueF(), b.blueF())));
}

QColor readable_on(const QColor& background) {
  // Contrast with black and with white is equal where the luminance is sqrt(1.05 * 0.05) - 0.05.
  return luminance(background) > 0.179 ? QColor(Qt::black) : QColor(Qt::white);
}

}  // namespace tidemark
