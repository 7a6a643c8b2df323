// SPDX-License-Identifier: Apache-2.0
#include "core/plan/checker.h"

#include <algorithm>
#include <limits>

namespace tidemark {
namespace {

constexpr std::int64_t kMostSlots = Action::kLastSlot;

std::string described(const Action& action) {
  std::ostringstream text;
  text << name_of(action.kind);
  if (action.kind == ActionKind::Advance) {
    text << ' ' << action.from << ' ' << action.to;
  } else if (action.kind != ActionKind::Free) {
    text << ' ' << action.step();
  }
  if (action.slot != Action::kNoSlot) text << " slot " << action.slot;
  return text.str();
}

const char* noun(Checker::Stored::Kind kind) {
  switch (kind) {
    case Checker::Stored::Kind::Hidden:
      return "the hidden state";
    case Checker::Stored::Kind::Internal:
      return "the internal state";
    case Checker::Stored::Kind::SpentInternal:
      return "the spent internal state";
  }
  return "";
}

}  // namespace

Checker::Checker(const Sequence& sequence, Strategy strategy, const StateSizes& sizes, std::int64_t budget)
    : sequence_(sequence),
      length_(sequence.chunks()),
      rule_(rule_of(strategy)),
      costs_(rule_.costs(sizes)),
      slot_(rule_.slot_size(sizes)),
      budget_(budget),
      next_backward_(length_) {}

Checker::Checker(const Settled& settled)
    : Checker(settled.sequence(), settled.problem.strategy, settled.sizes, settled.budget) {
  if (settled.device) costs_in_bytes_ = rule_.costs(settled.device->chunk.states);
}

Result<void> Checker::apply(const Action& action) {
  auto done = carry_out(action);
  if (done && memory_ > budget_) {
    const auto slot = static_cast<double>(slot_);
    done = failure("memory rises to ", static_cast<double>(memory_) / slot, " slots, above the budget of ",
                   static_cast<double>(budget_) / slot);
  }
  const std::int64_t forward_steps = done ? sequence_.forward_steps(action) : 0;
  if (forward_steps > std::numeric_limits<std::int64_t>::max() - forward_steps_) {
    done = failure("with it the schedule has more forward steps than a 64-bit number counts");
  }
  if (!done) {
    return failure("actions[", actions_, "] (", described(action), "): ", done.error().message);
  }
  ++actions_;
  forward_steps_ += forward_steps;
  peak_ = std::max(peak_, memory_);
  peak_bytes_ = std::max(peak_bytes_, memory_bytes_);
  return {};
}

Result<void> Checker::finish() const {
  if (next_backward_ == 0) return {};
  return failure("the schedule ends before step ", next_backward_, " is backpropagated");
}

Result<void> Checker::carry_out(const Action& action) {
  if (actions_ == 0 && !(action == Action::store_hidden(0, action.slot))) {
    return failure("the first action must store the initial state: store_hidden 0");
  }
  const std::int64_t step = action.step();
  switch (action.kind) {
    case ActionKind::Advance:
      if (action.to <= action.from || action.to > length_) {
        return failure("it must go forward, to step ", length_, " at most");
      }
      if (action.from != current_) return failure("the current hidden state is that of step ", current_);
      current_ = action.to;
      return {};
    case ActionKind::Keep:
      if (step < 1 || step > length_) return failure("there are only steps 1 to ", length_);
      if (step - 1 != current_) return failure("the current hidden state is that of step ", current_);
      if (core_internal_ != 0) {
        return failure("the internal state of step ", core_internal_, " is still in the working core");
      }
      current_ = step;
      core_internal_ = step;
      count(&StateCosts::internal_in_core, 1);
      return {};
    case ActionKind::StoreHidden:
      if (step != current_) return failure("the current hidden state is that of step ", current_);
      if (!rule_.counts_hidden_slots && step != 0) {
        return failure("internal state memorisation stores no hidden state but the initial one");
      }
      return store(action, Stored::Kind::Hidden);
    case ActionKind::StoreInternal:
      if (core_internal_ != step || step == 0) {
        return failure("the working core does not hold that internal state");
      }
      core_internal_ = 0;
      count(&StateCosts::internal_in_core, -1);
      return store(action, Stored::Kind::Internal);
    case ActionKind::Restore: {
      const auto found = slots_.find(action.slot);
      if (found == slots_.end()) return failure("nothing is stored in slot ", action.slot);
      if (found->second.step != step || found->second.kind == Stored::Kind::SpentInternal) {
        return failure("slot ", action.slot, " holds ", noun(found->second.kind), " of step ",
                       found->second.step);
      }
      current_ = step;
      return {};
    }
    case ActionKind::Backward:
      return backward(action);
    case ActionKind::Free:
      return release(action.slot);
  }
  return failure("this is no known action");
}

Result<void> Checker::store(const Action& action, Stored::Kind kind) {
  // No schedule needs more than every hidden and every internal state at once.
  const std::int64_t last_slot = std::min(2 * std::min(length_, kMostSlots) + 1, kMostSlots);
  if (action.slot < 0 || action.slot > last_slot) {
    return failure("slots are numbered from 0 to ", last_slot, " at this length");
  }
  const auto [place, is_new] = slots_.try_emplace(action.slot, Stored{kind, action.step()});
  if (!is_new) {
    return failure("slot ", action.slot, " still holds ", noun(place->second.kind), " of step ",
                   place->second.step);
  }
  if (kind == Stored::Kind::Hidden) {
    count(&StateCosts::hidden, 1);
  } else {
    count(internal_state_after(action.step() - 1), 1);
    ++internals_[action.step()];
  }
  hold(action.step());
  return {};
}

Result<void> Checker::backward(const Action& action) {
  const std::int64_t step = action.from;
  if (next_backward_ == 0) return failure("every step has been backpropagated already");
  if (step > next_backward_) return failure("step ", step, " has been backpropagated already");
  if (step != next_backward_) return failure("it is the turn of step ", next_backward_);
  if (action.slot == Action::kNoSlot) {
    if (core_internal_ != step) return failure("the working core does not hold its internal state");
    core_internal_ = 0;
    count(&StateCosts::internal_in_core, -1);
  } else {
    const auto found = slots_.find(action.slot);
    if (found == slots_.end()) return failure("nothing is stored in slot ", action.slot);
    Stored& stored = found->second;
    if (stored.kind != Stored::Kind::Internal || stored.step != step) {
      return failure("slot ", action.slot, " holds ", noun(stored.kind), " of step ", stored.step);
    }
    stored.kind = Stored::Kind::SpentInternal;
  }
  --next_backward_;
  return {};
}

Result<void> Checker::release(std::int32_t slot) {
  const auto found = slots_.find(slot);
  if (found == slots_.end()) return failure("nothing is stored in slot ", slot);
  const Stored stored = found->second;
  slots_.erase(found);
  let_go(stored.step);
  if (stored.kind == Stored::Kind::Hidden) {
    count(&StateCosts::hidden, -1);
    return {};
  }
  count(internal_state_after(stored.step - 1), -1);
  if (--internals_[stored.step] == 0) internals_.erase(stored.step);
  return {};
}

std::int64_t StateCosts::*Checker::internal_state_after(std::int64_t step) const {
  return is_held(step) ? &StateCosts::internal : &StateCosts::internal_alone;
}

void Checker::count(std::int64_t StateCosts::*cost, std::int64_t states) {
  memory_ += states * costs_.*cost;
  if (costs_in_bytes_) memory_bytes_ += states * *costs_in_bytes_.*cost;
}

/// One more slot holds h_step. If it is the first, the internal state after it needs no copy of its own any
/// more.
void Checker::hold(std::int64_t step) {
  if (++holders_[step] == 1) share_input(step, 1);
}

/// One slot fewer holds h_step. If it was the last, the internal state after it must carry a copy of its own.
void Checker::let_go(std::int64_t step) {
  if (--holders_[step] > 0) return;
  holders_.erase(step);
  share_input(step, -1);
}

void Checker::share_input(std::int64_t step, std::int64_t sign) {
  const auto next = internals_.find(step + 1);
  if (next == internals_.end()) return;
  count(&StateCosts::internal, sign * next->second);
  count(&StateCosts::internal_alone, -sign * next->second);
}

}  // namespace tidemark
