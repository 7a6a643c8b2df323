// SPDX-License-Identifier: Apache-2.0
#include "core/solver/mixed_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "core/solver/cost_row.h"
#include "core/solver/cost_row_builder.h"
#include "core/solver/mixed_policy.h"

namespace tidemark {
namespace {

constexpr std::int64_t kLongestTable = 100'000;   // steps; the costs, up to t (t + 1) / 2, fit easily
constexpr std::int64_t kMostPieces = 40'000'000;  // about 1 GB
constexpr int kProgressCalls = 200;

/// An internal push at y > 1 costs y + C(t - y, m - alpha) + C(y - 1, m). A hidden push at y - 1 followed by
/// an internal push at 1 comes to y + C(t - y, m - hidden - beta) + C(y - 1, m), which is no more unless
/// alpha is less than hidden + beta. Only then must the table try it.
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
  /// Memory taken, in pieces.
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

class TablePolicy final : public MixedPolicy {
 public:
  TablePolicy(const StateSizes& sizes, std::int64_t length, RowStore rows)
      : MixedPolicy(sizes, length), rows_(std::move(rows)) {}

 protected:
  std::int64_t cost_in_row(std::int64_t length, std::int64_t budget) const override {
    return rows_.row(budget)->at(length);
  }
  std::shared_ptr<const CostRow> row(std::int64_t budget, std::int64_t) const override {
    return {std::shared_ptr<void>(), rows_.row(budget)};  // not owned: the policy outlives its callers
  }

 private:
  RowStore rows_;
};

tl::unexpected<Error> too_large(std::int64_t length, std::int64_t slots) {
  return failure("an MSM table for ", length, " steps takes too much memory: budgets of up to ", slots,
                 " hidden states can be solved");
}

}  // namespace

Cancellable<std::shared_ptr<const Policy>> solve_mixed_table(std::int64_t length, std::int64_t budget,
                                                             const StateSizes& sizes,
                                                             const Progress& progress,
                                                             const std::stop_token& stop) {
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
  return std::make_shared<const TablePolicy>(sizes, length, std::move(rows));
}

}  // namespace tidemark
