// SPDX-License-Identifier: Apache-2.0
#include "core/solver/cost_row.h"

#include <algorithm>

namespace tidemark {

std::size_t CostRow::piece_index(std::int64_t t) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), t,
                                      [](std::int64_t at, const Piece& piece) { return at < piece.start; });
  return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

void CostRow::extend(std::int64_t last, std::int64_t slope) {
  if (last <= last_) return;
  const Piece& piece = pieces_.back();
  if (slope != piece.slope) {
    pieces_.push_back({last_, piece.cost + piece.slope * (last_ - piece.start), slope});
  }
  last_ = last;
}

std::optional<StepRange> next_split(const CostRow& left, const CostRow& right, std::int64_t t,
                                    std::int64_t cost, std::int64_t from) {
  if (from > t - 1) return std::nullopt;
  const std::vector<CostRow::Piece>& lefts = left.pieces();
  const std::vector<CostRow::Piece>& rights = right.pieces();
  std::size_t i = left.piece_index(from);
  std::size_t j = right.piece_index(t - from);
  std::int64_t y = from;
  std::int64_t value = y + left.at(y) + right.at(t - y);
  std::optional<StepRange> run;
  if (value == cost) run = StepRange{y, y};
  while (y < t - 1) {
    // The sum is straight up to the next kink of either row; the right row is read backwards.
    while (i + 1 < lefts.size() && lefts[i + 1].start <= y) ++i;
    while (rights[j].start >= t - y) --j;
    std::int64_t next = std::min(t - 1, t - rights[j].start);
    if (i + 1 < lefts.size()) next = std::min(next, lefts[i + 1].start);
    const std::int64_t slope = 1 + lefts[i].slope - rights[j].slope;
    value += slope * (next - y);
    y = next;
    if (run) {
      if (slope != 0) return run;  // the sum rises again, the run has ended
      run->last = y;
    } else if (value == cost) {
      run = StepRange{y, y};
    }
  }
  return run;
}

}  // namespace tidemark
