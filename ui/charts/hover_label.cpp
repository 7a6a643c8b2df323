// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/hover_label.h"

#include <algorithm>

namespace tidemark {
namespace {
constexpr double kGap = 14;    // pixels from the spot
constexpr double kMargin = 7;  // pixels around the words
}  // namespace

HoverLabel::HoverLabel(QCustomPlot* plot, const QString& layer)
    : QCPAbstractItem(plot), position(createPosition(QStringLiteral("position"))) {
  position->setType(QCPItemPosition::ptAbsolute);
  setLayer(layer);
  setClipToAxisRect(false);
  setSelectable(false);
}

void HoverLabel::show_text(const QString& text, const QPointF& pixel) {
  text_ = text;
  position->setCoords(pixel);
}

void HoverLabel::apply_colors(const ChartColors& colors) {
  fill_ = mixed(colors.background, colors.text, colors.is_dark ? 0.12 : 0.02);
  ink_ = colors.text;
  frame_ = colors.faint;
}

double HoverLabel::selectTest(const QPointF&, bool, QVariant*) const {
  return -1;
}

void HoverLabel::draw(QCPPainter* painter) {
  // There is no pointer in an export.
  if (text_.isEmpty() || painter->modes().testFlag(QCPPainter::pmNoCaching)) return;
  painter->setFont(mParentPlot->font());
  QRectF box = painter->fontMetrics().boundingRect(QRect(0, 0, 4000, 4000), Qt::AlignLeft, text_);
  box.adjust(-kMargin, -kMargin, kMargin, kMargin);
  const QRectF room = mParentPlot->viewport();
  const QPointF spot = position->pixelPosition();
  // Right of and below the spot, or on the other side where there is no room.
  const bool fits_right = spot.x() + kGap + box.width() <= room.right();
  const bool fits_below = spot.y() + kGap + box.height() <= room.bottom();
  const double left = fits_right ? spot.x() + kGap : spot.x() - kGap - box.width();
  const double top = fits_below ? spot.y() + kGap : spot.y() - kGap - box.height();
  box.moveTo(std::clamp(left, room.left(), std::max(room.left(), room.right() - box.width())),
             std::max(room.top(), top));
  painter->setAntialiasing(true);
  painter->setPen(QPen(frame_, 1));
  painter->setBrush(fill_);
  painter->drawRoundedRect(box.translated(0.5, 0.5), 4, 4);
  painter->setPen(ink_);
  painter->drawText(box.adjusted(kMargin, kMargin, -kMargin, -kMargin).toAlignedRect(), Qt::AlignLeft, text_);
}

}  // namespace tidemark
