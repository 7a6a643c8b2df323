// SPDX-License-Identifier: Apache-2.0
/// One row C(., m) of a cost table, kept as the few straight pieces it is made of.
///
/// Rows of MSM's dynamic programme are piecewise linear in the length t, with whole slopes and few pieces
/// (some tens at t = 1,000), so that pieces are both small and fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/solver/closed_forms.h"

namespace tidemark {

class CostRow {
 public:
  /// cost + slope (t - start) for start <= t, up to the start of the next piece (or the end of the row).
  struct Piece {
    std::int64_t start;
    std::int64_t cost;
    std::int64_t slope;
    bool operator==(const Piece&) const = default;
  };

  /// C(0, m) = 0 and C(1, m) = 1: all feasible rows begin so.
  CostRow() : pieces_{{0, 0, 1}}, last_(1) {}

  /// The largest t the row knows.
  std::int64_t last() const { return last_; }
  const std::vector<Piece>& pieces() const { return pieces_; }

  /// C(t, m). REQUIRES: 0 <= t <= last().
  std::int64_t at(std::int64_t t) const {
    const Piece& piece = pieces_[piece_index(t)];
    return piece.cost + piece.slope * (t - piece.start);
  }

  /// The piece that t lies in: the last one with start <= t.
  std::size_t piece_index(std::int64_t t) const;

  /// Extends the row to t = `last` in a straight line. REQUIRES: last >= last().
  void extend(std::int64_t last, std::int64_t slope);

  /// Gives back the memory reserved for growing.
  void finish() { pieces_.shrink_to_fit(); }

 private:
  std::vector<Piece> pieces_;
  std::int64_t last_;
};

/// The first run of splits y, `from` <= y <= t - 1, that cost y + left(y) + right(t - y) = `cost`. Goes
/// through the pieces of both rows side by side. REQUIRES: no split costs less than `cost`; from >= 1; both
/// rows know t - 1.
std::optional<StepRange> next_split(const CostRow& left, const CostRow& right, std::int64_t t,
                                    std::int64_t cost, std::int64_t from);

}  // namespace tidemark
