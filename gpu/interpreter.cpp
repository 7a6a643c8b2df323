// SPDX-License-Identifier: Apache-2.0
#include "gpu/interpreter.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/plan/checker.h"
#include "gpu/arena.h"

namespace tidemark {
namespace {

constexpr std::int64_t kAdvancePiece = 64;  // steps between two calls of should_stop(); at least a chunk

/// What a slot holds, and where.
struct Held {
  HiddenSource::Kind kind;
  std::int64_t chunk;
  std::optional<Block> state;  ///< none: an initial state that is not counted and lies outside the arena
  std::optional<Block> input;  ///< the input hidden state that an internal state carries along
};

class Interpreter {
 public:
  Interpreter(const BoundSchedule& program, WorkingCore& core, std::byte* base, std::int64_t capacity,
              bool poison, Observer& observer)
      : program_(program),
        sequence_(program.sequence),
        sizes_(program.sizes),
        rule_(rule_of(program.strategy)),
        core_(core),
        base_(reinterpret_cast<std::uintptr_t>(base)),
        poison_(poison),
        observer_(observer),
        arena_(capacity),
        checker_(program.sequence, program.strategy, with_byte_quanta(program.sizes), capacity) {}

  Result<RunOutcome> run() {
    const auto& actions = program_.actions;
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (observer_.should_stop()) return outcome(false);
      const Action& action = actions[i];
      if (auto applied = checker_.apply(action); !applied) return tl::unexpected(applied.error());
      // An internal state that is stored at once is computed directly into its slot.
      if (!rule_.counts_core && action.kind == ActionKind::Keep && i + 1 < actions.size() &&
          actions[i + 1].kind == ActionKind::StoreInternal) {
        const std::int64_t before_storing = checker_.memory();
        const Action& store = actions[++i];
        if (auto applied = checker_.apply(store); !applied) return tl::unexpected(applied.error());
        if (auto kept = keep_into_slot(store); !kept) return tl::unexpected(kept.error());
        observer_.action_done(static_cast<std::int64_t>(i) - 1, action, before_storing);
      } else {
        const auto done = perform(action);
        if (!done) return tl::unexpected(done.error());
        if (!*done) return outcome(false);
      }
      if (arena_.live() != checker_.memory()) {
        return failure("after actions[", i, "] the arena holds ", arena_.live(), " bytes where the plan has ",
                       checker_.memory());
      }
      observer_.action_done(static_cast<std::int64_t>(i), actions[i], arena_.live());
    }
    if (auto finished = checker_.finish(); !finished) return tl::unexpected(finished.error());
    return outcome(true);
  }

 private:
  RunOutcome outcome(bool completed) const { return {completed, checker_.forward_steps(), arena_.peak()}; }

  /// False when the observer stopped it.
  Result<bool> perform(const Action& action) {
    Result<void> done;
    switch (action.kind) {
      case ActionKind::Advance:
        return advance(action.from, action.to);
      case ActionKind::Keep:
        done = keep_in_core(action.step());
        break;
      case ActionKind::StoreHidden:
        done = store_hidden(action);
        break;
      case ActionKind::StoreInternal:
        done = store_internal(action);
        break;
      case ActionKind::Restore:
        core_.load_current(source(slots_.at(action.slot)));
        break;
      case ActionKind::Backward:
        backward(action);
        break;
      case ActionKind::Free:
        done = free_slot(action.slot);
        break;
    }
    return done.map([] { return true; });
  }

  bool advance(std::int64_t from_chunk, std::int64_t to_chunk) {
    const std::int64_t from = sequence_.last_step(from_chunk);
    const std::int64_t to = sequence_.last_step(to_chunk);
    // Whole chunks, since a device computes a chunk at once.
    const std::int64_t chunk = sequence_.chunk_length;
    const std::int64_t piece = std::max<std::int64_t>(kAdvancePiece / chunk, 1) * chunk;
    for (std::int64_t step = from; step < to; step += piece) {
      if (step != from && observer_.should_stop()) return false;
      core_.advance(step, std::min(to, step + piece));
    }
    return true;
  }

  void keep(std::int64_t chunk, std::byte* internal, std::byte* input) {
    core_.keep(sequence_.first_step(chunk), sequence_.last_step(chunk), internal, input);
  }

  Result<void> keep_in_core(std::int64_t chunk) {
    if (!rule_.counts_core) {
      keep(chunk, core_.core_internal(), core_.core_input());
      return {};
    }
    return place(sizes_.alpha).map([&](Block block) {
      core_block_ = block;
      keep(chunk, at(block), at(block, sizes_.beta));
    });
  }

  Result<void> keep_into_slot(const Action& store) {
    const auto held = place_internal(store);
    if (!held) return tl::unexpected(held.error());
    keep(store.step(), at(*held->state), held->input ? at(*held->input) : nullptr);
    occupy(store.slot, *held);
    return {};
  }

  Result<void> store_hidden(const Action& action) {
    Held held{HiddenSource::Kind::Hidden, action.step(), std::nullopt, std::nullopt};
    if (!rule_.counts_hidden_slots) {  // it is the initial state, for which the core has a place of its own
      core_.store_current(core_.initial_hidden());
    } else {
      drop_inputs_of(action.step() + 1);
      const auto block = place(sizes_.hidden);
      if (!block) return tl::unexpected(block.error());
      held.state = *block;
      core_.store_current(at(*block));
    }
    occupy(action.slot, held);
    return {};
  }

  Result<void> store_internal(const Action& action) {
    if (rule_.counts_core) {  // the state is in the arena already and stays where it is
      occupy(action.slot, {HiddenSource::Kind::Internal, action.step(),
                           std::exchange(core_block_, std::nullopt), std::nullopt});
      return {};
    }
    const auto held = place_internal(action);
    if (!held) return tl::unexpected(held.error());
    core_.copy(core_.core_internal(), at(*held->state), sizes_.beta);
    if (held->input) core_.copy(core_.core_input(), at(*held->input), sizes_.hidden);
    occupy(action.slot, *held);
    return {};
  }

  /// Makes room for an internal state, and for its input if no slot holds that.
  Result<Held> place_internal(const Action& store) {
    drop_inputs_of(store.step() + 1);
    Held held{HiddenSource::Kind::Internal, store.step(), std::nullopt, std::nullopt};
    const auto state = place(sizes_.beta);
    if (!state) return tl::unexpected(state.error());
    held.state = *state;
    if (!holder_of(store.step() - 1)) {
      const auto input = place(sizes_.hidden);
      if (!input) return tl::unexpected(input.error());
      held.input = *input;
    }
    return held;
  }

  void backward(const Action& action) {
    const auto backpropagate = [&](std::byte* internal, const HiddenSource& input) {
      core_.backward(sequence_.first_step(action.step()), sequence_.last_step(action.step()), internal,
                     input);
    };
    if (action.slot != Action::kNoSlot) {
      const Held& held = slots_.at(action.slot);
      backpropagate(at(*held.state), input_of(held));
    } else if (rule_.counts_core) {
      backpropagate(at(*core_block_), carried_by(*core_block_));
      release(*std::exchange(core_block_, std::nullopt));
    } else {
      backpropagate(core_.core_internal(), {HiddenSource::Kind::Hidden, core_.core_input()});
    }
  }

  /// Frees a slot. An internal state whose input was held by that slot alone gets a copy of it.
  Result<void> free_slot(std::int32_t slot) {
    const Held held = slots_.at(slot);
    vacate(slot);
    std::vector<Held*> dependents;
    if (rule_.internal_may_share_input && !holder_of(held.chunk)) dependents = internals_of(held.chunk + 1);
    if (!dependents.empty()) core_.copy_hidden(source(held), core_.spare_hidden());
    if (held.state) release(*held.state);
    if (held.input) release(*held.input);
    for (Held* dependent : dependents) {
      const auto input = place(sizes_.hidden);
      if (!input) return tl::unexpected(input.error());
      dependent->input = *input;
      core_.copy(core_.spare_hidden(), at(*input), sizes_.hidden);
    }
    return {};
  }

  /// h_{chunk-1} is about to be held by a slot: the internal states of `chunk` no longer carry it along.
  void drop_inputs_of(std::int64_t chunk) {
    for (Held* held : internals_of(chunk)) {
      if (held->input) release(*std::exchange(held->input, std::nullopt));
    }
  }

  HiddenSource source(const Held& held) {
    return {held.kind, held.state ? at(*held.state) : core_.initial_hidden(), sequence_.steps_of(held.chunk)};
  }

  HiddenSource carried_by(const Block& ism_block) {
    return {HiddenSource::Kind::Hidden, at(ism_block, sizes_.beta)};
  }

  /// h_{u-1} of a stored internal state u.
  HiddenSource input_of(const Held& held) {
    if (!rule_.internal_may_share_input) return carried_by(*held.state);
    if (held.input) return {HiddenSource::Kind::Hidden, at(*held.input)};
    return source(*holder_of(held.chunk - 1));
  }

  /// A slot that holds h_chunk, a hidden state rather than an internal one; null when none does.
  const Held* holder_of(std::int64_t chunk) {
    const Held* found = nullptr;
    const auto [first, last] = slots_of_chunk_.equal_range(chunk);
    for (auto it = first; it != last; ++it) {
      const Held& held = slots_.at(it->second);
      if (!found || held.kind == HiddenSource::Kind::Hidden) found = &held;
    }
    return found;
  }

  std::vector<Held*> internals_of(std::int64_t chunk) {
    std::vector<Held*> found;
    const auto [first, last] = slots_of_chunk_.equal_range(chunk);
    for (auto it = first; it != last; ++it) {
      Held& held = slots_.at(it->second);
      if (held.kind == HiddenSource::Kind::Internal) found.push_back(&held);
    }
    return found;
  }

  void occupy(std::int32_t slot, const Held& held) {
    slots_.emplace(slot, held);
    slots_of_chunk_.emplace(held.chunk, slot);
  }

  void vacate(std::int32_t slot) {
    const auto [first, last] = slots_of_chunk_.equal_range(slots_.at(slot).chunk);
    slots_of_chunk_.erase(std::find_if(first, last, [&](const auto& entry) { return entry.second == slot; }));
    slots_.erase(slot);
  }

  Result<Block> place(std::int64_t bytes) { return arena_.place(bytes); }

  void release(const Block& block) {
    if (poison_) core_.poison(at(block), block.bytes);
    arena_.release(block);
  }

  /// Computed with integers, since a rehearsal has no memory behind its addresses.
  std::byte* at(const Block& block, std::int64_t within = 0) const {
    return reinterpret_cast<std::byte*>(base_ + static_cast<std::uintptr_t>(block.offset + within));
  }

  const BoundSchedule& program_;
  const Sequence sequence_;
  const StateBytes sizes_;
  const MemoryRule rule_;
  WorkingCore& core_;
  const std::uintptr_t base_;
  const bool poison_;
  Observer& observer_;
  Arena arena_;
  Checker checker_;
  std::optional<Block> core_block_;  ///< the core's internal state with its input, where it is counted
  std::unordered_map<std::int32_t, Held> slots_;
  std::unordered_multimap<std::int64_t, std::int32_t> slots_of_chunk_;
};

/// A core that computes nothing and owns nothing.
class IdleCore final : public WorkingCore {
 public:
  void advance(std::int64_t, std::int64_t) override {}
  void keep(std::int64_t, std::int64_t, std::byte*, std::byte*) override {}
  void store_current(std::byte*) override {}
  void load_current(const HiddenSource&) override {}
  void copy_hidden(const HiddenSource&, std::byte*) override {}
  void copy(const std::byte*, std::byte*, std::int64_t) override {}
  void backward(std::int64_t, std::int64_t, std::byte*, const HiddenSource&) override {}
  void poison(std::byte*, std::int64_t) override {}
  std::byte* core_internal() override { return nullptr; }
  std::byte* core_input() override { return nullptr; }
  std::byte* spare_hidden() override { return nullptr; }
  std::byte* initial_hidden() override { return nullptr; }
};

}  // namespace

void Observer::action_done(std::int64_t, const Action&, std::int64_t) {}

Result<RunOutcome> carry_out(const BoundSchedule& program, WorkingCore& core, std::byte* arena,
                             std::int64_t capacity, bool poison, Observer& observer) {
  return Interpreter(program, core, arena, capacity, poison, observer).run();
}

Result<RunOutcome> rehearse(const BoundSchedule& program, std::int64_t capacity) {
  IdleCore core;
  Observer nobody;
  return carry_out(program, core, nullptr, capacity, false, nobody);
}

}  // namespace tidemark
