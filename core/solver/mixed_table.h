// SPDX-License-Identifier: Apache-2.0
/// MSM's dynamic programme for any sizes: every row from the rows of smaller budgets. For the sizes of real
/// cells mixed_bands.h is far faster; this one also serves sizes that no cell has, and the tests as a second
/// opinion.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/solver/policy.h"

namespace tidemark {

/// Does what solve_mixed() in mixed_policy.h does, for lengths up to 100,000. Stops within a fraction of a
/// second.
Cancellable<std::shared_ptr<const Policy>> solve_mixed_table(std::int64_t length, std::int64_t budget,
                                                             const StateSizes& sizes,
                                                             const Progress& progress = {},
                                                             const std::stop_token& stop = {});

}  // namespace tidemark
