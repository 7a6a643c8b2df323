// SPDX-License-Identifier: Apache-2.0
#include "core/solver/baselines.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace tidemark {
namespace {

/// A fixed rule: the memory that it needs does not depend on the budget, so a budget only decides whether it
/// fits.
class FixedRule : public Policy {
 public:
  using Policy::Policy;

  std::int64_t longest_length() const override { return kLongest; }
  std::int64_t cost(std::int64_t length, std::int64_t budget) const override {
    if (length == 0) return 0;
    return budget < smallest_budget(length) ? kInfeasible : forward_steps(length);
  }
  Choice choose(std::int64_t length, std::int64_t) const override {
    return length == 1 ? Choice{Choice::Kind::KeepInCore, 1} : rule(length);
  }
  std::vector<ChoiceRange> choose_all(std::int64_t length, std::int64_t budget) const override {
    const Choice only = choose(length, budget);
    return {{only.kind, only.y, only.y}};
  }
  std::int64_t sufficient_budget(std::int64_t length) const override { return smallest_budget(length); }

 protected:
  static constexpr std::int64_t kLongest = 1'000'000'000'000;
  virtual Choice rule(std::int64_t length) const = 0;  ///< for length >= 2
  virtual std::int64_t forward_steps(std::int64_t length) const = 0;

  /// Memory and choice of a run of steps that are all stored: the last one stays in the core.
  std::int64_t memory_of_run(std::int64_t length) const { return (length - 1) * sizes().beta; }
  static constexpr Choice kStoreNext{Choice::Kind::PushInternal, 1};
};

class StandardPolicy : public FixedRule {
 public:
  explicit StandardPolicy(const StateSizes& sizes) : FixedRule(Strategy::Standard, sizes) {}
  std::int64_t smallest_budget(std::int64_t length) const override {
    return sizes().hidden + memory_of_run(length);
  }

 private:
  Choice rule(std::int64_t) const override { return kStoreNext; }
  std::int64_t forward_steps(std::int64_t length) const override { return length; }
};

std::int64_t ceil_sqrt(std::int64_t t) {
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(t)));
  while (root * root < t) ++root;
  while (root > 1 && (root - 1) * (root - 1) >= t) --root;
  return root;
}

class ChenSqrtPolicy : public FixedRule {
 public:
  ChenSqrtPolicy(const StateSizes& sizes, std::int64_t length) : FixedRule(Strategy::ChenSqrt, sizes) {
    const std::int64_t root = ceil_sqrt(length);
    const std::int64_t segments = (length + root - 1) / root;
    small_ = length / segments;
    large_ = (length + segments - 1) / segments;
    in_small_ = (segments - length % segments) * small_;
  }

  /// Held are h_0, the hidden state at the start of every later segment, and one segment's internal states.
  /// While the last segment is backpropagated all these hidden states are held; for each segment further left
  /// one fewer.
  std::int64_t smallest_budget(std::int64_t length) const override {
    const Cut cut = cut_up(length);
    const auto held = [this](std::int64_t hidden_states, std::int64_t run) {
      return hidden_states * sizes().hidden + memory_of_run(run);
    };
    const std::int64_t pushed = cut.large + cut.small;
    // A last segment of one step needs no stored state to start from: the core is there already.
    std::int64_t most = held(std::max<std::int64_t>(1, pushed + (cut.last > 1 ? 1 : 0)), cut.last);
    if (cut.large > 0) most = std::max(most, held(cut.large, large_));
    if (cut.small > 0) most = std::max(most, held(pushed, small_));
    return most;
  }

 private:
  /// How many segments of each size stand before the last one, and how long that is.
  struct Cut {
    std::int64_t large;
    std::int64_t small;
    std::int64_t last;
  };

  Cut cut_up(std::int64_t length) const {
    const auto segments_down_to = [](std::int64_t steps, std::int64_t rest, std::int64_t size) {
      return steps <= rest ? 0 : (steps - rest + size - 1) / size;
    };
    Cut cut{segments_down_to(length, std::max(in_small_, large_), large_), 0, length};
    cut.last -= cut.large * large_;
    cut.small = segments_down_to(cut.last, large_, small_);
    cut.last -= cut.small * small_;
    return cut;
  }

  Choice rule(std::int64_t length) const override {
    if (length <= large_) return kStoreNext;
    return {Choice::Kind::PushHidden, length > in_small_ ? large_ : small_};
  }
  std::int64_t forward_steps(std::int64_t length) const override { return 2 * length - cut_up(length).last; }

  std::int64_t small_;     ///< steps of a small segment; a large one, if there is any, has one more
  std::int64_t large_;     ///< steps of a large one; those come first, as only the last is not computed twice
  std::int64_t in_small_;  ///< steps in all the small segments together
};

class ChenRecursivePolicy : public FixedRule {
 public:
  explicit ChenRecursivePolicy(const StateSizes& sizes) : FixedRule(Strategy::ChenRecursive, sizes) {}

  /// The left half is the longer one, but one state fewer is held while it is treated. So the most is held in
  /// a run of right halves, floor(t/2), floor(t/4), ..: one state more for each halving.
  std::int64_t smallest_budget(std::int64_t length) const override {
    return states_held(length) * sizes().hidden;
  }

 private:
  static std::int64_t left_half(std::int64_t length) { return length - length / 2; }

  /// N(1) = N(2) = N(3) = 1, N(t) = max(1 + N(right), N(left)): grows by one with each power of two; see
  /// tst_baselines.
  static std::int64_t states_held(std::int64_t length) {
    return std::max<std::int64_t>(1, std::bit_width(static_cast<std::uint64_t>(length)) - 1);
  }

  Choice rule(std::int64_t length) const override { return {Choice::Kind::PushHidden, left_half(length)}; }

  /// F(1) = 1, F(t) = ceil(t/2) + F(floor(t/2)) + F(ceil(t/2)). Only two neighbouring lengths occur at each
  /// depth.
  std::int64_t forward_steps(std::int64_t length) const override { return forward_pair(length).first; }

  /// F(t) and F(t + 1).
  static std::pair<std::int64_t, std::int64_t> forward_pair(std::int64_t t) {
    if (t == 1) return {1, 3};
    const auto [half, half_next] = forward_pair(t / 2);
    const auto join = [](std::int64_t left_length, std::int64_t left, std::int64_t right) {
      return left_length + left + right;
    };
    if (t % 2 == 0) return {join(t / 2, half, half), join(t / 2 + 1, half_next, half)};
    return {join(t / 2 + 1, half_next, half), join(t / 2 + 1, half_next, half_next)};
  }
};

}  // namespace

std::shared_ptr<const Policy> make_standard_policy(const StateSizes& sizes) {
  return std::make_shared<StandardPolicy>(sizes);
}

std::shared_ptr<const Policy> make_chen_sqrt_policy(const StateSizes& sizes, std::int64_t length) {
  return std::make_shared<ChenSqrtPolicy>(sizes, length);
}

std::shared_ptr<const Policy> make_chen_recursive_policy(const StateSizes& sizes) {
  return std::make_shared<ChenRecursivePolicy>(sizes);
}

}  // namespace tidemark
