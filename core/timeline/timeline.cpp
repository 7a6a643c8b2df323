// SPDX-License-Identifier: Apache-2.0
#include "core/timeline/timeline.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "core/plan/checker.h"
#include "core/timeline/step_set.h"

namespace tidemark {
namespace {

constexpr double kMillisecondsInSecond = 1e3;
constexpr double kMillisecondsInNanosecond = 1e-6;

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// The running sums of what the actions cost, from 0 on: one number more than there are actions.
template <class Cost>
std::vector<double> running_sum(const std::vector<Action>& actions, const Cost& cost) {
  std::vector<double> sums;
  sums.reserve(actions.size() + 1);
  sums.push_back(0);
  for (const Action& action : actions) sums.push_back(sums.back() + cost(action));
  return sums;
}

/// The steps whose hidden states are stored, each in one slot or in several.
class StoredSteps {
 public:
  explicit StoredSteps(std::int64_t last) : slots_(index(last) + 1), steps_(last) {}
  void store(std::int64_t step) {
    if (++slots_[index(step)] == 1) steps_.insert(step);
  }
  void free(std::int64_t step) {
    if (--slots_[index(step)] == 0) steps_.erase(step);
  }
  /// Whether the state of `step` is the nearest one from which `target` can be computed.
  bool is_nearest(std::int64_t step, std::int64_t target) const {
    return steps_.last_up_to(target - 1) == step;
  }

 private:
  std::vector<std::uint32_t> slots_;  ///< that hold each step's state
  StepSet steps_;
};

/// How many of the numbers, which rise, are below `end`.
std::size_t count_before(const std::vector<std::uint32_t>& numbers, std::int64_t end) {
  return static_cast<std::size_t>(std::lower_bound(numbers.begin(), numbers.end(), end) - numbers.begin());
}

}  // namespace

std::shared_ptr<const Timeline> Timeline::make(std::shared_ptr<const Plan> plan, const StateSizes& sizes,
                                               double backward, const std::stop_token& stop) {
  constexpr std::int64_t kActionsBetweenLooks = 1 << 14;
  const std::shared_ptr<Timeline> line(new Timeline(std::move(plan), sizes, backward));
  const std::vector<Action>& actions = line->actions();
  const std::int64_t end = line->last_moment();
  Checker checker(line->sequence(), line->plan().problem.strategy, sizes,
                  std::numeric_limits<std::int64_t>::max());
  std::vector<std::uint32_t> living;  // the lifetime that goes on in each slot
  StoredSteps stored(line->sequence().chunks());
  std::int64_t reached = 0;
  line->memory_.reserve(actions.size() + 1);
  line->memory_.push_back(0);
  for (std::int64_t number = 0; number < end; ++number) {
    if (number % kActionsBetweenLooks == 0 && stop.stop_requested()) return nullptr;
    const Action& action = actions[index(number)];
    if (!checker.apply(action)) return nullptr;  // cannot happen for a Plan, which is proven
    if (checker.memory() > line->peak()) line->peak_moment_ = number + 1;
    line->memory_.push_back(checker.memory());
    const auto note = [number](std::vector<std::uint32_t>& numbers) {
      numbers.push_back(static_cast<std::uint32_t>(number));
    };
    if (action.forward_chunks() > 0 && action.to > reached) {
      reached = action.to;
      note(line->advances_);
    }
    const bool empties_core = action.kind == ActionKind::StoreInternal ||
                              (action.kind == ActionKind::Backward && action.slot == Action::kNoSlot);
    if (action.kind == ActionKind::Keep || empties_core) note(line->core_changes_);
    switch (action.kind) {
      case ActionKind::StoreHidden:
      case ActionKind::StoreInternal: {
        const auto life = static_cast<std::uint32_t>(line->lifetimes_.size());
        line->lifetimes_.push_back({.kind = action.kind == ActionKind::StoreHidden ? Lifetime::Kind::Hidden
                                                                                   : Lifetime::Kind::Internal,
                                    .slot = action.slot,
                                    .step = action.step(),
                                    .stored = number,
                                    .restored = end,
                                    .spent = end,
                                    .freed = end});
        if (line->by_slot_.size() <= index(action.slot)) {
          line->by_slot_.resize(index(action.slot) + 1);
          living.resize(index(action.slot) + 1);
        }
        line->by_slot_[index(action.slot)].push_back(life);
        living[index(action.slot)] = life;
        stored.store(action.step());
        break;
      }
      case ActionKind::Restore: {
        Lifetime& life = line->lifetimes_[living[index(action.slot)]];
        life.restored = std::min(life.restored, number);
        note(line->restores_);
        if (!stored.is_nearest(action.step(), checker.next_backward())) note(line->far_restores_);
        break;
      }
      case ActionKind::Backward:
        line->backwards_.push_back(number);
        if (action.slot != Action::kNoSlot) line->lifetimes_[living[index(action.slot)]].spent = number;
        break;
      case ActionKind::Free: {
        Lifetime& life = line->lifetimes_[living[index(action.slot)]];
        life.freed = number;
        stored.free(life.step);
        break;
      }
      default:
        break;
    }
  }
  line->by_step_.resize(line->lifetimes_.size());
  std::iota(line->by_step_.begin(), line->by_step_.end(), 0U);
  std::stable_sort(line->by_step_.begin(), line->by_step_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return line->lifetimes_[a].step < line->lifetimes_[b].step;
  });
  if (stop.stop_requested()) return nullptr;
  line->count_forward();
  line->operations_ = moments_in_operations(actions, backward);
  line->action_levels_ = levels_of(actions);
  line->memory_levels_ = levels_of(line->memory_);
  line->lifetime_levels_ = levels_of(line->lifetimes_);
  return line;
}

const Lifetime* Timeline::in_slot(std::int32_t slot, std::int64_t moment) const {
  if (slot < 0 || slot >= slot_count()) return nullptr;
  const std::vector<std::uint32_t>& lives = by_slot_[index(slot)];
  const auto later = std::partition_point(
      lives.begin(), lives.end(), [&](std::uint32_t life) { return lifetimes_[life].stored < moment; });
  if (later == lives.begin()) return nullptr;
  const Lifetime& last = lifetimes_[*std::prev(later)];
  return last.holds_at(moment) ? &last : nullptr;
}

bool Timeline::is_held(std::int64_t step, std::int64_t moment) const {
  auto life = std::partition_point(by_step_.begin(), by_step_.end(),
                                   [&](std::uint32_t each) { return lifetimes_[each].step < step; });
  for (; life != by_step_.end() && lifetimes_[*life].step == step; ++life) {
    if (lifetimes_[*life].holds_at(moment)) return true;
  }
  return false;
}

std::int64_t Timeline::size_at(const Lifetime& life, std::int64_t moment) const {
  const MemoryRule rule = rule_of(plan().problem.strategy);
  return life.kind == Lifetime::Kind::Hidden ? rule.hidden_size(sizes_)
                                             : rule.internal_size(sizes_, is_held(life.step - 1, moment));
}

CoreState Timeline::core_at(std::int64_t moment) const {
  CoreState core;
  const ActionSpan done = span_of(actions(), action_levels_, 0, moment);
  std::int32_t last = -1;
  for (std::size_t kind = 0; kind < ActionSpan::kKinds.size(); ++kind) {
    const bool moves = ActionSpan::kKinds[kind] != ActionKind::Backward && done.kinds[kind].count > 0;
    if (moves) last = std::max(last, done.kinds[kind].last);
  }
  if (last >= 0) core.hidden = actions()[index(last)].to;
  if (const std::size_t changes = count_before(core_changes_, moment); changes > 0) {
    const Action& change = actions()[core_changes_[changes - 1]];
    if (change.kind == ActionKind::Keep) core.internal = change.to;
  }
  return core;
}

std::int64_t Timeline::reached(std::int64_t moment) const {
  const std::size_t advances = count_before(advances_, moment);
  return advances == 0 ? 0 : actions()[advances_[advances - 1]].to;
}

std::optional<std::int64_t> Timeline::restore_before(std::int64_t action) const {
  const std::size_t restores = count_before(restores_, action);
  if (restores == 0) return std::nullopt;
  return restores_[restores - 1];
}

std::int64_t Timeline::restore_after(std::int64_t action) const {
  const std::size_t restores = count_before(restores_, action + 1);
  return restores == restores_.size() ? last_moment() : std::int64_t{restores_[restores]};
}

bool Timeline::restores_nearest(std::int64_t action) const {
  return !std::binary_search(far_restores_.begin(), far_restores_.end(), action);
}

std::int64_t Timeline::keep_before(std::int64_t action) const {
  return core_changes_[count_before(core_changes_, action) - 1];
}

void Timeline::count_forward() {
  forward_counts_.assign(index(sequence().chunks()) + 1, 0);
  for (const Action& action : actions()) {
    if (action.forward_chunks() == 0) continue;
    ++forward_counts_[index(action.from)];
    --forward_counts_[index(action.to)];
  }
  std::partial_sum(forward_counts_.begin(), forward_counts_.end(), forward_counts_.begin());
  forward_counts_.pop_back();
  forward_count_levels_ = levels_of(forward_counts_);
}

std::int64_t Timeline::next_backward(std::int64_t moment) const {
  return sequence().chunks() -
         (std::lower_bound(backwards_.begin(), backwards_.end(), moment) - backwards_.begin());
}

std::optional<std::int64_t> Timeline::next_store(std::int64_t moment) const {
  const auto next = std::partition_point(lifetimes_.begin(), lifetimes_.end(),
                                         [&](const Lifetime& life) { return life.stored < moment; });
  if (next == lifetimes_.end()) return std::nullopt;
  return next->stored + 1;
}

std::optional<Subproblem> Timeline::subproblem_of(std::int64_t action) const {
  const Action& asked = actions()[index(action)];
  const bool comes_back = asked.kind == ActionKind::Restore || asked.kind == ActionKind::Free ||
                          (asked.kind == ActionKind::Backward && asked.slot != Action::kNoSlot);
  if (comes_back) return std::nullopt;
  const std::vector<PlannedDecision>& decisions = plan().decisions;
  const auto later = std::partition_point(decisions.begin(), decisions.end(),
                                          [&](const PlannedDecision& each) { return each.action <= action; });
  if (later == decisions.begin()) return std::nullopt;
  const PlannedDecision& decision = *std::prev(later);
  return Subproblem{actions()[decision.action].from, decision.length, decision.budget};
}

std::vector<double> moments_in_operations(const std::vector<Action>& actions, double backward) {
  return running_sum(actions, [&](const Action& action) {
    return action.kind == ActionKind::Backward ? backward : static_cast<double>(action.forward_chunks());
  });
}

std::vector<double> moments_in_milliseconds(const std::vector<Action>& actions, const Record& record) {
  StepTimes times = record.start.times;
  if (times.advance <= 0) times = {.advance = 1e-3, .keep = 1e-3, .backward = kBackwardOfThePaper * 1e-3};
  const Sequence sequence = sequence_of(record.start.problem);
  const std::vector<double> predicted = running_sum(actions, [&](const Action& action) {
    const bool is_backward = action.kind == ActionKind::Backward;
    const double step = is_backward                       ? times.backward
                        : action.kind == ActionKind::Keep ? times.keep
                                                          : times.advance;
    const std::int64_t steps =
        is_backward ? sequence.steps_of(action.step()) : sequence.forward_steps(action);
    return step * static_cast<double>(steps) * kMillisecondsInSecond;
  });

  std::vector<double> moments(predicted.size(), 0);
  std::size_t known = 0;  // the last moment with a measured place
  const auto place_next = [&](std::size_t moment, double at) {
    if (moment <= known || moment >= moments.size()) return;
    at = std::max(at, moments[known]);
    const double share = predicted[moment] - predicted[known];
    for (std::size_t between = known + 1; between < moment; ++between) {
      const double part = share > 0 ? (predicted[between] - predicted[known]) / share : 0;
      moments[between] = moments[known] + part * (at - moments[known]);
    }
    moments[moment] = at;
    known = moment;
  };
  const std::int64_t iteration = record.actions.empty() ? 0 : record.actions.front().iteration;
  for (const ActionEvent& event : record.actions) {
    if (event.iteration != iteration || event.index < 0) continue;
    const std::size_t number = index(event.index);
    place_next(number, static_cast<double>(event.begin_ns) * kMillisecondsInNanosecond);
    place_next(number + 1, static_cast<double>(event.end_ns) * kMillisecondsInNanosecond);
  }
  for (std::size_t rest = known + 1; rest < moments.size(); ++rest) {
    moments[rest] = moments[known] + predicted[rest] - predicted[known];
  }
  return moments;
}

bool is_record_of(const Record& record, const Plan& plan) {
  if (sequence_of(record.start.problem) != plan.sequence()) return false;
  if (record.start.problem.strategy != plan.problem.strategy) return false;
  if (record.start.predicted_forward_steps != plan.forward_steps) return false;
  return std::all_of(record.actions.begin(), record.actions.end(), [&](const ActionEvent& event) {
    return event.index >= 0 && index(event.index) < plan.actions.size() &&
           event.action == plan.actions[index(event.index)];
  });
}

std::optional<std::int64_t> action_at(const std::vector<double>& moments, double x) {
  if (moments.size() < 2 || !(x >= moments.front()) || !(x <= moments.back())) return std::nullopt;
  const auto after = std::upper_bound(moments.begin(), moments.end(), x) - moments.begin();
  if (after < static_cast<std::int64_t>(moments.size())) return after - 1;
  // At the very end: the last action that took any time.
  const auto last = std::lower_bound(moments.begin(), moments.end(), moments.back()) - moments.begin();
  return std::max<std::int64_t>(last - 1, 0);
}

std::int64_t nearest_moment(const std::vector<double>& moments, double x) {
  const auto after = std::lower_bound(moments.begin(), moments.end(), x) - moments.begin();
  if (after == 0) return 0;
  if (after == static_cast<std::int64_t>(moments.size())) return after - 1;
  return x - moments[index(after - 1)] <= moments[index(after)] - x ? after - 1 : after;
}

}  // namespace tidemark
