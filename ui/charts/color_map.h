// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours for amounts: perceptually even and safe for colour-blind eyes.
#pragma once

#include <QColor>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

enum class ColorMap { Viridis, Cividis };

/// `part`: from 0 to 1; beyond, the colour of the nearer end.
QRgb color_at(ColorMap map, double part);

QCPColorGradient gradient(ColorMap map);

/// The place on a colour map of C/t >= 1, the forward steps per step: 1 - t/C, the part of the forward work
/// that is repeated. 1 is at 0, 2 at a half, and every other number below 1, so that one scale serves all
/// tables.
double cost_part(double forward_steps_per_step);

}  // namespace tidemark
