// SPDX-License-Identifier: Apache-2.0
#include "core/solver/mixed_bands.h"

#include <algorithm>
#include <utility>

#include "core/solver/closed_forms.h"

namespace tidemark {
namespace {

std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) {
  return (dividend + divisor - 1) / divisor;
}

const Gains kNothing = {0};

/// How many internal states must be given up to win `gain` steps.
std::int64_t given_up(const Gains& gains, std::int64_t gain) {
  if (gain <= 0) return 0;
  return std::lower_bound(gains.begin(), gains.end(), static_cast<std::uint32_t>(gain)) - gains.begin();
}

}  // namespace

bool MixedBands::are_proven_for(const StateSizes& sizes) {
  const bool is_build_on_form = sizes.alpha >= sizes.beta + sizes.hidden && sizes.beta >= sizes.hidden;
  const bool is_whole_plain_form = sizes.alpha == sizes.beta && sizes.hidden == 1 && sizes.alpha >= 3;
  return is_build_on_form || is_whole_plain_form;
}

// --- the first band, by closed form ---

MixedBands::MixedBands(const StateSizes& sizes, std::int64_t part, std::int64_t length, std::int64_t rows)
    : sizes_(sizes), part_(part), length_(length), rows_keeping_{0}, losses_{0} {
  const auto first_row_keeping = [&](std::int64_t g) {
    return 1 + divide_up(g * sizes_.beta - part_, sizes_.hidden);
  };
  first_keeping_row_ = first_row_keeping(1);
  const std::int64_t most = std::min(most_kept(rows), length);
  for (std::int64_t g = 1, before = 1; g <= most; ++g) {
    const std::int64_t row = first_row_keeping(g);
    rows_keeping_.push_back(rows_keeping_.back() + row);
    // Each of the hidden states that give way to the g-th internal state would have had g steps to its left
    // (one of them g + 1). The step that is kept is won back, and in the plain form so are g more to its
    // left.
    losses_.push_back(losses_.back() + g * (row - before) - (is_plain() ? g + 1 : 0));
    before = row;
  }
}

/// Internal states that fit beside the hidden state the row starts from. One step more can be kept in the
/// core, so that of most_kept + 1 steps none is computed twice.
std::int64_t MixedBands::most_kept(std::int64_t row) const {
  return ((row - 1) * sizes_.hidden + part_) / sizes_.beta;
}

/// The most steps that can be done if no step runs forward more than twice: nothing is kept, and from each
/// hidden state the next is pushed most_kept + 1 steps ahead. This is the sum of most_kept + 1 over all rows
/// up to this one, plus the core's step.
std::int64_t MixedBands::full_of_first_band(std::int64_t row) const {
  const std::int64_t kept = most_kept(row);
  return 1 + row + kept * (row + 1) - rows_keeping_[static_cast<std::size_t>(kept)];
}

/// How many internal states can be kept at once if t steps are to fit in the first band: the more, the fewer
/// steps fit.
std::int64_t MixedBands::kept_in_first_band(std::int64_t t, std::int64_t row) const {
  const auto end = losses_.begin() + most_kept(row) + 1;
  return std::upper_bound(losses_.begin(), end, full_of_first_band(row) - t) - losses_.begin() - 1;
}

// --- all bands ---

Cancellable<MixedBands> MixedBands::build(const StateSizes& sizes, std::int64_t part, std::int64_t length,
                                          std::int64_t rows, std::int64_t most_held, const Progress& progress,
                                          const std::stop_token& stop) {
  MixedBands bands(sizes, part, length, rows);
  bands.held_ = 4 * static_cast<std::int64_t>(bands.losses_.size());
  std::vector<ConcaveBound> bounds;  // those of the row before
  std::int64_t last = bands.first_keeping_row_;
  while (last <= rows && bands.most_kept(last) < length && bands.full_of_first_band(last) < length) ++last;
  for (std::int64_t row = bands.first_keeping_row_; row < last; ++row) {
    if (stop.stop_requested()) return std::nullopt;
    bands.rows_.push_back(bands.bands_of_row(row, bounds));
    for (const Band& band : bands.rows_.back()) bands.held_ += static_cast<std::int64_t>(band.gains.size());
    if (bands.held_ > most_held)
      return failure("an MSM table for ", length, " steps takes too much memory; HSM and ISM need no table");
    if (progress) progress(static_cast<double>(row + 1) / static_cast<double>(last));
  }
  return bands;
}

std::vector<MixedBands::Band> MixedBands::bands_of_row(std::int64_t row,
                                                       std::vector<ConcaveBound>& bounds) const {
  const std::int64_t most = most_kept(row);
  const auto loss = [&](std::int64_t kept) { return losses_[static_cast<std::size_t>(kept)]; };
  Band first{full_of_first_band(row) - loss(most), most + 1, full_of_first_band(row), {}};
  for (std::int64_t kept = most; kept >= 0; --kept) {
    first.gains.push_back(static_cast<std::uint32_t>(loss(most) - loss(kept)));
  }
  std::vector<Band> bands = {std::move(first)};
  std::vector<ConcaveBound> new_bounds = {ConcaveBound(bands.back().gains)};
  const ConcaveBound bound_of_nothing(kNothing);
  for (std::int64_t r = 2; bands.back().full < length_; ++r) {
    const Band& left = bands.back();
    const BandView right = band(row - 1, r);
    const ConcaveBound& right_bound =
        is_hidden_only(row - 1) ? bound_of_nothing : bounds[static_cast<std::size_t>(r - 1)];
    Band both{left.base + right.base, left.saved + right.saved, left.full + right.full, kNothing};
    if (both.base < length_) {
      both.gains = best_sums(left.gains, new_bounds.back(), *right.gains, right_bound, length_ - both.base);
    }
    bands.push_back(std::move(both));
    new_bounds.emplace_back(bands.back().gains);
  }
  bounds = std::move(new_bounds);
  return bands;
}

/// REQUIRES: the row is stored, or is one of hidden states alone.
MixedBands::BandView MixedBands::band(std::int64_t row, std::int64_t r) const {
  if (is_hidden_only(row)) {
    const std::int64_t steps = hsm_reach(row, r);
    return {steps, hsm_reach(row + 1, r - 1), steps, &kNothing};
  }
  const Band& stored =
      rows_[static_cast<std::size_t>(row - first_keeping_row_)][static_cast<std::size_t>(r - 1)];
  return {stored.base, stored.saved, stored.full, &stored.gains};
}

/// The band that t steps lie in. REQUIRES: the row is stored, t is past most_kept + 1.
std::int64_t MixedBands::band_of(std::int64_t t, std::int64_t row) const {
  const std::vector<Band>& bands = rows_[static_cast<std::size_t>(row - first_keeping_row_)];
  const auto found =
      std::partition_point(bands.begin(), bands.end(), [&](const Band& band) { return band.full < t; });
  return found - bands.begin() + 1;
}

// --- answers ---

std::int64_t MixedBands::cost(std::int64_t t, std::int64_t row) const {
  if (t <= most_kept(row) + 1) return t;
  if (is_hidden_only(row)) return hsm_cost(t, row);
  if (t <= full_of_first_band(row)) return 2 * t - (kept_in_first_band(t, row) + 1);
  const std::int64_t r = band_of(t, row);
  const BandView at = band(row, r);
  return (r + 1) * t - at.saved + given_up(*at.gains, t - at.base);
}

CostRow MixedBands::pieces(std::int64_t last, std::int64_t row) const {
  CostRow pieces;
  const auto extend = [&](std::int64_t to, std::int64_t slope) { pieces.extend(std::min(to, last), slope); };
  extend(most_kept(row) + 1, 1);
  for (std::int64_t r = 1; pieces.last() < last; ++r) {
    if (is_hidden_only(row)) {
      extend(hsm_reach(row, r), r + 1);
    } else if (r == 1) {
      // From all internal states kept to none: each one that is given up makes one step cost one forward step
      // more.
      const std::int64_t most = most_kept(row);
      const std::int64_t full = full_of_first_band(row);
      for (std::int64_t kept = most; kept >= 0 && pieces.last() < last; --kept) {
        const std::int64_t room = full - losses_[static_cast<std::size_t>(kept)];
        if (kept < most) extend(pieces.last() + 1, r + 2);
        extend(room, r + 1);
      }
    } else {
      const BandView at = band(row, r);
      for (std::size_t x = 0; x < at.gains->size() && pieces.last() < last; ++x) {
        if (x > 0) extend(pieces.last() + 1, r + 2);
        extend(at.base + (*at.gains)[x], r + 1);
      }
    }
  }
  pieces.finish();
  return pieces;
}

Choice MixedBands::choice(std::int64_t t, std::int64_t row) const {
  if (t == 1) return {Choice::Kind::KeepInCore, 1};
  if (t <= most_kept(row) + 1) return {Choice::Kind::PushInternal, 1};
  if (row == 1) return {Choice::Kind::KeepInCore, t};
  if (is_hidden_only(row)) return {Choice::Kind::PushHidden, hsm_best_splits(t, row).first};
  if (t <= full_of_first_band(row)) return choice_in_first_band(t, row);
  return choice_in_band(band_of(t, row), t, row);
}

/// Pushes hidden states as long as the kept internal states still fit after them: the steps to the left of
/// the hidden states then have the most memory.
Choice MixedBands::choice_in_first_band(std::int64_t t, std::int64_t row) const {
  const std::int64_t kept = kept_in_first_band(t, row);
  const std::int64_t left = std::min(most_kept(row) + 1, t - (kept + 1));
  const bool fits = most_kept(row - 1) >= kept &&
                    t - left <= full_of_first_band(row - 1) - losses_[static_cast<std::size_t>(kept)];
  if (fits) return {Choice::Kind::PushHidden, left};
  return {Choice::Kind::PushInternal, is_plain() ? left + 1 : 1};
}

/// Pushes a hidden state, and shares out the internal states that are given up so that both parts hold their
/// steps.
Choice MixedBands::choice_in_band(std::int64_t r, std::int64_t t, std::int64_t row) const {
  const BandView at = band(row, r);
  const BandView left = band(row, r - 1);
  const BandView right = band(row - 1, r);
  const std::int64_t gain = t - at.base;
  const std::int64_t x = given_up(*at.gains, gain);
  const std::size_t left_x = split_that_gains(*left.gains, *right.gains, static_cast<std::size_t>(x), gain);
  const std::int64_t most_left = left.base + (*left.gains)[left_x];
  const std::int64_t least_right =
      r == 2 && !is_hidden_only(row - 1) ? full_of_first_band(row - 1) : band(row - 1, r - 1).full;
  return {Choice::Kind::PushHidden, std::min(most_left, t - least_right)};
}

}  // namespace tidemark
