// SPDX-License-Identifier: Apache-2.0
/// Makes a strategy's policy, and remembers the last MSM table so that neighbouring questions take no time.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/solver/policy.h"

namespace tidemark {

/// Thread-safe. The last table is handed out again for every smaller length and budget of the same sizes.
class Solver {
 public:
  /// A policy that answers for all lengths <= `length` and all budgets <= `budget` quanta of `sizes`.
  Cancellable<std::shared_ptr<const Policy>> policy(Strategy strategy, const StateSizes& sizes,
                                                    std::int64_t length, std::int64_t budget,
                                                    const Progress& progress = {},
                                                    const std::stop_token& stop = {});

 private:
  struct Remembered {
    std::int64_t length = 0;
    std::int64_t budget = 0;
    std::shared_ptr<const Policy> policy;
  };
  std::mutex mutex_;
  Remembered last_;
};

}  // namespace tidemark
