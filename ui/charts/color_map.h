// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours for amounts: perceptually even and safe for colour-blind eyes.
#pragma once

#include <QColor>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

enum class ColorMap { Viridis, Cividis };

/// `part` from 0 to 1; outside it the nearest end.
QRgb color_at(ColorMap map, double part);

QCPColorGradient gradient(ColorMap map);

/// Where forward steps per step, C/t >= 1, stand on a colour map: 1 - t/C, the part of the forward work that
/// is repetition. 1 is 0, 2 is a half, and however much is repeated stays below 1, so that one scale serves
/// every table.
double cost_part(double forward_steps_per_step);

}  // namespace tidemark
