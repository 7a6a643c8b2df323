// SPDX-License-Identifier: Apache-2.0
#include "core/timeline/action_facts.h"

#include <algorithm>

namespace tidemark {
namespace {

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

bool goes_forward(const Action& action) {
  return action.forward_chunks() > 0;
}

/// Chunks of a forward action that had been computed before, if those up to `reached` had been.
std::int64_t recomputed_chunks(const Action& action, std::int64_t reached) {
  return std::clamp<std::int64_t>(reached - action.from, 0, action.forward_chunks());
}

void find_origin(const Timeline& timeline, std::int64_t number, ActionFacts& facts) {
  const auto restore = timeline.restore_before(number);
  const std::int64_t since = restore.value_or(0);
  facts.origin = restore ? timeline.actions()[index(*restore)].to : 0;
  facts.is_nearest = restore && timeline.restores_nearest(*restore);
  const std::vector<Lifetime>& lives = timeline.lifetimes();
  auto life = std::partition_point(lives.begin(), lives.end(),
                                   [&](const Lifetime& each) { return each.stored < number; });
  while (life != lives.begin() && (--life)->stored >= since) {
    facts.is_nearest = false;
    // The core may hold, and so store, an internal state that is not on the way. It then looks further back.
    if (timeline.core_at(life->stored).hidden != life->step) continue;
    facts.origin = life->step;
    return;
  }
}

void find_use(const Timeline& timeline, ActionFacts& facts) {
  const std::int64_t restored = facts.life->restored;
  if (restored == timeline.last_moment()) return;
  const ActionSpan way =
      span_of(timeline.actions(), timeline.action_levels(), restored + 1, timeline.restore_after(restored));
  for (std::size_t kind = 0; kind < ActionSpan::kKinds.size(); ++kind) {
    const bool is_forward =
        ActionSpan::kKinds[kind] == ActionKind::Advance || ActionSpan::kKinds[kind] == ActionKind::Keep;
    if (is_forward && way.kinds[kind].count > 0)
      facts.recomputed_up_to = std::max<std::int64_t>(facts.recomputed_up_to, way.kinds[kind].steps.high);
  }
}

}  // namespace

ActionFacts facts_of(const Timeline& timeline, std::int64_t number) {
  ActionFacts facts{.action = timeline.actions()[index(number)],
                    .next_backward = timeline.next_backward(number)};
  const Action& action = facts.action;
  if (goes_forward(action)) {
    facts.recomputed = recomputed_chunks(action, timeline.reached(number));
    find_origin(timeline, number, facts);
  }
  if (action.slot != Action::kNoSlot) {
    const bool is_store = action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal;
    facts.life = *timeline.in_slot(action.slot, is_store ? number + 1 : number);
    if (is_store) find_use(timeline, facts);
  }
  if (action.kind == ActionKind::Restore) facts.is_nearest = timeline.restores_nearest(number);
  if (action.kind == ActionKind::Backward && action.slot == Action::kNoSlot)
    facts.kept_ago = number - timeline.keep_before(number);
  return facts;
}

StretchFacts facts_of_stretch(const Timeline& timeline, const std::vector<double>& moments, std::int64_t from,
                              std::int64_t to) {
  StretchFacts facts;
  const Sequence sequence = timeline.sequence();
  std::int64_t reached = timeline.reached(from);
  for (std::int64_t number = from; number < to; ++number) {
    const Action& action = timeline.actions()[index(number)];
    const double time = moments[index(number) + 1] - moments[index(number)];
    if (action.kind == ActionKind::Backward) {
      facts.backward_steps += sequence.steps_of(action.step());
      facts.backward_time += time;
    } else if (goes_forward(action)) {
      const std::int64_t known = action.from + recomputed_chunks(action, reached);
      const std::int64_t steps = sequence.forward_steps(action);
      const std::int64_t again = sequence.last_step(known) - sequence.last_step(action.from);
      const double share = time * static_cast<double>(again) / static_cast<double>(steps);
      facts.first_steps += steps - again;
      facts.recomputed_steps += again;
      facts.first_time += time - share;
      facts.recomputed_time += share;
      reached = std::max(reached, action.to);
    }
  }
  facts.actions = to - from;
  facts.time = moments[index(to)] - moments[index(from)];
  facts.peak = span_of(timeline.memory(), timeline.memory_levels(), from, to + 1).high;
  return facts;
}

std::optional<std::int64_t> next_touch(const Timeline& timeline, std::int64_t step, std::int64_t moment) {
  const auto touches = [step](const Action& action) {
    if (action.kind == ActionKind::Free) return false;
    return goes_forward(action) ? action.from < step && step <= action.to : action.step() == step;
  };
  const std::int64_t end = timeline.last_moment();
  for (std::int64_t passed = 0; passed < end; ++passed) {
    const std::int64_t number = (moment + passed) % end;
    if (touches(timeline.actions()[index(number)])) return number + 1;
  }
  return std::nullopt;
}

}  // namespace tidemark
