// SPDX-License-Identifier: Apache-2.0
/// From a policy to the actions that carry it out.
#pragma once

#include <cstdint>
#include <functional>

#include "core/model/action.h"
#include "core/solver/policy.h"

namespace tidemark {

/// Receives the actions in order; returns false to stop.
using ActionSink = std::function<bool(const Action&)>;

/// Walks the policy for `length` steps within `budget` chunks and hands every action to `sink`, with a stack
/// of its own, so that memory is a few bytes per stored state whatever the length. Returns false when the
/// sink stopped it. Slots are numbered from 0 (h_0) upwards and freed in reverse order of storing. REQUIRES:
/// is_count(policy.cost(length, budget)), length <= policy.longest_length().
bool emit_schedule(const Policy& policy, std::int64_t length, std::int64_t budget, const ActionSink& sink);

}  // namespace tidemark
