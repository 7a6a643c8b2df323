// SPDX-License-Identifier: Apache-2.0
/// Where in a plan's actions a subproblem is answered.
#pragma once

#include <cstdint>
#include <optional>

#include "core/plan/plan.h"

namespace tidemark {

/// Consecutive actions of a plan.
struct Stretch {
  std::int64_t first = 0;  ///< its first action
  std::int64_t end = 0;    ///< one past its last action
  bool operator==(const Stretch&) const = default;
};

/// The actions that answer `length` steps within `budget` quanta: from the first one that carries the
/// decision out to the one that backpropagates the subproblem's first step (with the release of the slot that
/// it came from). One such question may be answered many times over; this is the time that action `near`
/// belongs to, or else the nearest one. None: the plan never answers it, or is from a file.
std::optional<Stretch> stretch_of(const Plan& plan, std::int64_t length, std::int64_t budget,
                                  std::int64_t near);

/// The same for the first time within a stretch.
std::optional<Stretch> first_stretch_in(const Plan& plan, const Stretch& within, std::int64_t length,
                                        std::int64_t budget);

}  // namespace tidemark
