// SPDX-License-Identifier: Apache-2.0
#include "core/plan/stretch.h"

#include <algorithm>

namespace tidemark {
namespace {

Stretch stretch_from(const Plan& plan, std::int64_t first) {
  const auto begin = plan.actions.begin() + first;
  const std::int64_t step = begin->from + 1;
  // Steps are backpropagated from the last to the first, each once, so that there is no other such action.
  const auto last = std::find_if(begin, plan.actions.end(), [step](const Action& action) {
    return action.kind == ActionKind::Backward && action.step() == step;
  });
  const bool frees_its_slot = last->slot != Action::kNoSlot;
  return {first, last - plan.actions.begin() + (frees_its_slot ? 2 : 1)};
}

}  // namespace

std::optional<Stretch> stretch_of(const Plan& plan, std::int64_t length, std::int64_t budget,
                                  std::int64_t near) {
  // The same question never lies within itself, so that only the last one before `near` can hold it.
  std::optional<std::int64_t> before, after;
  for (const PlannedDecision& decision : plan.decisions) {
    if (decision.length != length || decision.budget != budget) continue;
    (decision.action <= near ? before : after) = decision.action;
    if (after) break;
  }
  if (!before && !after) return std::nullopt;
  if (!before) return stretch_from(plan, *after);
  const Stretch past = stretch_from(plan, *before);
  const bool is_past_nearer = near < past.end || !after || near - past.end < *after - near;
  return is_past_nearer ? past : stretch_from(plan, *after);
}

std::optional<Stretch> first_stretch_in(const Plan& plan, const Stretch& within, std::int64_t length,
                                        std::int64_t budget) {
  auto decision =
      std::partition_point(plan.decisions.begin(), plan.decisions.end(),
                           [&](const PlannedDecision& each) { return each.action < within.first; });
  for (; decision != plan.decisions.end() && decision->action < within.end; ++decision) {
    if (decision->length == length && decision->budget == budget) return stretch_from(plan, decision->action);
  }
  return std::nullopt;
}

}  // namespace tidemark
