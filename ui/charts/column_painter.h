// SPDX-License-Identifier: GPL-3.0-or-later
/// Paints thousands of upright columns, a row of pixels at a time. Charts that are denser than pixels are
/// made of them.
#pragma once

#include <QColor>
#include <QRect>
#include <vector>

#include "ui/charts/qcustomplot_header.h"

namespace tidemark {

/// Fills columns in one colour. REQUIRES: no column is above another. On a screen the time depends on the
/// pixels of the area alone, not on how many or how tall the columns are; Qt's own painter, which goes
/// through narrow shapes pixel by pixel, takes fifty times as long. In vector pictures each column is a
/// rectangle.
void fill_columns(QCPPainter* painter, const std::vector<QRect>& columns, const QColor& color);

}  // namespace tidemark
