// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/nearest_word.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "core/base/letters.h"

namespace tidemark {
namespace {

/// How many letters must be left out, added, replaced or swapped with their neighbour, in upper or lower
/// case.
std::size_t changes_between(std::string_view from, std::string_view to) {
  // [j]: the changes from the first i letters of `from` to the first j of `to`; and the same for i - 1 and i
  // - 2.
  std::vector<std::size_t> row(to.size() + 1);
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> two_before(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::swap(two_before, before);
    std::swap(before, row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const bool is_same = lower(from[i - 1]) == lower(to[j - 1]);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + (is_same ? 0 : 1)});
      const bool is_swapped =
          i > 1 && j > 1 && lower(from[i - 1]) == lower(to[j - 2]) && lower(from[i - 2]) == lower(to[j - 1]);
      if (is_swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  std::size_t fewest = 1 + (word.size() + 1) / 3;  // of more changes, it is another word
  std::string_view nearest;
  for (const std::string_view candidate : known) {
    const std::size_t changes = changes_between(word, candidate);
    if (changes >= fewest) continue;
    fewest = changes;
    nearest = candidate;
  }
  return nearest.empty() ? "" : " (did you mean " + std::string(nearest) + "?)";
}

}  // namespace tidemark
