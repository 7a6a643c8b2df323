// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/chart_format.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "core/base/number_text.h"

namespace tidemark {
namespace {

constexpr int kMostDecimals = 9;

/// With the locale's separators.
QString text_of_number(const ReadableNumber& number) {
  const QString digits = QLocale().toString(number.value, 'f', QLocale::FloatingPointShortest);
  if (number.unit.empty()) return digits;
  return QStringLiteral("%1 %2").arg(
      digits, QString::fromUtf8(number.unit.data(), static_cast<qsizetype>(number.unit.size())));
}

}  // namespace

QString count_text(std::int64_t count) {
  return QLocale().toString(static_cast<qlonglong>(count));
}

QString short_count_text(double count) {
  return text_of_number(readable_count(count));
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
  return text_of_number(readable_bytes(bytes));
}

QString ratio_text(double ratio) {
  return text_of_number(readable_ratio(ratio));
}

QString percent_text(double fraction) {
  return text_of_number(readable_percent(fraction));
}

QString duration_text(double seconds) {
  return text_of_number(readable_seconds(seconds));
}

QString time_left_text(double seconds) {
  return text_of_number(readable_time_left(seconds));
}

}  // namespace tidemark
