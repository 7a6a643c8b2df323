// SPDX-License-Identifier: Apache-2.0
#include "core/base/typed_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace tidemark {
namespace {

using Unit = TypedNumber::Unit;
using Fault = TypedNumber::Fault;

struct UnitWord {
  std::string_view name;
  Unit unit;
  double factor;
};
constexpr std::array kUnits = {UnitWord{"k", Unit::Thousand, 1e3},
                               UnitWord{"M", Unit::Thousand, 1e6},
                               UnitWord{"G", Unit::Thousand, 1e9},
                               UnitWord{"T", Unit::Thousand, 1e12},
                               UnitWord{"%", Unit::Percent, 1},
                               UnitWord{"B", Unit::Bytes, 1},
                               UnitWord{"byte", Unit::Bytes, 1},
                               UnitWord{"bytes", Unit::Bytes, 1},
                               UnitWord{"KB", Unit::Bytes, 1e3},
                               UnitWord{"MB", Unit::Bytes, 1e6},
                               UnitWord{"GB", Unit::Bytes, 1e9},
                               UnitWord{"TB", Unit::Bytes, 1e12},
                               UnitWord{"KiB", Unit::Bytes, 1024.0},
                               UnitWord{"MiB", Unit::Bytes, 1024.0 * 1024},
                               UnitWord{"GiB", Unit::Bytes, 1024.0 * 1024 * 1024},
                               UnitWord{"TiB", Unit::Bytes, 1024.0 * 1024 * 1024 * 1024}};

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Small letters are as good as capital ones, but for m, which may stand for a thousandth, and g for a gram.
const UnitWord* find_unit(std::string_view word) {
  const auto found = std::ranges::find_if(kUnits, [word](const UnitWord& unit) {
    if (word == unit.name) return true;
    const bool takes_any_case = unit.unit != Unit::Thousand || unit.name == "k";
    return takes_any_case && std::ranges::equal(word, unit.name, {}, lower, lower);
  });
  return found == kUnits.end() ? nullptr : found;
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// '.', ',', ' ' for whatever separates thousands only, or 0 for a character that separates nothing.
char separator_of(char letter) {
  if (letter == '.' || letter == ',') return letter;
  return letter == ' ' || letter == '\'' ? ' ' : '\0';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Text taken apart.
struct Parts {
  std::string sign;
  std::vector<std::string> digits = {""};  ///< groups, one more than there are separators
  std::string separators;                  ///< '.', ',' and ' '
  std::string exponent;                    ///< with its sign; empty: none
  std::string_view unit;                   ///< all that follows

  std::string joined(std::size_t first, std::size_t end) const {
    std::string all;
    for (std::size_t i = first; i < end; ++i) all += digits[i];
    return all;
  }
};

/// The exponent at the start of `text`, "e5" or "E-3"; empty: there is none.
std::string_view exponent_at(std::string_view text) {
  if (text.empty() || lower(text[0]) != 'e') return {};
  std::size_t end = 1;
  if (end < text.size() && (text[end] == '-' || text[end] == '+')) ++end;
  const std::size_t first_digit = end;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end > first_digit ? text.substr(0, end) : std::string_view();
}

Parts parts_of(std::string_view text) {
  Parts parts;
  text = trimmed(text);
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') parts.sign = '-';
    text.remove_prefix(1);
  }
  // The spaces before a unit separate no thousands.
  const auto is_of_number = [](char letter) { return is_digit(letter) || separator_of(letter) != '\0'; };
  const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, is_of_number) - text.begin());
  for (const char letter : trimmed(text.substr(0, length))) {
    if (is_digit(letter)) {
      parts.digits.back() += letter;
    } else {
      parts.separators += separator_of(letter);
      parts.digits.emplace_back();
    }
  }
  text.remove_prefix(length);
  const std::string_view exponent = exponent_at(text);
  text.remove_prefix(exponent.size());
  if (!exponent.empty()) parts.exponent = exponent.substr(exponent[1] == '+' ? 2 : 1);
  parts.unit = trimmed(text);
  return parts;
}

/// Whether the first `count` groups of digits can be one number with separated thousands. There may be two
/// digits between separators, as is usual in India.
bool are_thousands(const Parts& parts, std::size_t count) {
  if (count == 1) return true;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = parts.digits[i].size();
    const bool is_last = i == count - 1;
    if (size > 3 || size < (is_last ? 3U : i == 0 ? 1U : 2U)) return false;
    if (!is_last && parts.separators[i] != parts.separators[0]) return false;
  }
  return true;
}

/// How many groups of digits stand before the decimals. 0: the text can be read in two ways.
std::size_t groups_before_decimals(const Parts& parts, char decimal_point, bool takes_decimals) {
  const std::size_t all = parts.digits.size();
  if (parts.separators.empty()) return all;
  const char last = parts.separators.back();
  if (last == ' ' || std::ranges::count(parts.separators, last) > 1) return all;
  const std::string& before = parts.digits[0];
  const bool could_be_thousands = parts.separators.size() == 1 && parts.digits[1].size() == 3 &&
                                  !before.empty() && before.size() <= 3 && before[0] != '0' &&
                                  parts.exponent.empty();
  if (!could_be_thousands) return all - 1;
  const bool is_decimal_point = last == decimal_point;
  if (is_decimal_point == takes_decimals) return takes_decimals ? all - 1 : all;
  return 0;
}

bool has_at_most(int decimals, double value) {
  const double finest = value * std::pow(10.0, decimals);
  return std::abs(finest - std::round(finest)) <= 1e-9 * std::max(1.0, std::abs(finest));
}

TypedNumber refusal(Fault fault) {
  TypedNumber refused;
  refused.fault = fault;
  return refused;
}

}  // namespace

TypedNumber read_typed_number(std::string_view text, char decimal_point, std::optional<int> decimals) {
  const Parts parts = parts_of(text);
  const UnitWord* unit = parts.unit.empty() ? nullptr : find_unit(parts.unit);
  if (unit == nullptr && !parts.unit.empty()) return refusal(Fault::NoNumber);
  const bool takes_decimals = unit != nullptr || !decimals || *decimals > 0;
  const std::size_t whole = groups_before_decimals(parts, decimal_point, takes_decimals);
  if (whole == 0) return refusal(Fault::TwoReadings);
  const std::string digits = parts.joined(0, whole);
  const std::string fraction = parts.joined(whole, parts.digits.size());
  const bool has_point_among_thousands =
      whole > 1 && whole < parts.digits.size() && parts.separators.back() == parts.separators[0];
  if ((digits.empty() && fraction.empty()) || !are_thousands(parts, whole) || has_point_among_thousands) {
    return refusal(Fault::NoNumber);
  }

  std::string plain = parts.sign + (digits.empty() ? "0" : digits);
  if (!fraction.empty()) plain += "." + fraction;
  if (!parts.exponent.empty()) plain += "e" + parts.exponent;
  TypedNumber typed;
  double number = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  if (error != std::errc() || end != plain.data() + plain.size()) return refusal(Fault::NoNumber);
  if (unit != nullptr) {
    number *= unit->factor;
    typed.unit = unit->unit;
    typed.unit_name = unit->name;
  }
  if (!std::isfinite(number)) return refusal(Fault::NoNumber);
  const bool counts = typed.unit == Unit::None || typed.unit == Unit::Thousand;
  if (counts && decimals && !has_at_most(*decimals, number)) {
    return refusal(*decimals == 0 ? Fault::NotWhole : Fault::TooManyDecimals);
  }
  // So that 4.1k is 4,100 and no hair more.
  typed.value = counts && decimals == 0 ? std::round(number) : number;
  return typed;
}

}  // namespace tidemark
