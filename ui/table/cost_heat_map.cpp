// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_heat_map.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tidemark {
namespace {

constexpr int kHatch = 6;     // pixels from one line of the hatching to the next
constexpr int kNothing = -1;  // no sample
constexpr double kLeast = 7;  // pixels; the least width and height of a cell's frame

bool is_hatched(int x, int y) {
  return (x + y) % kHatch == 0;
}

/// For each pixel of `shown` the index of the sample that was taken there, or kNothing.
std::vector<int> samples_of_pixels(const std::vector<Sample>& samples, const SampledAxis& sampled,
                                   const SampledAxis& shown) {
  std::vector<int> index(static_cast<std::size_t>(shown.pixels), kNothing);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double first = shown.pixel(sampled.coordinate(samples[i].first_pixel));
    const double end = shown.pixel(sampled.coordinate(samples[i].last_pixel + 1));
    if (end <= 0 || first >= shown.pixels) continue;
    const int from = std::max(0, static_cast<int>(std::lround(first)));
    const int to = std::min(shown.pixels, static_cast<int>(std::lround(end)));
    std::fill(index.begin() + from, index.begin() + std::max(from, to), static_cast<int>(i));
  }
  return index;
}

/// Draws a line that can be seen on every colour of a map: white with a dark edge.
void draw_cased(QCPPainter* painter, double width, const auto& shape) {
  painter->setBrush(Qt::NoBrush);
  painter->setPen(QPen(QColor(0, 0, 0, 150), width + 2));
  shape();
  painter->setPen(QPen(Qt::white, width));
  shape();
}

}  // namespace

SampledAxis sampled_axis(const QCPAxis& axis) {
  const QRect rect = axis.axisRect()->rect();
  return {axis.range().lower, axis.range().upper,
          std::max(1, axis.orientation() == Qt::Horizontal ? rect.width() : rect.height()),
          axis.scaleType() == QCPAxis::stLogarithmic};
}

CostHeatMap::CostHeatMap(QCPAxis* key_axis, QCPAxis* value_axis)
    : QCPAbstractPlottable(key_axis, value_axis) {
  setSelectable(QCP::stNone);
}

void CostHeatMap::apply_colors(const ChartColors& colors) {
  infeasible_ = mixed(colors.background, colors.text, 0.10).rgb();
  hatching_ = mixed(colors.background, colors.text, 0.35).rgb();
}

double CostHeatMap::selectTest(const QPointF&, bool, QVariant*) const {
  return -1;
}

QCPRange CostHeatMap::getKeyRange(bool& found_range, QCP::SignDomain) const {
  found_range = static_cast<bool>(table_);
  return table_ ? QCPRange(0.5, static_cast<double>(table_.longest) + 0.5) : QCPRange();
}

QCPRange CostHeatMap::getValueRange(bool& found_range, QCP::SignDomain, const QCPRange&) const {
  found_range = static_cast<bool>(table_);
  return table_ ? QCPRange(0.5, static_cast<double>(table_.most_slots) + 0.5) : QCPRange();
}

void CostHeatMap::draw(QCPPainter* painter) {
  if (!table_) return;
  const SampledAxis x = sampled_axis(*keyAxis());
  const SampledAxis y = sampled_axis(*valueAxis());
  const bool is_export = painter->modes().testFlag(QCPPainter::pmNoCaching);
  const auto shown = is_export ? sample_costs(table_, x, y, 1) : samples_;
  if (shown) painter->drawImage(keyAxis()->axisRect()->topLeft(), image(*shown, x, y));
}

QImage CostHeatMap::image(const CostSamples& samples, const SampledAxis& x, const SampledAxis& y) const {
  const std::vector<int> columns = samples_of_pixels(samples.lengths, samples.x, x);
  const std::vector<int> rows = samples_of_pixels(samples.slots, samples.y, y);
  QImage image(x.pixels, y.pixels, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  std::vector<QRgb> row_colors(samples.lengths.size());
  int known_row = kNothing;
  for (int up = 0; up < y.pixels; ++up) {
    const int row = rows[static_cast<std::size_t>(up)];
    if (row == kNothing) continue;
    if (row != known_row)
      for (std::size_t i = 0; i < row_colors.size(); ++i) {
        const float cost = samples.at(i, static_cast<std::size_t>(row));
        row_colors[i] = std::isnan(cost) ? 0 : color_at(map_, cost_part(static_cast<double>(cost)));
      }
    known_row = row;
    const int line_y = y.pixels - 1 - up;
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(line_y));
    for (int pixel = 0; pixel < x.pixels; ++pixel) {
      const int column = columns[static_cast<std::size_t>(pixel)];
      if (column == kNothing) continue;
      const QRgb color = row_colors[static_cast<std::size_t>(column)];
      line[pixel] = color ? color : is_hatched(pixel, line_y) ? hatching_ : infeasible_;
    }
  }
  return image;
}

void CostHeatMap::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const {
  QImage swatch(rect.size().toSize(), QImage::Format_RGB32);
  for (int y = 0; y < swatch.height(); ++y)
    for (int x = 0; x < swatch.width(); ++x)
      swatch.setPixel(x, y, is_hatched(x, y) ? hatching_ : infeasible_);
  painter->drawImage(rect.topLeft(), swatch);
}

CellMarks::CellMarks(QCustomPlot* plot, const QString& layer) : QCPAbstractItem(plot) {
  setLayer(layer);
  setSelectable(false);
  setClipToAxisRect(true);
  setClipAxisRect(plot->axisRect());
}

double CellMarks::selectTest(const QPointF&, bool, QVariant*) const {
  return -1;
}

void CellMarks::draw(QCPPainter* painter) {
  const QCPAxis* x = mParentPlot->xAxis;
  const QCPAxis* y = mParentPlot->yAxis;
  const QRectF rect = mParentPlot->axisRect()->rect();
  if (problem) {
    const double at_x = std::round(x->coordToPixel(static_cast<double>(problem->length)));
    const double at_y = std::round(y->coordToPixel(static_cast<double>(problem->slots)));
    painter->setAntialiasing(false);
    draw_cased(painter, 1, [&] {
      painter->drawLine(QLineF(at_x, rect.top(), at_x, rect.bottom()));
      painter->drawLine(QLineF(rect.left(), at_y, rect.right(), at_y));
    });
  }
  if (selected) {
    const auto t = static_cast<double>(selected->length);
    const auto m = static_cast<double>(selected->slots);
    QRectF frame(QPointF(x->coordToPixel(t - 0.5), y->coordToPixel(m + 0.5)),
                 QPointF(x->coordToPixel(t + 0.5), y->coordToPixel(m - 0.5)));
    const double grow_x = std::max(0.0, (kLeast - frame.width()) / 2);
    const double grow_y = std::max(0.0, (kLeast - frame.height()) / 2);
    frame.adjust(-grow_x, -grow_y, grow_x, grow_y);
    painter->setAntialiasing(true);
    draw_cased(painter, 2, [&] { painter->drawRect(frame); });
  }
}

}  // namespace tidemark
