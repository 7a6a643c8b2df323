// SPDX-License-Identifier: Apache-2.0
#include "core/cost_row_builder.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace tidemark {
namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max() / 4;

std::vector<std::int64_t> cells_of(const CostRow& row) {
  std::vector<std::int64_t> cells;
  cells.reserve(static_cast<std::size_t>(row.last()) + 1);
  const auto& pieces = row.pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::int64_t end = i + 1 < pieces.size() ? pieces[i + 1].start : row.last() + 1;
    for (std::int64_t t = pieces[i].start; t < end; ++t) {
      cells.push_back(pieces[i].cost + pieces[i].slope * (t - pieces[i].start));
    }
  }
  return cells;
}

std::vector<std::int64_t> convex_kinks_of(const CostRow& row) {
  const auto& pieces = row.pieces();
  std::vector<std::int64_t> kinks;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    if (pieces[i].slope > pieces[i - 1].slope) kinks.push_back(pieces[i].start);
  }
  return kinks;
}

/// min over 1 <= y <= t - 1 of  y + left(y) + right(t - y), tried at the kinks alone.
class SplitMinimum {
 public:
  explicit SplitMinimum(const CostRow* right) {
    if (right == nullptr) return;
    right_ = cells_of(*right);
    right_kinks_ = convex_kinks_of(*right);
  }

  std::int64_t at(std::int64_t t, const std::vector<std::int64_t>& left,
                  const std::vector<std::int64_t>& left_kinks) const {
    if (right_.empty() || t < 2) return kNone;
    const auto value = [&](std::int64_t y) {
      return y + left[static_cast<std::size_t>(y)] + right_[static_cast<std::size_t>(t - y)];
    };
    std::int64_t least = std::min(value(1), value(t - 1));
    for (const std::int64_t y : left_kinks) {
      if (y >= t) break;
      least = std::min(least, value(y));
    }
    for (const std::int64_t rest : right_kinks_) {
      if (rest >= t) break;
      least = std::min(least, value(t - rest));
    }
    return least;
  }

 private:
  std::vector<std::int64_t> right_;
  std::vector<std::int64_t> right_kinks_;
};

}  // namespace

CostRow build_row(std::int64_t length, const RightRows& right) {
  CostRow row;
  std::vector<std::int64_t> cells = {0, 1};
  std::vector<std::int64_t> kinks;
  const SplitMinimum hidden(right.hidden);
  const SplitMinimum internal(right.internal);
  const std::vector<std::int64_t> after_next =
      right.next_internal != nullptr ? cells_of(*right.next_internal) : std::vector<std::int64_t>();
  for (std::int64_t t = 2; t <= length; ++t) {
    std::int64_t least = t + cells.back();
    if (!after_next.empty()) least = std::min(least, 1 + after_next[static_cast<std::size_t>(t - 1)]);
    least = std::min(least, hidden.at(t, cells, kinks));
    least = std::min(least, 1 + internal.at(t - 1, cells, kinks));
    const std::int64_t slope = least - cells.back();
    if (slope > row.pieces().back().slope) kinks.push_back(t - 1);
    row.extend(t, slope);
    cells.push_back(least);
  }
  row.finish();
  return row;
}

}  // namespace tidemark
