// SPDX-License-Identifier: Apache-2.0
/// MSM, selective memorisation of hidden and internal states (section 3.3), as a policy.
///
/// With alpha = beta + 1 (sizes in hidden states) its recurrence is
///   C(t, m) = min( 1 + C(t - 1, m - beta),                           keep the very next internal state
///                  min over 1 <= y < t of y + C(t - y, m - 1) + C(y, m) )   push a hidden state y ahead
/// In general an internal push at y > 1 costs alpha: y + C(t - y, m - alpha) + C(y - 1, m), and at y = 1
/// beta. C(0, .) = 0; C(t, m) = infinite for m < 1 and t >= 1; keeping step t in the core, t + C(t - 1, m),
/// is always possible from m = 1 on.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/solver/cost_row.h"
#include "core/solver/policy.h"

namespace tidemark {

/// The part of MSM's policy that follows from the rows of the cost table, however these are found.
class MixedPolicy : public Policy {
 public:
  std::int64_t longest_length() const override { return length_; }
  std::int64_t smallest_budget(std::int64_t length) const override;
  std::int64_t sufficient_budget(std::int64_t length) const override;
  std::int64_t cost(std::int64_t length, std::int64_t budget) const override;
  Choice choose(std::int64_t length, std::int64_t budget) const override;
  std::vector<ChoiceRange> choose_all(std::int64_t length, std::int64_t budget) const override;

 protected:
  MixedPolicy(const StateSizes& sizes, std::int64_t length) : Policy(Strategy::Msm, sizes), length_(length) {}

  /// C(length, budget). REQUIRES: length >= 1, a hidden state fits, sufficient_budget(length) does not.
  virtual std::int64_t cost_in_row(std::int64_t length, std::int64_t budget) const = 0;
  /// C(., budget), known up to `last` steps at least, or null where not even one hidden state fits.
  virtual std::shared_ptr<const CostRow> row(std::int64_t budget, std::int64_t last) const = 0;

 private:
  std::int64_t length_;
};

/// Solves MSM for every t <= length and every budget <= `budget` quanta of `sizes`, exactly. For a larger
/// budget the policy answers as for the largest one solved, though more memory might do better; from
/// sufficient_budget(t) on it answers `t`, which is exact again. Errors: the length is too long to solve, or
/// the table too large to hold.
Cancellable<std::shared_ptr<const Policy>> solve_mixed(std::int64_t length, std::int64_t budget,
                                                       const StateSizes& sizes, const Progress& progress = {},
                                                       const std::stop_token& stop = {});

}  // namespace tidemark
