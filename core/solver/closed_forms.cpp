// SPDX-License-Identifier: Apache-2.0
#include "core/solver/closed_forms.h"

#include <algorithm>
#include <limits>

namespace tidemark {
namespace {

// Products of a length (at most 1e12) and a repetition number fit easily; binomials saturate here instead of
// wrapping.
__extension__ typedef __int128 Wide;
constexpr Wide kMany = static_cast<Wide>(1) << 100;

/// binom(n + k, k), or kMany when it is at least that. 0 for a negative n or k.
Wide binomial_sum(std::int64_t n, std::int64_t k) {
  if (n < 0 || k < 0) return 0;
  if (k > n) std::swap(n, k);
  // Every division is exact, since a product of i neighbours is divisible by i!. As long as 64 bits hold the
  // products they are used, because they divide faster.
  std::uint64_t small = 1;
  std::int64_t i = 1;
  for (std::uint64_t product = 0; i <= k; ++i) {
    if (__builtin_mul_overflow(small, static_cast<std::uint64_t>(n + i), &product)) break;
    small = product / static_cast<std::uint64_t>(i);
  }
  Wide value = small;
  for (; i <= k; ++i) {
    if (value > kMany / (n + i)) return kMany;
    value = value * (n + i) / i;
  }
  return value;
}

/// The repetition number: the least r with binom(m + r, r) >= count. REQUIRES: m >= 1, count >= 1.
std::int64_t repetitions(std::int64_t m, std::int64_t count) {
  std::int64_t too_few = -1;
  std::int64_t enough = 0;  // a small r mostly is: double it until it is
  while (binomial_sum(m, enough) < count) {
    too_few = enough;
    enough = 2 * enough + 1;
  }
  while (enough - too_few > 1) {
    const std::int64_t middle = too_few + (enough - too_few) / 2;
    (binomial_sum(m, middle) >= count ? enough : too_few) = middle;
  }
  return enough;
}

std::int64_t counted(Wide cost) {
  return cost < static_cast<Wide>(kUncountable) ? static_cast<std::int64_t>(cost) : kUncountable;
}

/// The least y of hsm_best_splits(t, m). A schedule takes this one, and need not know the others.
std::int64_t hsm_first_best_split(std::int64_t t, std::int64_t m, std::int64_t r) {
  return static_cast<std::int64_t>(std::max({Wide{1}, binomial_sum(m, r - 2), t - binomial_sum(m - 1, r)}));
}

/// L(m, r): how many steps ISM can do with at most r forward steps for each.
Wide ism_reach(std::int64_t m, std::int64_t r) {
  return binomial_sum(m, r) - 1;
}

std::int64_t ism_first_best_split(std::int64_t t, std::int64_t m, std::int64_t r) {
  return static_cast<std::int64_t>(std::max({Wide{1}, ism_reach(m, r - 2) + 1, t - ism_reach(m - 1, r)}));
}

class HsmPolicy : public Policy {
 public:
  explicit HsmPolicy(const StateSizes& sizes) : Policy(Strategy::Hsm, sizes) {}

  std::int64_t longest_length() const override { return std::numeric_limits<std::int64_t>::max(); }
  std::int64_t cost(std::int64_t length, std::int64_t budget) const override {
    return hsm_cost(length, slots(budget));
  }
  Choice choose(std::int64_t length, std::int64_t budget) const override {
    if (!can_push(length, budget)) return {Choice::Kind::KeepInCore, length};
    const std::int64_t m = slots(budget);
    return {Choice::Kind::PushHidden, hsm_first_best_split(length, m, repetitions(m, length))};
  }
  std::vector<ChoiceRange> choose_all(std::int64_t length, std::int64_t budget) const override {
    if (!can_push(length, budget)) return {{Choice::Kind::KeepInCore, length, length}};
    const StepRange splits = hsm_best_splits(length, slots(budget));
    return {{Choice::Kind::PushHidden, splits.first, splits.last}};
  }
  std::int64_t smallest_budget(std::int64_t) const override { return sizes().hidden; }
  std::int64_t sufficient_budget(std::int64_t length) const override {
    return std::max<std::int64_t>(1, length - 1) * sizes().hidden;
  }

 private:
  std::int64_t slots(std::int64_t budget) const { return budget / sizes().hidden; }
  bool can_push(std::int64_t length, std::int64_t budget) const { return length > 1 && slots(budget) > 1; }
};

class IsmPolicy : public Policy {
 public:
  explicit IsmPolicy(const StateSizes& sizes) : Policy(Strategy::Ism, sizes) {}

  std::int64_t longest_length() const override { return std::numeric_limits<std::int64_t>::max(); }
  std::int64_t cost(std::int64_t length, std::int64_t budget) const override {
    return ism_cost(length, slots(budget));
  }
  Choice choose(std::int64_t length, std::int64_t budget) const override {
    const std::int64_t m = slots(budget);
    const std::int64_t y = ism_first_best_split(length, m, repetitions(m, length + 1));
    return {y == length ? Choice::Kind::KeepInCore : Choice::Kind::PushInternal, y};
  }
  std::vector<ChoiceRange> choose_all(std::int64_t length, std::int64_t budget) const override {
    const StepRange splits = ism_best_splits(length, slots(budget));
    std::vector<ChoiceRange> ranges;
    if (splits.last == length) ranges.push_back({Choice::Kind::KeepInCore, length, length});
    if (splits.first < length) {
      ranges.push_back({Choice::Kind::PushInternal, splits.first, std::min(splits.last, length - 1)});
    }
    return ranges;
  }
  std::int64_t smallest_budget(std::int64_t) const override { return sizes().alpha; }
  std::int64_t sufficient_budget(std::int64_t length) const override { return length * sizes().alpha; }

 private:
  std::int64_t slots(std::int64_t budget) const { return budget / sizes().alpha; }
};

}  // namespace

std::int64_t hsm_reach(std::int64_t m, std::int64_t r) {
  return static_cast<std::int64_t>(std::min(binomial_sum(m, r), static_cast<Wide>(1) << 62));
}

std::int64_t hsm_cost(std::int64_t t, std::int64_t m) {
  if (t == 0) return 0;
  if (m < 1) return kInfeasible;
  const Wide r = repetitions(m, t);
  return counted((r + 1) * t - binomial_sum(m + 1, static_cast<std::int64_t>(r) - 1));
}

StepRange hsm_best_splits(std::int64_t t, std::int64_t m) {
  const std::int64_t r = repetitions(m, t);
  const Wide last = std::min({Wide{t - 1}, binomial_sum(m, r - 1), t - binomial_sum(m - 1, r - 1)});
  return {hsm_first_best_split(t, m, r), static_cast<std::int64_t>(last)};
}

std::int64_t ism_cost(std::int64_t t, std::int64_t m) {
  if (t == 0) return 0;
  if (m < 1) return kInfeasible;
  const Wide r = repetitions(m, t + 1);
  return counted(r * (Wide{t} + 1) - binomial_sum(m + 1, static_cast<std::int64_t>(r) - 1));
}

StepRange ism_best_splits(std::int64_t t, std::int64_t m) {
  const std::int64_t r = repetitions(m, t + 1);
  const Wide last = std::min({Wide{t}, ism_reach(m, r - 1) + 1, t - ism_reach(m - 1, r - 1)});
  return {ism_first_best_split(t, m, r), static_cast<std::int64_t>(last)};
}

std::shared_ptr<const Policy> make_hsm_policy(const StateSizes& sizes) {
  return std::make_shared<HsmPolicy>(sizes);
}

std::shared_ptr<const Policy> make_ism_policy(const StateSizes& sizes) {
  return std::make_shared<IsmPolicy>(sizes);
}

}  // namespace tidemark
