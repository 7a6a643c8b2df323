// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/chart_format.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark {
namespace {

constexpr int kMostDecimals = 9;

/// About three digits, without zeros at the end of the fraction.
QString three_digits(double value) {
  const double size = std::abs(value);
  const int decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  const double step = std::pow(10.0, decimals);
  return QLocale().toString(std::round(value * step) / step, 'f', QLocale::FloatingPointShortest);
}

/// `value` in the largest of `units` that leaves at least 1, where each unit is `base` of the one before.
template <std::size_t N>
QString in_measure(double value, double base, const std::array<const char*, N>& units) {
  std::size_t unit = 0;
  // 0.9995: what would be rounded to 1000 (or 1024) of a unit is 1 of the next.
  while (unit + 1 < N && std::abs(value) >= base * 0.9995) {
    value /= base;
    ++unit;
  }
  if (!*units[unit]) return three_digits(value);
  return QStringLiteral("%1 %2").arg(three_digits(value), QString::fromUtf8(units[unit]));
}

}  // namespace

QString count_text(std::int64_t count) {
  return QLocale().toString(static_cast<qlonglong>(count));
}

QString short_count_text(double count) {
  if (std::abs(count) < 10000) return three_digits(count);
  return in_measure(count, 1000, std::array{"", "k", "M", "G", "T"});
}

QStringList even_count_texts(const QVector<double>& counts) {
  if (counts.isEmpty()) return {};
  const double largest = std::max(std::abs(counts.first()), std::abs(counts.last()));
  const double step = counts.size() > 1 ? counts[1] - counts[0] : largest;
  const auto decimals_in = [step](double unit) {
    int decimals = 0;
    for (double rest = step / unit;
         decimals < kMostDecimals && std::abs(rest - std::round(rest)) > 1e-6 * rest; rest *= 10)
      ++decimals;
    return decimals;
  };
  double unit = 1;
  QString name;
  for (const auto& [larger, word] : {std::pair{1e3, "k"}, {1e6, "M"}, {1e9, "G"}, {1e12, "T"}}) {
    if (largest < 10 * larger || decimals_in(larger) > 1) break;
    unit = larger;
    name = QStringLiteral(" ") + QLatin1String(word);
  }
  const double grain = std::pow(10.0, decimals_in(unit));
  QStringList texts;
  for (const double count : counts) {
    const double rounded = std::round(count / unit * grain) / grain;
    const QString digits =
        QLocale().toString(rounded == 0 ? 0.0 : rounded, 'f', QLocale::FloatingPointShortest);
    texts += rounded == 0 ? digits : digits + name;
  }
  return texts;
}

QString bytes_text(double bytes) {
  return in_measure(bytes, 1024, std::array{"B", "KiB", "MiB", "GiB", "TiB", "PiB"});
}

QString ratio_text(double ratio) {
  const double size = std::abs(ratio);
  const double step = size >= 100 ? 10 : size >= 10 ? 100 : 1000;
  return QLocale().toString(std::round(ratio * step) / step, 'f', QLocale::FloatingPointShortest);
}

QString percent_text(double fraction) {
  return QCoreApplication::translate("tidemark", "%1 %").arg(three_digits(fraction * 100));
}

QString duration_text(double seconds) {
  return in_measure(seconds * 1e9, 1000, std::array{"ns", "µs", "ms", "s"});
}

}  // namespace tidemark
