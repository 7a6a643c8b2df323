// SPDX-License-Identifier: Apache-2.0
/// MSM without a dynamic programme: its exact rows, put together from bands. mixed_bands.md has the proof.
///
/// A row C(., m) is made of bands r = 1, 2, ... In band r no step runs forward more than r + 1 times; with as
/// many internal states kept as fit, `base` steps can be done. Giving up a kept internal state costs one
/// forward step more and makes room for hidden states: gains[x] is the most steps won by giving up x of them.
///   C(t, m) = (r + 1) t - saved + x,   x the least with  base + gains[x] >= t
/// The bands of a row follow from those of the row with one hidden state less: the bases and savings of two
/// bands add up, and the gains are the best sums of their gains (gains.h).
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/model/sizes.h"
#include "core/solver/cost_row.h"
#include "core/solver/gains.h"
#include "core/solver/policy.h"

namespace tidemark {

/// The rows of all budgets that have the same remainder when divided by a hidden state's size: row M is
/// C(., M x hidden + part). They follow from each other alone. Immutable once built.
class MixedBands {
 public:
  /// Whether the sizes are of a form that this is proven for: alpha >= beta + hidden with beta >= hidden (an
  /// internal state contains a hidden state), or the paper's plain form with a whole alpha of 3 or more.
  static bool are_proven_for(const StateSizes& sizes);

  /// Rows 1 to `rows` for all t <= `length`. Errors: more than `most_held` numbers of 4 bytes would be held.
  /// REQUIRES: are_proven_for(sizes), 0 <= part < hidden, 1 <= length <= kLongest, rows >= 1.
  static Cancellable<MixedBands> build(const StateSizes& sizes, std::int64_t part, std::int64_t length,
                                       std::int64_t rows, std::int64_t most_held, const Progress& progress,
                                       const std::stop_token& stop);
  static constexpr std::int64_t kLongest = 1'000'000'000;  ///< steps; gains are 32-bit numbers

  /// C(t, .) in the row. REQUIRES, here and below: 1 <= t <= length, 1 <= row <= rows.
  std::int64_t cost(std::int64_t t, std::int64_t row) const;
  /// A best choice there.
  Choice choice(std::int64_t t, std::int64_t row) const;
  /// The row in pieces, up to `last` steps.
  CostRow pieces(std::int64_t last, std::int64_t row) const;

  std::int64_t held() const { return held_; }  ///< memory taken, in numbers of 4 bytes

 private:
  struct Band {
    std::int64_t base;
    std::int64_t saved;
    std::int64_t full;  ///< the most steps of this band: base and all gains
    Gains gains;        ///< up to the first that takes base to `length`
  };
  /// A stored band; or one of a row with hidden states alone, whose numbers have a closed form.
  struct BandView {
    std::int64_t base;
    std::int64_t saved;
    std::int64_t full;
    const Gains* gains;
  };

  MixedBands(const StateSizes& sizes, std::int64_t part, std::int64_t length, std::int64_t rows);
  std::vector<Band> bands_of_row(std::int64_t row, std::vector<ConcaveBound>& bounds) const;
  BandView band(std::int64_t row, std::int64_t r) const;
  std::int64_t band_of(std::int64_t t, std::int64_t row) const;

  bool is_plain() const { return sizes_.alpha == sizes_.beta; }
  bool is_hidden_only(std::int64_t row) const { return row < first_keeping_row_; }
  std::int64_t most_kept(std::int64_t row) const;
  std::int64_t full_of_first_band(std::int64_t row) const;
  std::int64_t kept_in_first_band(std::int64_t t, std::int64_t row) const;
  Choice choice_in_first_band(std::int64_t t, std::int64_t row) const;
  Choice choice_in_band(std::int64_t r, std::int64_t t, std::int64_t row) const;

  StateSizes sizes_;
  std::int64_t part_;
  std::int64_t length_;
  std::int64_t first_keeping_row_;
  /// [g]: the sum of the first rows that can keep 1, 2, .. g internal states.
  std::vector<std::int64_t> rows_keeping_;
  std::vector<std::int64_t> losses_;  ///< [g]: steps that keeping g internal states loses in the first band
  /// From first_keeping_row_ on, while `length` is past the first band.
  std::vector<std::vector<Band>> rows_;
  std::int64_t held_ = 0;
};

}  // namespace tidemark
