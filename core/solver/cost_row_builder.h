// SPDX-License-Identifier: Apache-2.0
/// Finds one row of MSM's cost table from the rows of smaller budgets.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>

#include "core/solver/cost_row.h"

namespace tidemark {

/// The rows that have the costs of a choice's right part, for one budget m; null where the budget does not
/// allow the choice.
struct RightRows {
  const CostRow* hidden = nullptr;         ///< C(., m - hidden): after a hidden push
  const CostRow* next_internal = nullptr;  ///< C(., m - beta): after storing the very next internal state
  const CostRow* internal = nullptr;       ///< C(., m - alpha): after an internal push at y > 1
  bool operator==(const RightRows&) const = default;
};

/// C(t, m) for 0 <= t <= length: the least of
///   t + C(t - 1, m)                                               step t is kept in the core
///   1 + C(t - 1, m - beta)                                        the next internal state is stored
///   y + C(y, m) + C(t - y, m - hidden),      1 <= y <= t - 1      a hidden state is pushed y ahead
///   y + C(y - 1, m) + C(t - y, m - alpha),   2 <= y <= t - 1      an internal state is pushed y ahead
/// Exact: a sum of two piecewise-linear functions of y is least at an end of its range or where one of the
/// two has a convex kink (its slope goes up), so only these y are tried. std::nullopt when stopped.
std::optional<CostRow> build_row(std::int64_t length, const RightRows& right, const std::stop_token& stop);

}  // namespace tidemark
