// SPDX-License-Identifier: Apache-2.0
/// Turns a policy into the actions that carry it out, and reports the decisions that they follow from.
#pragma once

#include <cstdint>
#include <functional>

#include "core/model/action.h"
#include "core/solver/policy.h"

namespace tidemark {

/// What a policy is asked: how to treat `length` steps best within `budget` planning quanta.
struct Subproblem {
  std::int64_t start = 0;  ///< h_start is stored, and the steps after it are those asked about
  std::int64_t length = 0;
  std::int64_t budget = 0;
  bool operator==(const Subproblem&) const = default;
};

/// What a policy was asked, and what it does first.
struct Decision {
  Subproblem subproblem;
  Choice choice;
};

/// Receives the actions in order; returns false to stop.
using ActionSink = std::function<bool(const Action&)>;

/// Receives every decision just before the actions that carry it out: `advance`, `keep`, and a store or a
/// `backward` from the core. The first decision comes before the initial state is stored. Other actions up to
/// the next decision (`backward` from a slot, `free`, `restore`) belong to earlier decisions.
using DecisionSink = std::function<void(const Decision&)>;

/// Follows the policy for `length` steps within `budget` planning quanta and hands every action to `sink`. It
/// does not recurse, and takes a few bytes per stored state whatever the length. Returns false when the sink
/// stopped it. Slots are numbered from 0 (h_0) upwards and freed in reverse order of storing.
/// REQUIRES: is_count(policy.cost(length, budget)), length <= policy.longest_length().
bool emit_schedule(const Policy& policy, std::int64_t length, std::int64_t budget, const ActionSink& sink,
                   const DecisionSink& decided = {});

}  // namespace tidemark
