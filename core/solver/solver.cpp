// SPDX-License-Identifier: Apache-2.0
#include "core/solver/solver.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/solver/baselines.h"
#include "core/solver/closed_forms.h"
#include "core/solver/mixed_policy.h"

namespace tidemark {
namespace {

/// The lengths and budgets up to which a policy must answer.
struct Extent {
  const StateSizes& sizes;
  std::int64_t length;
  std::int64_t budget;
};

using Made = Cancellable<std::shared_ptr<const Policy>>;

struct PolicyMaker {
  Strategy strategy;
  Made (*make)(const Extent& extent, const Progress& progress, const std::stop_token& stop);
};

/// Makes a policy that follows from its rule or formula alone.
template <auto make>
Made at_once(const Extent& extent, const Progress&, const std::stop_token&) {
  return make(extent.sizes);
}

Made chen_sqrt(const Extent& extent, const Progress&, const std::stop_token&) {
  return make_chen_sqrt_policy(extent.sizes, extent.length);
}

Made mixed(const Extent& extent, const Progress& progress, const std::stop_token& stop) {
  return solve_mixed(extent.length, extent.budget, extent.sizes, progress, stop);
}

/// In the order of the enumeration. See kStrategyTable on how to add a strategy.
constexpr std::array kPolicyMakers = {
    PolicyMaker{Strategy::Standard, at_once<make_standard_policy>},
    PolicyMaker{Strategy::ChenSqrt, chen_sqrt},
    PolicyMaker{Strategy::ChenRecursive, at_once<make_chen_recursive_policy>},
    PolicyMaker{Strategy::Hsm, at_once<make_hsm_policy>},
    PolicyMaker{Strategy::Ism, at_once<make_ism_policy>},
    PolicyMaker{Strategy::Msm, mixed},
};
static_assert(std::ranges::equal(kPolicyMakers, kStrategies, {}, &PolicyMaker::strategy),
              "every strategy has its policy's maker, in the order of the enumeration");

}  // namespace

Cancellable<std::shared_ptr<const Policy>> Solver::policy(Strategy strategy, const StateSizes& sizes,
                                                          std::int64_t length, std::int64_t budget,
                                                          const Progress& progress,
                                                          const std::stop_token& stop) {
  const PolicyMaker& maker = kPolicyMakers[static_cast<std::size_t>(strategy)];
  if (!info_of(strategy).needs_table) return maker.make({sizes, length, budget}, progress, stop);
  // More memory than standard BPTT takes is of no use.
  const std::int64_t useful = std::min(budget, standard_memory(length, sizes));
  {
    const std::scoped_lock lock(mutex_);
    const Remembered& last = last_;
    if (last.policy && last.policy->strategy() == strategy && last.policy->sizes() == sizes &&
        last.length >= length && last.budget >= useful) {
      return last.policy;
    }
  }
  auto solved = maker.make({sizes, length, useful}, progress, stop);
  if (solved && *solved) {
    const std::scoped_lock lock(mutex_);
    last_ = {length, useful, **solved};
  }
  return solved;
}

}  // namespace tidemark
