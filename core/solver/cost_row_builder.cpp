// SPDX-License-Identifier: Apache-2.0
#include "core/solver/cost_row_builder.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace tidemark {
namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max() / 4;  // leaves room for adding 1

/// A row's costs one by one: while another row is built, each is read many times.
std::vector<std::int64_t> cells_of(const CostRow& row) {
  std::vector<std::int64_t> cells(static_cast<std::size_t>(row.last()) + 1);
  const auto& pieces = row.pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::int64_t end = i + 1 < pieces.size() ? pieces[i + 1].start : row.last() + 1;
    std::int64_t cost = pieces[i].cost;
    for (std::int64_t t = pieces[i].start; t < end; ++t, cost += pieces[i].slope) {
      cells[static_cast<std::size_t>(t)] = cost;
    }
  }
  return cells;
}

/// The lengths at which one part of a best split can end: at 1 step, and where the part's slope goes up.
class Candidates {
 public:
  /// REQUIRES: steps in rising order.
  void add(std::int64_t steps, std::int64_t cost) {
    steps_.push_back(steps);
    costs_.push_back(cost);
  }

  /// The least `cost + other[t - steps]` over all candidates of less than t steps. REQUIRES: t never falls
  /// from call to call.
  std::int64_t least_with(const std::vector<std::int64_t>& other, std::int64_t t) {
    while (usable_ < steps_.size() && steps_[usable_] < t) ++usable_;
    // Two minima at a time, so that neither waits for the other: this loop is where all the time goes.
    const std::int64_t* const mirrored = other.data() + t;
    std::int64_t least = kNone;
    std::int64_t least_of_odd = kNone;
    std::size_t i = 0;
    for (; i + 1 < usable_; i += 2) {
      least = std::min(least, costs_[i] + mirrored[-steps_[i]]);
      least_of_odd = std::min(least_of_odd, costs_[i + 1] + mirrored[-steps_[i + 1]]);
    }
    if (i < usable_) least = std::min(least, costs_[i] + mirrored[-steps_[i]]);
    return std::min(least, least_of_odd);
  }

 private:
  std::vector<std::int64_t> steps_;
  std::vector<std::int64_t> costs_;
  std::size_t usable_ = 0;
};

/// Tries the splits into a left part, whose costs are in the row that is being built, and a right part, whose
/// costs are in a row of a smaller budget.
class Splits {
 public:
  explicit Splits(const CostRow* right) : is_possible_(right != nullptr) {
    if (right == nullptr) return;
    right_ = cells_of(*right);
    rights_.add(1, right->at(1));
    lefts_.add(1, 2);
    const auto& pieces = right->pieces();
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      const bool is_convex = pieces[i].slope > pieces[i - 1].slope;
      if (is_convex && pieces[i].start > 1) rights_.add(pieces[i].start, pieces[i].cost);
    }
  }

  /// The row being built has a convex kink at y, where y + C(y, m) = `reach`.
  void add_left(std::int64_t y, std::int64_t reach) { lefts_.add(y, reach); }

  /// The least `reach[y] + right(t - y)` over 1 <= y <= t - 1, where reach[y] = y + C(y, m).
  std::int64_t least(std::int64_t t, const std::vector<std::int64_t>& reach) {
    if (!is_possible_) return kNone;
    return std::min(lefts_.least_with(right_, t), rights_.least_with(reach, t));
  }

 private:
  bool is_possible_;
  std::vector<std::int64_t> right_;
  Candidates lefts_;
  Candidates rights_;
};

}  // namespace

std::optional<CostRow> build_row(std::int64_t length, const RightRows& right, const std::stop_token& stop) {
  constexpr std::int64_t kCellsBetweenLooks = 1024;
  CostRow row;
  Splits hidden(right.hidden);
  Splits internal(right.internal);
  const bool can_store_next = right.next_internal != nullptr;
  const std::vector<std::int64_t> after_next =
      can_store_next ? cells_of(*right.next_internal) : std::vector<std::int64_t>();

  std::vector<std::int64_t> reach = {0, 2};  // y + C(y, m)
  reach.reserve(static_cast<std::size_t>(std::max<std::int64_t>(length, 1)) + 1);
  std::int64_t cost = 1;
  std::int64_t slope = 1;
  for (std::int64_t t = 2; t <= length; ++t) {
    if (t % kCellsBetweenLooks == 0 && stop.stop_requested()) return std::nullopt;
    std::int64_t least = t + cost;
    if (can_store_next) least = std::min(least, 1 + after_next[static_cast<std::size_t>(t) - 1]);
    least = std::min(least, hidden.least(t, reach));
    least = std::min(least, 1 + internal.least(t - 1, reach));  // y - 1 steps to the left
    if (least - cost > slope && t > 2) {
      hidden.add_left(t - 1, reach.back());
      internal.add_left(t - 1, reach.back());
    }
    slope = least - cost;
    cost = least;
    row.extend(t, slope);
    reach.push_back(t + cost);
  }
  row.finish();
  return row;
}

}  // namespace tidemark
