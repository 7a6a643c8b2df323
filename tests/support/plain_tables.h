// SPDX-License-Identifier: GPL-3.0-or-later
/// The three recurrences written out plainly, trying every y in every cell. The fast solvers are compared
/// with them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/model/sizes.h"
#include "core/model/strategy.h"
#include "core/solver/policy.h"

namespace tidemark::testing {

/// C(t, m) for all 0 <= t <= length and 0 <= m <= budget; budgets in quanta of `sizes` (ISM and HSM: slots).
class PlainTable {
 public:
  static constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::max() / 8;

  PlainTable(Strategy strategy, std::int64_t length, std::int64_t budget, const StateSizes& sizes = {})
      : strategy_(strategy), sizes_(sizes), rows_(static_cast<std::size_t>(budget) + 1) {
    for (std::int64_t m = 0; m <= budget; ++m) {
      auto& row = rows_[static_cast<std::size_t>(m)];
      row.assign(1, 0);
      for (std::int64_t t = 1; t <= length; ++t) {
        std::int64_t least = kInfinite;
        for (std::int64_t y = 1; y <= t; ++y) {
          least = std::min({least, in_core(t, m, y), hidden_push(t, m, y), internal_push(t, m, y)});
        }
        row.push_back(least);
      }
    }
  }

  std::int64_t cost(std::int64_t t, std::int64_t m) const {
    if (t == 0) return 0;
    return m < smallest() ? kInfinite : rows_[static_cast<std::size_t>(m)][static_cast<std::size_t>(t)];
  }

  /// The cost of a choice, whether it is a best one or not.
  std::int64_t cost_of(const Choice& choice, std::int64_t t, std::int64_t m) const {
    switch (choice.kind) {
      case Choice::Kind::KeepInCore:
        return in_core(t, m, choice.y);
      case Choice::Kind::PushHidden:
        return hidden_push(t, m, choice.y);
      case Choice::Kind::PushInternal:
        return internal_push(t, m, choice.y);
    }
    return kInfinite;
  }

  /// Every choice of least cost that reads what it stores, found by trying all: nothing would come back to a
  /// hidden state with a single step to its right.
  std::vector<ChoiceRange> best_choices(std::int64_t t, std::int64_t m) const {
    std::vector<ChoiceRange> best;
    for (auto kind : {Choice::Kind::KeepInCore, Choice::Kind::PushHidden, Choice::Kind::PushInternal}) {
      bool is_open = false;
      for (std::int64_t y = 1; y <= t; ++y) {
        const bool is_read = kind != Choice::Kind::PushHidden || y < t - 1;
        const bool is_best = is_read && cost_of({kind, y}, t, m) == cost(t, m);
        if (is_best && is_open) best.back().last_y = y;
        if (is_best && !is_open) best.push_back({kind, y, y});
        is_open = is_best;
      }
    }
    return best;
  }

 private:
  std::int64_t smallest() const { return strategy_ == Strategy::Msm ? sizes_.hidden : 1; }

  /// The cost of keeping the last step in the working core, which all strategies can, at y = t alone.
  std::int64_t in_core(std::int64_t t, std::int64_t m, std::int64_t y) const {
    return y == t && m >= smallest() ? t + cost(t - 1, m) : kInfinite;
  }

  std::int64_t hidden_push(std::int64_t t, std::int64_t m, std::int64_t y) const {
    if (strategy_ == Strategy::Ism || y == t || m < smallest()) return kInfinite;
    const std::int64_t size = strategy_ == Strategy::Hsm ? 1 : sizes_.hidden;
    return std::min(kInfinite, y + cost(t - y, m - size) + cost(y, m));
  }

  std::int64_t internal_push(std::int64_t t, std::int64_t m, std::int64_t y) const {
    if (strategy_ == Strategy::Hsm || y == t || m < smallest()) return kInfinite;
    const std::int64_t size = strategy_ == Strategy::Ism ? 1 : y == 1 ? sizes_.beta : sizes_.alpha;
    return std::min(kInfinite, y + cost(t - y, m - size) + cost(y - 1, m));
  }

  Strategy strategy_;
  StateSizes sizes_;
  std::vector<std::vector<std::int64_t>> rows_;
};

}  // namespace tidemark::testing
