// SPDX-License-Identifier: GPL-3.0-or-later
/// Every policy, emitted and checked: the schedule is valid, costs what was promised and stays within its
/// budget.
#include <QtTest>
#include <set>
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

/// Walks and checks; an empty string when all is well.
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

 private slots:
  void small_ones_of_every_policy_data() { every_strategy(); }
  void small_ones_of_every_policy();
  void longer_ones_of_every_policy_data() { every_strategy(); }
  void longer_ones_of_every_policy();
  void smallest_budget_is_used_up_data() { every_strategy(); }
  void smallest_budget_is_used_up();
  void every_best_choice_can_be_carried_out();
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

/// No baseline asks for more than its schedule needs, and no strategy works with less than it says.
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

/// A policy that takes one of the best choices, another one each time.
class AnyBestChoice : public Policy {
 public:
  explicit AnyBestChoice(const Policy& policy) : Policy(policy.strategy(), policy.sizes()), policy_(policy) {}
  std::int64_t longest_length() const override { return policy_.longest_length(); }
  std::int64_t cost(std::int64_t t, std::int64_t m) const override { return policy_.cost(t, m); }
  Choice choice(std::int64_t t, std::int64_t m) const override {
    const auto best = policy_.best_choices(t, m);
    const ChoiceRange& range = best[turn_ % best.size()];
    const std::int64_t width = range.last_y - range.first_y + 1;
    return {range.kind, range.first_y + static_cast<std::int64_t>(turn_++ * 7) % width};
  }
  std::vector<ChoiceRange> best_choices(std::int64_t t, std::int64_t m) const override {
    return policy_.best_choices(t, m);
  }
  std::int64_t smallest_budget(std::int64_t t) const override { return policy_.smallest_budget(t); }
  std::int64_t sufficient_budget(std::int64_t t) const override { return policy_.sufficient_budget(t); }

 private:
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

/// The paper's first figure: HSM, four slots, four steps.
void TestSchedule::figure_one() {
  const auto policy = solver_.policy(Strategy::Hsm, {}, 4, 4).value().value();
  std::vector<Action> actions;
  QVERIFY(emit_schedule(*policy, 4, 4, [&](const Action& action) {
    actions.push_back(action);
    return true;
  }));
  const std::vector<Action> expected = {
      Action::store_hidden(0, 0), Action::advance(0, 1), Action::store_hidden(1, 1), Action::advance(1, 2),
      Action::store_hidden(2, 2), Action::advance(2, 3), Action::store_hidden(3, 3), Action::keep(4),
      Action::backward(4),        Action::free(3),       Action::restore(2, 2),      Action::keep(3),
      Action::backward(3),        Action::free(2),       Action::restore(1, 1),      Action::keep(2),
      Action::backward(2),        Action::free(1),       Action::restore(0, 0),      Action::keep(1),
      Action::backward(1),        Action::free(0)};
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
