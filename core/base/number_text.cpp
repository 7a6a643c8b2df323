// SPDX-License-Identifier: Apache-2.0
#include "core/base/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace tidemark {
namespace {

constexpr int kMostPercentDecimals = 12;

double rounded(double value, int decimals) {
  const double step = std::pow(10.0, decimals);
  const double nearest = std::round(value * step) / step;
  // A number too large to be multiplied has no decimals to round. Minus zero becomes zero.
  return !std::isfinite(nearest) ? value : nearest == 0 ? 0 : nearest;
}

/// Decimals with which a number has about three digits.
int decimals_of(double value) {
  const double size = std::abs(value);
  return size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
}

/// `value` in the largest of `units` that leaves at least 1, where each unit is `base` of the one before.
template <std::size_t N>
ReadableNumber in_unit(double value, double base, const std::array<std::string_view, N>& units) {
  std::size_t unit = 0;
  // 0.9995, because what would be rounded to 1000 (or 1024) of one unit is written as 1 of the next.
  while (unit + 1 < N && std::abs(value) >= base * 0.9995) {
    value /= base;
    ++unit;
  }
  return {rounded(value, decimals_of(value)), units[unit]};
}

}  // namespace

ReadableNumber readable_count(double count) {
  if (std::abs(count) < 10000) return {rounded(count, decimals_of(count)), ""};
  return in_unit<5>(count, 1000, {"", "k", "M", "G", "T"});
}

ReadableNumber readable_bytes(double bytes) {
  return in_unit<6>(bytes, 1024, {"B", "KiB", "MiB", "GiB", "TiB", "PiB"});
}

ReadableNumber readable_seconds(double seconds) {
  return in_unit<4>(seconds * 1e9, 1000, {"ns", "µs", "ms", "s"});
}

ReadableNumber readable_time_left(double seconds) {
  struct Unit {
    double seconds;
    double most;  ///< more than so many are told in the next unit
    std::string_view name;
    int decimals;
  };
  static constexpr std::array<Unit, 4> kUnits = {
      {{1, 90, "s", 0}, {60, 90, "min", 0}, {3600, 48, "h", 1}, {86400, HUGE_VAL, "days", 0}}};
  for (const Unit& unit : kUnits) {
    const double amount = rounded(seconds / unit.seconds, unit.decimals);
    if (amount <= unit.most) return {amount, unit.name};
  }
  return {seconds, "s"};
}

ReadableNumber readable_percent(double fraction) {
  const double value = fraction * 100;
  int decimals = decimals_of(value);
  const auto says_wrongly = [&](double word) { return value != word && rounded(value, decimals) == word; };
  while (decimals < kMostPercentDecimals && (says_wrongly(0) || says_wrongly(100))) ++decimals;
  return {rounded(value, decimals), "%"};
}

ReadableNumber readable_ratio(double ratio) {
  const double size = std::abs(ratio);
  return {rounded(ratio, size >= 100 ? 1 : size >= 10 ? 2 : 3), ""};
}

std::string text_of(const ReadableNumber& number) {
  std::array<char, 400> text{};  // the largest double has 309 digits before its point
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number.value, std::chars_format::fixed).ptr;
  std::string written(text.data(), end);
  if (number.unit.empty()) return written;
  if (number.unit != "%") written += ' ';
  return written.append(number.unit);
}

std::string counted(std::string_view number, std::string_view noun) {
  return std::string(number) + " " + std::string(noun) + (number == "1" ? "" : "s");
}

}  // namespace tidemark
