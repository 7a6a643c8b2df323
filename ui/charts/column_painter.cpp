// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/column_painter.h"

#include <QImage>
#include <algorithm>

namespace tidemark {

void fill_columns(QCPPainter* painter, const std::vector<QRect>& columns, const QColor& color) {
  if (painter->modes().testFlag(QCPPainter::pmVectorized)) {
    for (const QRect& column : columns) painter->fillRect(column, color);
    return;
  }
  QRect area;
  for (const QRect& column : columns) area |= column;
  if (painter->hasClipping()) area &= painter->clipBoundingRect().toAlignedRect();
  if (area.isEmpty()) return;

  const auto width = static_cast<std::size_t>(area.width());
  std::vector<int> top(width, 0), end(width, 0);  // rows of the column at each pixel; no column: end <= top
  for (const QRect& column : columns) {
    const QRect visible = column & area;
    for (int x = visible.left(); x <= visible.right(); ++x) {
      top[static_cast<std::size_t>(x - area.left())] = visible.top() - area.top();
      end[static_cast<std::size_t>(x - area.left())] = visible.bottom() + 1 - area.top();
    }
  }
  QImage image(area.size(), QImage::Format_ARGB32_Premultiplied);
  const QRgb filled = qPremultiply(color.rgba());
  for (int y = 0; y < area.height(); ++y) {
    auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (std::size_t x = 0; x < width; ++x) row[x] = top[x] <= y && y < end[x] ? filled : 0;
  }
  painter->drawImage(area.topLeft(), image);
}

}  // namespace tidemark
