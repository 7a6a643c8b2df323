// SPDX-License-Identifier: Apache-2.0
#include "core/solver/mixed_policy.h"

#include <algorithm>
#include <utility>

#include "core/solver/mixed_bands.h"
#include "core/solver/mixed_table.h"

namespace tidemark {
namespace {

constexpr std::int64_t kMostHeld = std::int64_t{1} << 28;  // numbers of 4 bytes: 1 GiB

class BandPolicy final : public MixedPolicy {
 public:
  BandPolicy(const StateSizes& sizes, std::int64_t length, std::int64_t top, std::vector<MixedBands> bands)
      : MixedPolicy(sizes, length), top_(top), bands_of_part_(std::move(bands)) {}

  Choice choose(std::int64_t length, std::int64_t budget) const override {
    if (length == 1) return {Choice::Kind::KeepInCore, 1};
    if (budget >= sufficient_budget(length)) return {Choice::Kind::PushInternal, 1};
    const auto [bands, row] = place(budget);
    return bands.choice(length, row);
  }

 protected:
  std::int64_t cost_in_row(std::int64_t length, std::int64_t budget) const override {
    const auto [bands, row] = place(budget);
    return bands.cost(length, row);
  }
  std::shared_ptr<const CostRow> row(std::int64_t budget, std::int64_t last) const override {
    if (budget < sizes().hidden) return nullptr;
    const auto [bands, row] = place(budget);
    return std::make_shared<const CostRow>(bands.pieces(last, row));
  }

 private:
  struct Place {
    const MixedBands& bands;
    std::int64_t row;
  };
  Place place(std::int64_t budget) const {
    const std::int64_t m = std::min(budget, top_);
    return {bands_of_part_[static_cast<std::size_t>(m % sizes().hidden)], m / sizes().hidden};
  }

  std::int64_t top_;  ///< the largest budget solved
  std::vector<MixedBands> bands_of_part_;
};

Cancellable<std::shared_ptr<const Policy>> solve_by_bands(std::int64_t length, std::int64_t top,
                                                          const StateSizes& sizes, const Progress& progress,
                                                          const std::stop_token& stop) {
  std::vector<MixedBands> bands_of_part;
  const std::int64_t parts = std::min(sizes.hidden, top - sizes.hidden + 1);
  std::int64_t held = 0;
  for (std::int64_t part = 0; part < parts; ++part) {
    const Progress progress_of_all = [&](double done) {
      if (progress) progress((static_cast<double>(part) + done) / static_cast<double>(parts));
    };
    auto bands = MixedBands::build(sizes, part, length, (top - part) / sizes.hidden, kMostHeld - held,
                                   progress_of_all, stop);
    if (!bands) return tl::unexpected(bands.error());
    if (!*bands) return std::nullopt;
    held += (*bands)->held();
    bands_of_part.push_back(*std::move(*bands));
  }
  return std::make_shared<const BandPolicy>(sizes, length, top, std::move(bands_of_part));
}

}  // namespace

std::int64_t MixedPolicy::smallest_budget(std::int64_t length) const {
  return length >= 1 ? sizes().hidden : 0;
}

std::int64_t MixedPolicy::sufficient_budget(std::int64_t length) const {
  return length >= 1 ? sizes().beta * (length - 1) + sizes().hidden : 0;
}

std::int64_t MixedPolicy::cost(std::int64_t length, std::int64_t budget) const {
  if (length == 0) return 0;
  if (budget < sizes().hidden) return kInfeasible;
  if (budget >= sufficient_budget(length)) return length;
  return cost_in_row(length, budget);
}

Choice MixedPolicy::choose(std::int64_t length, std::int64_t budget) const {
  const ChoiceRange best = choose_all(length, budget).front();
  return {best.kind, best.first_y};
}

std::vector<ChoiceRange> MixedPolicy::choose_all(std::int64_t length, std::int64_t budget) const {
  const std::int64_t least = cost(length, budget);
  const auto left = row(budget, length);
  std::vector<ChoiceRange> best;
  if (length + cost(length - 1, budget) == least) {
    best.push_back({Choice::Kind::KeepInCore, length, length});
  }
  if (const auto right = row(budget - sizes().hidden, length)) {
    for (auto split = next_split(*left, *right, length, least, 1); split;
         split = next_split(*left, *right, length, least, split->last + 1)) {
      best.push_back({Choice::Kind::PushHidden, split->first, split->last});
    }
  }
  const bool is_next_internal_best = length >= 2 && budget - sizes().beta >= sizes().hidden &&
                                     1 + cost(length - 1, budget - sizes().beta) == least;
  if (is_next_internal_best) best.push_back({Choice::Kind::PushInternal, 1, 1});
  if (const auto right = row(budget - sizes().alpha, length)) {
    // y + C(length - y, budget - alpha) + C(y - 1, budget): a hidden split at y - 1 of one step less, plus 1.
    for (auto split = next_split(*left, *right, length - 1, least - 1, 1); split;
         split = next_split(*left, *right, length - 1, least - 1, split->last + 1)) {
      if (is_next_internal_best && split->first == 1) {
        best.back().last_y = split->last + 1;
      } else {
        best.push_back({Choice::Kind::PushInternal, split->first + 1, split->last + 1});
      }
    }
  }
  return best;
}

Cancellable<std::shared_ptr<const Policy>> solve_mixed(std::int64_t length, std::int64_t budget,
                                                       const StateSizes& sizes, const Progress& progress,
                                                       const std::stop_token& stop) {
  // From the second bound on, every cost is `length` and all rows are the same.
  const std::int64_t top =
      std::min(budget, sizes.beta * (std::max<std::int64_t>(length, 1) - 1) + sizes.hidden);
  const bool has_bands = length >= 1 && top >= sizes.hidden && MixedBands::are_proven_for(sizes);
  if (!has_bands) return solve_mixed_table(length, budget, sizes, progress, stop);
  if (length > MixedBands::kLongest) {
    return failure("an MSM table for ", length, " steps is too long: at most ", MixedBands::kLongest,
                   " steps can be solved; HSM and ISM need no table");
  }
  return solve_by_bands(length, top, sizes, progress, stop);
}

}  // namespace tidemark
