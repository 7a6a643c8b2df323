// SPDX-License-Identifier: GPL-3.0-or-later
/// What charts denser than pixels are made of: thousands of upright columns, painted a row of pixels at a
/// time.
#pragma once

#include <QColor>
#include <QRect>
#include <vector>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// Fills columns in one colour. REQUIRES: no two columns are above each other. On a screen it takes as long
/// as the pixels they stand in, however many and however tall they are: Qt's own painter, which goes through
/// narrow shapes pixel by pixel, takes fifty times as long. Vector pictures get a rectangle for each.
void fill_columns(QCPPainter* painter, const std::vector<QRect>& columns, const QColor& color);

}  // namespace tidemark
