// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers as people read them, the same on every axis, label and table: core/base/number_text.h with the
/// separators of the locale.
#pragma once

#include <QStringList>
#include <QVector>
#include <cstdint>

namespace tidemark {

/// A whole number with the locale's separators: 12,345.
QString count_text(std::int64_t count);

/// A number of steps, rounded if it is large: 950, 12.5 k, 3.2 M. For ticks.
QString short_count_text(double count);

/// Evenly spaced numbers in rising order, all in one unit and with the digits that tell them apart: 7.5 k, 10
/// k, 12.5 k, but 100,010, 100,020.
QStringList even_count_texts(const QVector<double>& counts);

/// Binary units, three digits: 512 B, 1.5 KiB, 12.3 MiB.
QString bytes_text(double bytes);

/// At most three digits after the point, without trailing zeros: 1, 1.25, 1.965, 12.5.
QString ratio_text(double ratio);

/// A fraction as percent: 0.317 -> 31.7 %.
QString percent_text(double fraction);

/// A duration in the unit that fits: 350 ns, 1.25 ms, 12.5 s.
QString duration_text(double seconds);

/// How long something will still take, roughly: 40 s, 12 min, 3.5 h.
QString time_left_text(double seconds);

}  // namespace tidemark
