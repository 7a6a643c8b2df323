// SPDX-License-Identifier: GPL-3.0-or-later
/// What somebody may have meant who mistyped a command or an option.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

/// " (did you mean plan?)", of the known word that takes the fewest changes of a letter (left out, added,
/// replaced or swapped with its neighbour); empty if none is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> known);

}  // namespace tidemark
