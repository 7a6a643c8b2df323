// SPDX-License-Identifier: GPL-3.0-or-later
/// Every policy is emitted and checked: the schedule is valid, costs what was promised and stays within its
/// budget.
#include <QTest>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"
#include "core/solver/solver.h"

using namespace tidemark;

namespace {

std::vector<StateSizes> all_sizes() {
  return {{1, 2, 1}, {1, 5, 4}, {2, 7, 5}, {1, 6, 5}, {2, 3, 1},
          {1, 1, 1}, {1, 2, 2}, {2, 5, 5}, {1, 5, 5}, {2, 7, 6}};
}

/// Emits the schedule and checks it. What is wrong; empty if nothing is.
std::string fault_in(const Policy& policy, std::int64_t length, std::int64_t budget) {
  Checker checker(length, policy.strategy(), policy.sizes(), budget);
  Result<void> applied;
  emit_schedule(policy, length, budget, [&](const Action& action) {
    applied = checker.apply(action);
    return applied.has_value();
  });
  if (applied) applied = checker.finish();
  if (!applied) return applied.error().message;
  if (checker.forward_steps() != policy.cost(length, budget)) return "forward steps differ from the cost";
  if (!checker.stored().empty()) return "a slot was left full";
  if (checker.memory() != 0) return "memory was left over";
  return {};
}

}  // namespace

class TestSchedule : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void small_ones_of_every_policy_data() { every_strategy(); }
  void small_ones_of_every_policy();
  void longer_ones_of_every_policy_data() { every_strategy(); }
  void longer_ones_of_every_policy();
  void smallest_budget_is_used_up_data() { every_strategy(); }
  void smallest_budget_is_used_up();
  void every_best_choice_can_be_carried_out();
  void nothing_is_stored_that_nothing_reads_data() { every_strategy(); }
  void nothing_is_stored_that_nothing_reads();
  void ample_memory_is_not_used_up();
  void every_decision_is_the_policys_data() { every_strategy(); }
  void every_decision_is_the_policys();
  void figure_one();
  void slots_are_freed_in_reverse_order();
  void a_sink_can_stop_the_walk();

 private:
  static void every_strategy();
  Solver solver_;
};

void TestSchedule::every_strategy() {
  QTest::addColumn<Strategy>("strategy");
  for (Strategy strategy : kStrategies) QTest::addRow("%s", name_of(strategy).data()) << strategy;
}

void TestSchedule::small_ones_of_every_policy() {
  QFETCH(Strategy, strategy);
  for (const StateSizes& sizes : all_sizes()) {
    for (std::int64_t length = 1; length <= 16; ++length) {
      const auto policy = solver_.policy(strategy, sizes, length, 1000).value().value();
      const std::int64_t most = policy->sufficient_budget(length) + sizes.alpha;
      for (std::int64_t budget = policy->smallest_budget(length); budget <= most; ++budget) {
        QCOMPARE(fault_in(*policy, length, budget), std::string());
      }
    }
  }
}

void TestSchedule::longer_ones_of_every_policy() {
  QFETCH(Strategy, strategy);
  for (const StateSizes& sizes : {StateSizes{1, 2, 1}, {2, 7, 5}, {1, 6, 5}, {1, 5, 5}}) {
    for (std::int64_t length : {100, 333, 1000, 4000}) {
      for (std::int64_t most : {3, 10, 50, 200}) {
        const std::int64_t budget = most * slot_size(strategy, sizes);
        const auto policy = solver_.policy(strategy, sizes, length, budget).value().value();
        if (!is_count(policy->cost(length, budget))) continue;
        QCOMPARE(fault_in(*policy, length, budget), std::string());
      }
      const auto policy = solver_.policy(strategy, sizes, length, 1'000'000).value().value();
      QCOMPARE(fault_in(*policy, length, policy->sufficient_budget(length)), std::string());
    }
  }
}

/// No baseline states more memory than its schedule needs, and no strategy works with less than it states.
void TestSchedule::smallest_budget_is_used_up() {
  QFETCH(Strategy, strategy);
  for (const StateSizes& sizes : all_sizes()) {
    for (std::int64_t length = 1; length <= 130; ++length) {
      const auto policy = solver_.policy(strategy, sizes, length, 10).value().value();
      const std::int64_t least = policy->smallest_budget(length);
      QCOMPARE(policy->cost(length, least - 1), kInfeasible);
      Checker checker(length, strategy, sizes, least);
      emit_schedule(*policy, length, least,
                    [&](const Action& action) { return checker.apply(action).has_value(); });
      QVERIFY(checker.finish());
      QCOMPARE(checker.peak(), least);
    }
  }
}

/// A policy that takes any of the best choices, a different one each time.
class AnyBestChoice : public Policy {
 public:
  explicit AnyBestChoice(const Policy& policy) : Policy(policy.strategy(), policy.sizes()), policy_(policy) {}
  std::int64_t longest_length() const override { return policy_.longest_length(); }
  std::int64_t cost(std::int64_t t, std::int64_t m) const override { return policy_.cost(t, m); }
  std::int64_t smallest_budget(std::int64_t t) const override { return policy_.smallest_budget(t); }
  std::int64_t sufficient_budget(std::int64_t t) const override { return policy_.sufficient_budget(t); }

 private:
  Choice choose(std::int64_t t, std::int64_t m) const override {
    const auto best = policy_.best_choices(t, m);
    const ChoiceRange& range = best[turn_ % best.size()];
    const std::int64_t width = range.last_y - range.first_y + 1;
    return {range.kind, range.first_y + static_cast<std::int64_t>(turn_++ * 7) % width};
  }
  std::vector<ChoiceRange> choose_all(std::int64_t t, std::int64_t m) const override {
    return policy_.best_choices(t, m);
  }

  const Policy& policy_;
  mutable std::size_t turn_ = 0;
};

void TestSchedule::every_best_choice_can_be_carried_out() {
  for (Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
    for (const StateSizes& sizes : all_sizes()) {
      const auto policy = solver_.policy(strategy, sizes, 60, 300).value().value();
      for (std::int64_t length : {1, 2, 3, 10, 37, 60}) {
        for (std::int64_t budget = policy->smallest_budget(length); budget <= 300; budget += 11) {
          QCOMPARE(fault_in(AnyBestChoice(*policy), length, budget), std::string());
        }
      }
    }
  }
}

/// Counts the states that are stored and freed without having been read: by a restore, by their own backward
/// step, or by the backward step that takes its input from them. The initial state is left out, since every
/// schedule must store it first.
std::int64_t unread_stores(const Policy& policy, std::int64_t length, std::int64_t budget) {
  Checker checker(length, policy.strategy(), policy.sizes(), budget);
  const bool shares_input = rule_of(policy.strategy()).internal_may_share_input;
  std::set<std::int32_t> unread;
  std::int64_t count = 0;
  emit_schedule(policy, length, budget, [&](const Action& action) {
    const bool is_initial = checker.actions() == 0;
    switch (action.kind) {
      case ActionKind::StoreHidden:
      case ActionKind::StoreInternal:
        if (!is_initial) unread.insert(action.slot);
        break;
      case ActionKind::Backward:
        if (action.slot == Action::kNoSlot) break;
        for (const auto& [slot, stored] : checker.stored()) {
          if (shares_input && stored.step == action.step() - 1) unread.erase(slot);
        }
        unread.erase(action.slot);
        break;
      case ActionKind::Restore:
        unread.erase(action.slot);
        break;
      case ActionKind::Free:
        count += static_cast<std::int64_t>(unread.erase(action.slot));
        break;
      default:
        break;
    }
    return checker.apply(action).has_value();
  });
  return checker.finish() ? count : -1;
}

void TestSchedule::nothing_is_stored_that_nothing_reads() {
  QFETCH(Strategy, strategy);
  std::mt19937 random(5);
  const auto any_of = [&](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  const std::vector<StateSizes> sizes = all_sizes();
  for (int i = 0; i < 400; ++i) {
    const StateSizes& some = sizes[static_cast<std::size_t>(any_of(0, std::ssize(sizes) - 1))];
    const std::int64_t length = any_of(1, i % 2 == 0 ? 12 : 90);
    const auto policy = solver_.policy(strategy, some, length, 1000).value().value();
    const std::int64_t budget =
        any_of(policy->smallest_budget(length), policy->sufficient_budget(length) + some.alpha);
    QCOMPARE(unread_stores(*policy, length, budget), 0);
    QCOMPARE(fault_in(*policy, length, budget), std::string());
    if (is_optimised(strategy)) QCOMPARE(unread_stores(AnyBestChoice(*policy), length, budget), 0);
  }
}

/// With memory for every hidden state the last one is not stored, since only one step would start from it.
void TestSchedule::ample_memory_is_not_used_up() {
  for (const std::int64_t length : {4, 10, 1000}) {
    const auto policy = solver_.policy(Strategy::Hsm, {}, length, length).value().value();
    Checker checker(length, Strategy::Hsm, {}, length - 1);
    QVERIFY(emit_schedule(*policy, length, length,
                          [&](const Action& action) { return checker.apply(action).has_value(); }));
    QVERIFY(checker.finish());
    QCOMPARE(checker.peak(), length - 1);
    QCOMPARE(checker.forward_steps(), 2 * length - 1);
  }
}

/// The decision that is reported for an action: its subproblem agrees with what the checker counts, and its
/// choice is one of the best.
void TestSchedule::every_decision_is_the_policys() {
  QFETCH(Strategy, strategy);
  std::mt19937 random(6);
  const auto any_of = [&](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  const std::vector<StateSizes> sizes = all_sizes();
  for (int i = 0; i < 150; ++i) {
    const StateSizes& some = sizes[static_cast<std::size_t>(any_of(0, std::ssize(sizes) - 1))];
    const std::int64_t length = any_of(1, 70);
    const auto policy = solver_.policy(strategy, some, length, 1000).value().value();
    const std::int64_t budget =
        any_of(policy->smallest_budget(length), policy->sufficient_budget(length) + some.alpha);
    Checker checker(length, strategy, some, budget);
    std::vector<Action> since_decision;
    std::optional<Decision> decision;
    std::int64_t decisions = 0;
    std::string fault;
    const auto decided = [&](const Decision& next) {
      decision = next;
      since_decision.clear();
      ++decisions;
      const auto& [start, steps, left] = next.subproblem;
      const bool is_first = checker.actions() == 0;
      // The recurrences count the slot of h_start within the budget.
      const std::int64_t free =
          budget - (is_first ? 0 : checker.memory()) + (is_first ? 0 : rule_of(strategy).hidden_size(some));
      if (left != free) fault = "another budget than what is free";
      if (start != checker.current_step() || steps != checker.next_backward() - start)
        fault = "another segment";
      if (!is_first && !checker.is_held(start)) fault = "the segment's start is not stored";
      bool is_best = false;
      for (const ChoiceRange& range : policy->best_choices(steps, left)) {
        is_best |=
            range.kind == next.choice.kind && range.first_y <= next.choice.y && next.choice.y <= range.last_y;
      }
      if (!is_best) fault = "no best choice";
      // C = y + C(right) + C(left), whichever state is pushed.
      const bool is_internal = next.choice.kind != Choice::Kind::PushHidden;
      const std::int64_t right = steps - next.choice.y;
      const std::int64_t cost =
          next.choice.y + (right > 0 ? policy->cost(right, policy->budget_right_of(next.choice, left)) : 0) +
          policy->cost(next.choice.y - (is_internal ? 1 : 0), left);
      if (is_optimised(strategy) && cost != policy->cost(steps, left)) fault = "another cost";
    };
    emit_schedule(
        *policy, length, budget,
        [&](const Action& action) {
          if (!fault.empty() || !decision || !checker.apply(action)) return false;
          const auto& [subproblem, choice] = *decision;
          if (checker.actions() > 1) since_decision.push_back(action);
          // The actions of a decision end with what it chose.
          if (action.kind == ActionKind::StoreHidden && checker.actions() > 1) {
            if (choice != Choice{Choice::Kind::PushHidden, action.step() - subproblem.start})
              fault = "hidden";
          } else if (action.kind == ActionKind::StoreInternal) {
            if (choice != Choice{Choice::Kind::PushInternal, action.step() - subproblem.start})
              fault = "internal";
          } else if (action.kind == ActionKind::Backward && action.slot == Action::kNoSlot) {
            if (choice != Choice{Choice::Kind::KeepInCore, action.step() - subproblem.start}) fault = "core";
          }
          if (since_decision.size() == 1 && action.from != subproblem.start) fault = "starts elsewhere";
          return fault.empty();
        },
        decided);
    QCOMPARE(fault, std::string());
    QVERIFY(checker.finish());
    QVERIFY(decisions >= 1);
  }
}

/// The paper's first figure: HSM, four slots, four steps. Its cost is the paper's; the fourth slot would hold
/// a state that only the last step starts from, and stays empty.
void TestSchedule::figure_one() {
  const auto policy = solver_.policy(Strategy::Hsm, {}, 4, 4).value().value();
  std::vector<Action> actions;
  QVERIFY(emit_schedule(*policy, 4, 4, [&](const Action& action) {
    actions.push_back(action);
    return true;
  }));
  const std::vector<Action> expected = {Action::store_hidden(0, 0),
                                        Action::advance(0, 1),
                                        Action::store_hidden(1, 1),
                                        Action::advance(1, 2),
                                        Action::store_hidden(2, 2),
                                        Action::advance(2, 3),
                                        Action::keep(4),
                                        Action::backward(4),
                                        Action::restore(2, 2),
                                        Action::keep(3),
                                        Action::backward(3),
                                        Action::free(2),
                                        Action::restore(1, 1),
                                        Action::keep(2),
                                        Action::backward(2),
                                        Action::free(1),
                                        Action::restore(0, 0),
                                        Action::keep(1),
                                        Action::backward(1),
                                        Action::free(0)};
  QCOMPARE(actions, expected);
}

void TestSchedule::slots_are_freed_in_reverse_order() {
  for (Strategy strategy : kStrategies) {
    const StateSizes lstm{2, 7, 5};
    const auto policy = solver_.policy(strategy, lstm, 200, 1100).value().value();
    std::vector<std::int32_t> full;
    emit_schedule(*policy, 200, 1100, [&](const Action& action) {
      if (action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal) {
        if (action.slot != static_cast<std::int32_t>(full.size())) return false;
        full.push_back(action.slot);
      } else if (action.kind == ActionKind::Free) {
        if (full.empty() || action.slot != full.back()) return false;
        full.pop_back();
      }
      return true;
    });
    QVERIFY2(full.empty(), name_of(strategy).data());
  }
}

void TestSchedule::a_sink_can_stop_the_walk() {
  const auto policy = solver_.policy(Strategy::Hsm, {}, 1000, 50).value().value();
  int seen = 0;
  QVERIFY(!emit_schedule(*policy, 1000, 50, [&](const Action&) { return ++seen < 100; }));
  QCOMPARE(seen, 100);
}

QTEST_GUILESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
