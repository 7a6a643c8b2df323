// SPDX-License-Identifier: Apache-2.0
#include "core/timeline/timeline_index.h"

namespace tidemark {
namespace {

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

std::int32_t narrow(std::int64_t number) {
  return static_cast<std::int32_t>(number);
}

constexpr std::int64_t kUnknown = -1;

/// The hidden state that is current before an action. Backward actions carry no current state, so this may
/// scan past a long run of them.
std::int64_t current_before(const std::vector<Action>& actions, std::int64_t number) {
  while (--number >= 0) {
    const Action& action = actions[index(number)];
    if (action.kind == ActionKind::Advance || action.kind == ActionKind::Keep ||
        action.kind == ActionKind::Restore) {
      return action.to;
    }
  }
  return 0;
}

/// Where each kind of action stands in ActionSpan::kinds; -1: nowhere.
constexpr auto kPlaces = [] {
  std::array<int, kActionKinds.size()> places{};
  places.fill(-1);
  for (std::size_t i = 0; i < ActionSpan::kKinds.size(); ++i)
    places[static_cast<std::size_t>(ActionSpan::kKinds[i])] = static_cast<int>(i);
  return places;
}();

auto leaf_of(const std::vector<std::int64_t>& values) {
  return [&values](std::int64_t first, std::int64_t end) {
    Span<std::int64_t> span;
    for (std::int64_t number = first; number < end; ++number) span.add(values[index(number)]);
    return span;
  };
}

auto leaf_of(const std::vector<Action>& actions) {
  return [&actions](std::int64_t first, std::int64_t end) {
    ActionSpan span;
    std::int64_t current = kUnknown;
    for (std::int64_t number = first; number < end; ++number) {
      const Action& action = actions[index(number)];
      const int place = kPlaces[static_cast<std::size_t>(action.kind)];
      if (place < 0) continue;  // stores and frees are drawn as the ends of lifetimes
      const bool is_restore = action.kind == ActionKind::Restore;
      if (is_restore && current == kUnknown) current = current_before(actions, number);
      KindSpan& of_kind = span.kinds[static_cast<std::size_t>(place)];
      ++of_kind.count;
      of_kind.last = narrow(number);
      of_kind.steps.add(narrow(is_restore ? current : action.from));
      of_kind.steps.add(narrow(action.to));
      if (action.kind != ActionKind::Backward) current = action.to;
    }
    return span;
  };
}

}  // namespace

ValueLevels levels_of(const std::vector<std::int64_t>& values) {
  return {std::ssize(values), leaf_of(values)};
}

Span<std::int64_t> span_of(const std::vector<std::int64_t>& values, const ValueLevels& levels,
                           std::int64_t first, std::int64_t end) {
  return levels.of(first, end, leaf_of(values));
}

void ActionSpan::add(const ActionSpan& other) {
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (other.kinds[kind].count == 0) continue;
    kinds[kind].count += other.kinds[kind].count;
    kinds[kind].last = std::max(kinds[kind].last, other.kinds[kind].last);
    kinds[kind].steps.add(other.kinds[kind].steps);
  }
}

ActionLevels levels_of(const std::vector<Action>& actions) {
  return {std::ssize(actions), leaf_of(actions)};
}

ActionSpan span_of(const std::vector<Action>& actions, const ActionLevels& levels, std::int64_t first,
                   std::int64_t end) {
  return levels.of(first, end, leaf_of(actions));
}

void LifetimeSpan::add(const LifetimeSpan& other) {
  count += other.count;
  has_hidden |= other.has_hidden;
  has_internal |= other.has_internal;
  steps.add(other.steps);
  actions.add(other.actions);
}

LifetimeLevels levels_of(const std::vector<Lifetime>& lifetimes) {
  return {std::ssize(lifetimes), [&lifetimes](std::int64_t first, std::int64_t end) {
            LifetimeSpan span;
            for (std::int64_t number = first; number < end; ++number) {
              const Lifetime& life = lifetimes[index(number)];
              ++span.count;
              (life.kind == Lifetime::Kind::Hidden ? span.has_hidden : span.has_internal) = true;
              span.steps.add(narrow(life.step));
              span.actions.add(narrow(life.stored));
              span.actions.add(narrow(life.freed));
            }
            return span;
          }};
}

}  // namespace tidemark
