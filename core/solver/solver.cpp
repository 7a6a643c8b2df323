// SPDX-License-Identifier: Apache-2.0
#include "core/solver/solver.h"

#include <algorithm>

#include "core/solver/baselines.h"
#include "core/solver/closed_forms.h"

namespace tidemark {

Cancellable<std::shared_ptr<const Policy>> Solver::policy(Strategy strategy, const StateSizes& sizes,
                                                          std::int64_t length, std::int64_t budget,
                                                          const Progress& progress, std::stop_token stop) {
  switch (strategy) {
    case Strategy::Standard:
      return make_standard_policy(sizes);
    case Strategy::ChenSqrt:
      return make_chen_sqrt_policy(sizes, length);
    case Strategy::ChenRecursive:
      return make_chen_recursive_policy(sizes);
    case Strategy::Hsm:
      return make_hsm_policy(sizes);
    case Strategy::Ism:
      return make_ism_policy(sizes);
    case Strategy::Msm:
      break;
  }
  // More than standard BPTT's memory is of no use.
  const std::int64_t useful = std::min(budget, standard_memory(length, sizes));
  {
    const std::scoped_lock lock(mutex_);
    const MixedTable& last = last_mixed_;
    if (last.policy && last.policy->sizes() == sizes && last.length >= length && last.budget >= useful) {
      return last.policy;
    }
  }
  auto solved = solve_mixed(length, useful, sizes, progress, stop);
  if (solved && *solved) {
    const std::scoped_lock lock(mutex_);
    last_mixed_ = {length, useful, **solved};
  }
  return solved;
}

}  // namespace tidemark
