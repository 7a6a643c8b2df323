// SPDX-License-Identifier: Apache-2.0
#include "core/mixed_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "core/cost_row.h"
#include "core/cost_row_builder.h"

namespace tidemark {
namespace {

constexpr std::int64_t kLongestTable = 100'000;   // steps; the costs, up to t (t + 1) / 2, fit easily
constexpr std::int64_t kMostPieces = 40'000'000;  // about 1 GB
constexpr int kProgressCalls = 200;

/// An internal push at y > 1 costs y + C(t - y, m - alpha) + C(y - 1, m). A hidden push at y - 1 followed by
/// an internal push at 1 comes to y + C(t - y, m - hidden - beta) + C(y - 1, m), which is no more unless
/// alpha is less than hidden + beta. So the table need not try it otherwise.
bool is_distant_push_useful(const StateSizes& sizes) {
  return sizes.alpha < sizes.beta + sizes.hidden;
}

/// The rows of all budgets. Neighbouring budgets between which nothing more fits share a row.
class RowStore {
 public:
  RowStore(const StateSizes& sizes, std::int64_t top) : sizes_(sizes), top_(top) {}

  /// The row of budget m, or null where not even one hidden state fits.
  const CostRow* row(std::int64_t m) const {
    if (m < sizes_.hidden) return nullptr;
    return &rows_[row_of_budget_[static_cast<std::size_t>(std::min(m, top_) - sizes_.hidden)]];
  }

  std::int64_t top() const { return top_; }
  /// How much is held, in pieces.
  std::int64_t size() const { return pieces_ + static_cast<std::int64_t>(row_of_budget_.size()); }

  /// Adds the row of the next budget, smallest first.
  void add(CostRow row) {
    if (rows_.empty() || row.pieces() != rows_.back().pieces()) {
      pieces_ += static_cast<std::int64_t>(row.pieces().size());
      rows_.push_back(std::move(row));
    }
    repeat();
  }
  /// Gives the next budget the row of the one before.
  void repeat() { row_of_budget_.push_back(static_cast<std::uint32_t>(rows_.size() - 1)); }

 private:
  StateSizes sizes_;
  std::int64_t top_;
  std::int64_t pieces_ = 0;
  std::vector<CostRow> rows_;
  std::vector<std::uint32_t> row_of_budget_;
};

class MixedPolicy final : public Policy {
 public:
  MixedPolicy(const StateSizes& sizes, std::int64_t length, RowStore rows)
      : Policy(Strategy::Msm, sizes), length_(length), rows_(std::move(rows)) {}

  std::int64_t longest_length() const override { return length_; }
  std::int64_t smallest_budget(std::int64_t length) const override {
    return length >= 1 ? sizes().hidden : 0;
  }
  std::int64_t sufficient_budget(std::int64_t length) const override {
    return length >= 1 ? sizes().beta * (length - 1) + sizes().hidden : 0;
  }

  std::int64_t cost(std::int64_t length, std::int64_t budget) const override {
    if (length == 0) return 0;
    if (budget < sizes().hidden) return kInfeasible;
    if (budget >= sufficient_budget(length)) return length;
    return rows_.row(budget)->at(length);
  }

  Choice choice(std::int64_t length, std::int64_t budget) const override {
    const std::int64_t least = cost(length, budget);
    if (is_core_best(length, budget, least)) return {Choice::Kind::KeepInCore, length};
    if (is_next_internal_best(length, budget, least)) return {Choice::Kind::PushInternal, 1};
    if (const auto split = hidden_split(length, budget, least, 1))
      return {Choice::Kind::PushHidden, split->first};
    return {Choice::Kind::PushInternal, internal_split(length, budget, least, 2)->first};
  }

  std::vector<ChoiceRange> best_choices(std::int64_t length, std::int64_t budget) const override {
    const std::int64_t least = cost(length, budget);
    std::vector<ChoiceRange> best;
    if (is_core_best(length, budget, least)) best.push_back({Choice::Kind::KeepInCore, length, length});
    for (auto split = hidden_split(length, budget, least, 1); split;
         split = hidden_split(length, budget, least, split->last + 1)) {
      best.push_back({Choice::Kind::PushHidden, split->first, split->last});
    }
    const bool next = is_next_internal_best(length, budget, least);
    if (next) best.push_back({Choice::Kind::PushInternal, 1, 1});
    for (auto split = internal_split(length, budget, least, 2); split;
         split = internal_split(length, budget, least, split->last + 1)) {
      if (next && split->first == 2) {
        best.back().last_y = split->last;
      } else {
        best.push_back({Choice::Kind::PushInternal, split->first, split->last});
      }
    }
    return best;
  }

 private:
  // Whether the choice costs `least`, or the first run of y at or after `from` that does.
  bool is_core_best(std::int64_t length, std::int64_t budget, std::int64_t least) const {
    return length + cost(length - 1, budget) == least;
  }
  bool is_next_internal_best(std::int64_t length, std::int64_t budget, std::int64_t least) const {
    return length >= 2 && budget - sizes().beta >= sizes().hidden &&
           1 + cost(length - 1, budget - sizes().beta) == least;
  }
  std::optional<StepRange> hidden_split(std::int64_t length, std::int64_t budget, std::int64_t least,
                                        std::int64_t from) const {
    const CostRow* right = rows_.row(budget - sizes().hidden);
    if (right == nullptr) return std::nullopt;
    return next_split(*rows_.row(budget), *right, length, least, from);
  }
  std::optional<StepRange> internal_split(std::int64_t length, std::int64_t budget, std::int64_t least,
                                          std::int64_t from) const {
    // y + C(length - y, budget - alpha) + C(y - 1, budget): a hidden split at y - 1 of one step less, plus 1.
    const CostRow* right = rows_.row(budget - sizes().alpha);
    if (right == nullptr) return std::nullopt;
    auto split = next_split(*rows_.row(budget), *right, length - 1, least - 1, from - 1);
    if (split) *split = {split->first + 1, split->last + 1};
    return split;
  }

  std::int64_t length_;
  RowStore rows_;
};

tl::unexpected<Error> too_large(std::int64_t length, std::int64_t slots) {
  return failure("an MSM table for ", length, " steps takes too much memory: budgets of up to ", slots,
                 " hidden states can be solved");
}

}  // namespace

Cancellable<std::shared_ptr<const Policy>> solve_mixed(std::int64_t length, std::int64_t budget,
                                                       const StateSizes& sizes, const Progress& progress,
                                                       std::stop_token stop) {
  if (length < 0) return failure("length ", length, " is below 0");
  if (length > kLongestTable) {
    return failure("an MSM table for ", length, " steps is too long: at most ", kLongestTable,
                   " steps can be solved");
  }
  // From here on every cost is `length`, and all rows are the same.
  const std::int64_t enough = sizes.beta * (std::max<std::int64_t>(length, 1) - 1) + sizes.hidden;
  RowStore rows(sizes, std::min(budget, enough));
  const std::int64_t count = rows.top() - sizes.hidden + 1;
  if (count > kMostPieces) return too_large(length, kMostPieces / sizes.hidden);
  for (std::int64_t m = sizes.hidden; m <= rows.top(); ++m) {
    if (stop.stop_requested()) return std::nullopt;
    const auto right_rows = [&](std::int64_t of) {
      return RightRows{.hidden = rows.row(of - sizes.hidden),
                       .next_internal = rows.row(of - sizes.beta),
                       .internal = is_distant_push_useful(sizes) ? rows.row(of - sizes.alpha) : nullptr};
    };
    const RightRows right = right_rows(m);
    if (m > sizes.hidden && right == right_rows(m - 1)) {
      rows.repeat();
    } else {
      auto row = build_row(length, right, stop);
      if (!row) return std::nullopt;
      rows.add(std::move(*row));
    }
    if (rows.size() > kMostPieces) {
      return too_large(length, m / sizes.hidden);
    }
    if (progress && (m - sizes.hidden) % (count / kProgressCalls + 1) == 0) {
      progress(static_cast<double>(m - sizes.hidden + 1) / static_cast<double>(count));
    }
  }
  return std::make_shared<const MixedPolicy>(sizes, length, std::move(rows));
}

}  // namespace tidemark
