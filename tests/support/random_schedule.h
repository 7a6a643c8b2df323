// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/plan/checker.h"

namespace tidemark {

/// A valid schedule that nobody would choose: it stores, frees and restores at random.
class RandomSchedule {
 public:
  RandomSchedule(std::int64_t length, unsigned seed)
      : checker_(length, Strategy::Msm, {1, 2, 1}, std::int64_t{1} << 40), random_(seed) {
    put(Action::store_hidden(0, free_slot()));
    while (checker_.next_backward() > 0) backpropagate(checker_.next_backward());
  }
  const std::vector<Action>& actions() const { return actions_; }

 private:
  using Kind = Checker::Stored::Kind;

  void put(const Action& action) {
    if (auto applied = checker_.apply(action); !applied) throw std::runtime_error(applied.error().message);
    actions_.push_back(action);
  }
  std::int32_t free_slot() const {
    std::int32_t slot = 0;
    while (checker_.stored().contains(slot)) ++slot;
    return slot;
  }
  bool is_crowded() const { return static_cast<std::int64_t>(checker_.stored().size()) > checker_.length(); }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }

  void backpropagate(std::int64_t step) {
    free_some();
    if (checker_.core_internal() != 0 && checker_.core_internal() != step) store_core();
    if (checker_.core_internal() == step) {
      put(Action::backward(step));
      return;
    }
    for (const auto& [slot, stored] : checker_.stored()) {
      if (stored.kind == Kind::Internal && stored.step == step) {
        put(Action::backward(step, slot));
        return;
      }
    }
    restore_before(step);
    while (checker_.current_step() < step - 1) go_on(step);
    put(Action::keep(step));
    if (chance(3)) store_core();
  }

  /// Goes one or a few steps towards `step`, and stores at random.
  void go_on(std::int64_t step) {
    const std::int64_t here = checker_.current_step();
    if (!is_crowded() && chance(2)) {
      put(Action::keep(here + 1));
      if (chance(3)) {  // something else comes between keeping and storing
        if (chance(2)) put(Action::store_hidden(here + 1, free_slot()));
        const auto there = checker_.current_step();
        restore_before(step);
        store_core();
        if (checker_.current_step() > there) return;
      } else {
        store_core();
      }
    } else {
      put(Action::advance(here, here + 1 + static_cast<std::int64_t>(random_()) % (step - 1 - here)));
    }
    if (!is_crowded() && chance(3)) put(Action::store_hidden(checker_.current_step(), free_slot()));
  }

  void store_core() { put(Action::store_internal(checker_.core_internal(), free_slot())); }

  void restore_before(std::int64_t step) {
    std::vector<std::pair<std::int32_t, std::int64_t>> found;
    for (const auto& [slot, stored] : checker_.stored()) {
      if (stored.step < step && stored.kind != Kind::SpentInternal) found.emplace_back(slot, stored.step);
    }
    std::sort(found.begin(), found.end());
    const auto [slot, from] = found[random_() % found.size()];
    put(Action::restore(from, slot));
  }

  /// Anything but the initial state may be freed, even inputs of stored internal states.
  void free_some() {
    std::vector<std::int32_t> occupied;
    for (const auto& [slot, stored] : checker_.stored()) {
      if (slot != 0) occupied.push_back(slot);
    }
    std::sort(occupied.begin(), occupied.end());
    for (const std::int32_t slot : occupied) {
      if (chance(4)) put(Action::free(slot));
    }
  }

  Checker checker_;
  std::mt19937 random_;
  std::vector<Action> actions_;
};

}  // namespace tidemark
