// SPDX-License-Identifier: Apache-2.0
/// HSM and ISM without a table: costs and every optimal first split by binomials, at any length.
///
/// With b(m, r) = binom(m + r, r), Revolve's numbers (Griewank and Walther 2000, Algorithm 799):
///   HSM: r = min{ r : b(m, r) >= t }       C(t, m) = (r + 1) t - binom(m + r, r - 1)
///   ISM: r = min{ r : b(m, r) - 1 >= t }   C(t, m) = r (t + 1) - binom(m + r, r - 1)
/// They agree with the paper's recurrences (sections 3.1 and 3.2) on every cell tested in tst_closed_forms.
#pragma once

#include <cstdint>
#include <memory>

#include "core/solver/policy.h"

namespace tidemark {

struct StepRange {
  std::int64_t first;
  std::int64_t last;
  bool operator==(const StepRange&) const = default;
};

/// C(t, m) for m hidden slots, h_0's included; kInfeasible for m < 1, kUncountable past 64 bits.
std::int64_t hsm_cost(std::int64_t t, std::int64_t m);

/// binom(m + r, r): the most steps that m hidden slots allow if no step runs forward more than r + 1 times.
/// Answers are cut off at 2^62; 0 for r < 0. REQUIRES: m >= 0.
std::int64_t hsm_reach(std::int64_t m, std::int64_t r);

/// Every y, 1 <= y < t, for which y + C(t - y, m - 1) + C(y, m) is least. REQUIRES: t >= 2, m >= 2.
StepRange hsm_best_splits(std::int64_t t, std::int64_t m);

/// C(t, m) for m internal slots, the working core's included; kInfeasible for m < 1.
std::int64_t ism_cost(std::int64_t t, std::int64_t m);

/// Every y, 1 <= y <= t, for which y + C(t - y, m - 1) + C(y - 1, m) is least. REQUIRES: t >= 1, m >= 1.
StepRange ism_best_splits(std::int64_t t, std::int64_t m);

std::shared_ptr<const Policy> make_hsm_policy(const StateSizes& sizes);
std::shared_ptr<const Policy> make_ism_policy(const StateSizes& sizes);

}  // namespace tidemark
