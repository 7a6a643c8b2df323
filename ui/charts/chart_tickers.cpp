// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_tickers.h"

#include <algorithm>
#include <cmath>

#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

constexpr int kFewestTicks = 4;
constexpr double kEvenlySpaced = 5;  // the ratio of last to first tick up to which they are evenly spaced

QVector<double> decade_ticks(double lower, double upper, std::initializer_list<double> mantissas) {
  QVector<double> ticks;
  for (double decade = std::pow(10.0, std::floor(std::log10(lower))); decade <= upper; decade *= 10)
    for (const double mantissa : mantissas)
      if (const double tick = decade * mantissa; tick >= lower && tick <= upper) ticks += tick;
  return ticks;
}

}  // namespace

QVector<double> logarithmic_ticks(double lower, double upper) {
  for (const auto& mantissas : {std::initializer_list<double>{1}, {1, 2, 5}, {1, 1.5, 2, 3, 4, 5, 7}}) {
    const QVector<double> ticks = decade_ticks(lower, upper, mantissas);
    if (ticks.size() >= kFewestTicks) return ticks;
  }
  // For less than about half a decade, evenly spaced round numbers are enough.
  const double rough = (upper - lower) / (kFewestTicks + 1);
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  const double step = decade * (rough / decade >= 5   ? 10
                                : rough / decade >= 2 ? 5
                                : rough / decade >= 1 ? 2
                                                      : 1);
  QVector<double> ticks;
  for (double i = std::ceil(lower / step); i * step <= upper; ++i) ticks += i * step;
  return ticks;
}

QVector<double> binary_ticks(double lower, double upper) {
  const double first = std::ceil(std::log2(lower) - 1e-9);
  const double last = std::floor(std::log2(upper) + 1e-9);
  if (last - first + 1 < 2) return logarithmic_ticks(lower, upper);
  const double stride = std::ceil((last - first + 1) / 8);
  QVector<double> ticks;
  for (double power = std::ceil(first / stride) * stride; power <= last; power += stride)
    ticks += std::exp2(power);
  return ticks;
}

QVector<QString> without_overlaps(const QCPAxis& axis, const QVector<double>& ticks,
                                  QVector<QString> labels) {
  const QFontMetricsF metrics(axis.tickLabelFont());
  const bool is_horizontal = axis.orientation() == Qt::Horizontal;
  double end = -1e9;  // of the last label, in pixels along the axis from its start
  for (int i = 0; i < std::min(ticks.size(), labels.size()); ++i) {
    const double pixel = axis.coordToPixel(ticks[i]);
    const double at = is_horizontal ? pixel : -pixel;
    const double half = (is_horizontal ? metrics.horizontalAdvance(labels[i]) + metrics.averageCharWidth()
                                       : 0.9 * metrics.height()) /
                        2;
    if (at - half < end)
      labels[i].clear();
    else
      end = at + half;
  }
  return labels;
}

TextTicker::TextTicker(Numbers numbers, bool is_logarithmic, Text text, const QCPAxis* axis)
    : numbers_(numbers), is_logarithmic_(is_logarithmic), text_(std::move(text)), axis_(axis) {}

double TextTicker::getTickStep(const QCPRange& range) {
  if (numbers_ == Numbers::Bytes) return std::exp2(std::round(std::log2(range.size() / tickCount())));
  const double step = QCPAxisTicker::getTickStep(range);
  return numbers_ == Numbers::Whole ? std::max(1.0, std::round(step)) : step;
}

int TextTicker::getSubTickCount(double /*tick_step*/) {
  return 0;
}

QVector<double> TextTicker::createTickVector(double tick_step, const QCPRange& range) {
  if (!is_logarithmic_ || range.lower <= 0) return QCPAxisTicker::createTickVector(tick_step, range);
  QVector<double> ticks = numbers_ == Numbers::Bytes ? binary_ticks(range.lower, range.upper)
                                                     : logarithmic_ticks(range.lower, range.upper);
  if (numbers_ == Numbers::Whole) ticks.removeIf([](double tick) { return tick != std::round(tick); });
  return ticks;
}

QVector<QString> TextTicker::createLabelVector(const QVector<double>& ticks, const QLocale& /*locale*/,
                                               QChar /*format*/, int /*precision*/) {
  const bool is_wide = is_logarithmic_ && !ticks.isEmpty() && ticks.last() > kEvenlySpaced * ticks.first();
  QVector<QString> labels;
  if (numbers_ != Numbers::Bytes && !is_wide)
    labels = even_count_texts(ticks);
  else
    for (const double tick : ticks) labels += text_(tick);
  return axis_ ? without_overlaps(*axis_, ticks, labels) : labels;
}

}  // namespace tidemark
