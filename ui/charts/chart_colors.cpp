// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_colors.h"

#include <array>
#include <cmath>

namespace tidemark {
namespace {

struct Hue {
  QRgb on_light, on_dark;
};
constexpr Hue kBlue{0xff0072b2, 0xff4fb0ea};
constexpr Hue kSky{0xff56b4e9, 0xff9bd4f5};
constexpr Hue kGreen{0xff009e73, 0xff2fc79b};
constexpr Hue kOrange{0xffe69f00, 0xfff0b43c};
constexpr Hue kVermillion{0xffd55e00, 0xffff8a4c};
constexpr Hue kPurple{0xffb5588f, 0xffe0a0c4};
constexpr Hue kBrown{0xff8c6d1f, 0xffd8c568};
constexpr Hue kGrey{0xff6b6b6b, 0xffb0b0b0};

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
      text(palette.color(QPalette::Active, QPalette::Text)) {
  is_dark = background.lightness() < text.lightness();
  const auto pick = [this](Hue hue) { return QColor(is_dark ? hue.on_dark : hue.on_light); };
  grid = mixed(background, text, 0.12);
  faint = mixed(background, text, 0.5);
  forward = pick(kBlue);
  keep = pick(kSky);
  backward = pick(kVermillion);
  stored_hidden = pick(kGreen);
  stored_internal = pick(kOrange);
  restore = pick(kPurple);
  predicted = pick(kBlue);
  measured = pick(kOrange);
  budget = pick(kVermillion);
}

QColor ChartColors::strategy(Strategy which) const {
  constexpr std::array kOfBaselines = {kGrey, kPurple, kBrown, kSky};
  constexpr std::array kOfOptimised = {kBlue, kVermillion, kGreen, kOrange};  // the strongest hues
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
