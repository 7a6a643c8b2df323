// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/color_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark {
namespace {

constexpr int kAnchors = 10;
using Anchors = std::array<QRgb, kAnchors>;

// Viridis: van der Walt and Smith, 2015; cividis: Nunez, Anderton and Renslow, 2018. Colours at every ninth.
constexpr Anchors kViridis = {0xff440154, 0xff482878, 0xff3e4a89, 0xff31688e, 0xff26828e,
                              0xff1f9e89, 0xff35b779, 0xff6dcd59, 0xffb4de2c, 0xfffde725};
constexpr Anchors kCividis = {0xff00204d, 0xff00336f, 0xff39486b, 0xff575c6d, 0xff707173,
                              0xff8a8779, 0xffa69d75, 0xffc4b56c, 0xffe4cf5b, 0xffffea46};

const Anchors& anchors(ColorMap map) {
  return map == ColorMap::Viridis ? kViridis : kCividis;
}

// The anchors are among them; finer than the eye can see.
constexpr std::size_t kShades = 128 * (kAnchors - 1) + 1;

QRgb between_anchors(ColorMap map, double part) {
  const double place = part * (kAnchors - 1);
  const int below = std::min(static_cast<int>(place), kAnchors - 2);
  const double rest = place - below;
  const QRgb from = anchors(map)[static_cast<std::size_t>(below)];
  const QRgb to = anchors(map)[static_cast<std::size_t>(below) + 1];
  const auto between = [rest](int a, int b) { return qRound(a + (b - a) * rest); };
  return qRgb(between(qRed(from), qRed(to)), between(qGreen(from), qGreen(to)),
              between(qBlue(from), qBlue(to)));
}

std::array<QRgb, kShades> shades_of(ColorMap map) {
  std::array<QRgb, kShades> shades;
  for (std::size_t i = 0; i < kShades; ++i) {
    shades[i] = between_anchors(map, static_cast<double>(i) / static_cast<double>(kShades - 1));
  }
  return shades;
}

}  // namespace

/// Looked up in a table, since an image needs a million colours a frame.
QRgb color_at(ColorMap map, double part) {
  static const std::array<QRgb, kShades> viridis = shades_of(ColorMap::Viridis);
  static const std::array<QRgb, kShades> cividis = shades_of(ColorMap::Cividis);
  const auto shade = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * (kShades - 1) + 0.5);
  return (map == ColorMap::Viridis ? viridis : cividis)[shade];
}

QCPColorGradient gradient(ColorMap map) {
  QCPColorGradient gradient;
  gradient.clearColorStops();
  for (int i = 0; i < kAnchors; ++i)
    gradient.setColorStopAt(static_cast<double>(i) / (kAnchors - 1),
                            QColor(anchors(map)[static_cast<std::size_t>(i)]));
  return gradient;
}

double cost_part(double forward_steps_per_step) {
  return 1 - 1 / std::max(1.0, forward_steps_per_step);
}

}  // namespace tidemark
