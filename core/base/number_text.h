// SPDX-License-Identifier: Apache-2.0
/// Numbers as people read them: rounded to the digits that say something, in the unit that fits.
///
/// The rules of rounding stand here alone. The command line writes the rounded numbers with text_of(), the
/// window with the separators of the user's locale (ui/words/chart_format.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark {

/// A rounded number and the unit it is counted in. It is written with the fewest digits that read back as
/// `value`.
struct ReadableNumber {
  double value = 0;
  std::string_view unit;  ///< "MiB", "ms", "%"; empty: none
  bool operator==(const ReadableNumber&) const = default;
};

/// A count too large to need all its digits: 950, 12.5 k, 3.2 M.
ReadableNumber readable_count(double count);

/// Binary units, about three digits: 512 B, 1.5 KiB, 12.3 MiB.
ReadableNumber readable_bytes(double bytes);
inline ReadableNumber readable_bytes(std::int64_t bytes) {
  return readable_bytes(static_cast<double>(bytes));
}

/// A duration: 350 ns, 1.25 ms, 12.5 s.
ReadableNumber readable_seconds(double seconds);

/// How long something will still take, as roughly as that can be known: 40 s, 12 min, 3.5 h, 2 days.
ReadableNumber readable_time_left(double seconds);

/// A fraction in percent, about three digits: 0.3167 is 31.7%. More digits where fewer would show as 0% or
/// 100% what is not exactly that.
ReadableNumber readable_percent(double fraction);

/// A ratio or a number of slots: at most three digits after the point, 1.965 or 12.5.
ReadableNumber readable_ratio(double ratio);

/// "12.3 MiB", "31.7%", "1.965": with a point and without separators of thousands, whatever the locale.
std::string text_of(const ReadableNumber& number);

/// A number with its noun, which is given in the singular: "1 step", "1950 steps".
std::string counted(std::string_view number, std::string_view noun);
inline std::string counted(std::int64_t number, std::string_view noun) {
  return counted(std::to_string(number), noun);
}

}  // namespace tidemark
