// SPDX-License-Identifier: Apache-2.0
/// Numbers as people type them: "1,234.5", "1e5", "10k", "5%", "4 GiB". The window's fields and the command
/// line read them by the same rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

/// A number and what it counts, or why the text is none.
struct TypedNumber {
  enum class Unit : std::uint8_t {
    None,      ///< whatever is asked for
    Thousand,  ///< the same, written with k, M, G or T: `value` has the thousands in it
    Percent,
    Bytes  ///< `value` is in bytes
  };
  enum class Fault : std::uint8_t { None, NoNumber, TwoReadings, NotWhole, TooManyDecimals };

  std::optional<double> value;
  Unit unit = Unit::None;
  std::string_view unit_name = {};  ///< as it is written in full: "k", "%", "GiB"
  Fault fault = Fault::None;        ///< if there is no value
};

/// Reads digits, a point or a comma before the decimals, separated thousands, an exponent and a unit. Spaces
/// and apostrophes separate thousands only. Which of point and comma separates decimals follows from the text
/// where it can, as in 2.5, 2,5, 1.234,5 and 1,234.5; a text such as 1.500, which can be read in two ways, is
/// read with `decimal_point`, or refused. A text that is not understood to its last character is refused,
/// because a part of it would be another number. `decimals`: how many decimals are accepted, after k, M, G or
/// T have been multiplied in; 0: whole numbers only; none: any. Percent and bytes may have any: they are for
/// the caller to round or to refuse.
TypedNumber read_typed_number(std::string_view text, char decimal_point, std::optional<int> decimals);

}  // namespace tidemark
