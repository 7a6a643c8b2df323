// SPDX-License-Identifier: GPL-3.0-or-later
/// The fixed rules compared with their definitions, counted out plainly. tst_schedule tests that their
/// schedules are valid and take exactly the memory that they state.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"
#include "core/solver/baselines.h"
#include "core/solver/mixed_policy.h"

using namespace tidemark;

namespace {

constexpr std::int64_t kPlenty = std::int64_t{1} << 50;
constexpr StateSizes kLstm{.hidden = 2, .alpha = 7, .beta = 5};

/// The steps whose hidden states a schedule stores.
std::vector<std::int64_t> stored_steps(const Policy& policy, std::int64_t length) {
  std::vector<std::int64_t> steps;
  emit_schedule(policy, length, kPlenty, [&](const Action& action) {
    if (action.kind == ActionKind::StoreHidden) steps.push_back(action.step());
    return true;
  });
  return steps;
}

}  // namespace

class TestBaselines : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void standard_repeats_nothing();
  void chen_stores_every_root();
  void chen_costs_about_two_forwards_a_step();
  void are_the_strongest_of_their_rule();
  void chen_needs_about_root_memory();
  void the_recursive_rule_halves();
  void msm_beside_chen();
  void answer_at_any_length();
};

void TestBaselines::standard_repeats_nothing() {
  const auto standard = make_standard_policy(kLstm);
  for (std::int64_t t : {1, 2, 17, 1000}) {
    QCOMPARE(standard->cost(t, kPlenty), t);
    // Held are h_0 and every internal state but the last, which stays in the core.
    QCOMPARE(standard->smallest_budget(t), 2 + 5 * (t - 1));
    QVERIFY(standard->smallest_budget(t) <= standard_memory(t, kLstm));
  }
  QCOMPARE(standard->cost(10, 46), kInfeasible);
  QCOMPARE(standard->cost(10, 47), std::int64_t{10});
  QCOMPARE(standard->cost(0, 0), std::int64_t{0});
}

void TestBaselines::chen_stores_every_root() {
  QCOMPARE(stored_steps(*make_chen_sqrt_policy(kLstm, 10), 10), (std::vector<std::int64_t>{0, 4, 7}));
  QCOMPARE(stored_steps(*make_chen_sqrt_policy(kLstm, 9), 9), (std::vector<std::int64_t>{0, 3, 6}));
  QCOMPARE(stored_steps(*make_chen_sqrt_policy(kLstm, 1), 1), (std::vector<std::int64_t>{0}));
  const auto thousand = stored_steps(*make_chen_sqrt_policy(kLstm, 1000), 1000);
  QCOMPARE(thousand.size(), std::size_t{32});
  QCOMPARE(thousand.back(), std::int64_t{1000 - 31});
}

/// The segments by their definition: about sqrt(t) of them, whose lengths differ by one step at most, the
/// longer ones first.
std::vector<std::int64_t> even_segments(std::int64_t length) {
  std::int64_t root = 1;
  while (root * root < length) ++root;
  std::vector<std::int64_t> segments;
  for (std::int64_t step = 0; step < length; step += root) segments.push_back(0);
  for (std::int64_t step = 0; step < length; ++step)
    ++segments[static_cast<std::size_t>(step) % segments.size()];
  return segments;
}

void TestBaselines::chen_costs_about_two_forwards_a_step() {
  for (std::int64_t t = 1; t <= 500; ++t) {
    const auto segments = even_segments(t);
    // Every segment but the last is advanced over once, and every step is kept once.
    QCOMPARE(make_chen_sqrt_policy(kLstm, t)->cost(t, kPlenty), 2 * t - segments.back());
    // Held are the starts stored so far, and the segment's internal states but the last, which is in the
    // core.
    std::int64_t least = 0;
    std::int64_t starts = 0;
    for (const std::int64_t segment : segments) {
      starts += starts > 0 && segment == 1 ? 0 : 1;  // nothing is stored for a single step to start from
      least = std::max(least, starts * kLstm.hidden + (segment - 1) * kLstm.beta);
    }
    QCOMPARE(make_chen_sqrt_policy(kLstm, t)->smallest_budget(t), least);
  }
}

/// The numbers of the strongest form of each rule, found independently of this program. Slots are hidden
/// states.
void TestBaselines::are_the_strongest_of_their_rule() {
  const auto is = [](const Policy& policy, std::int64_t length, std::int64_t steps, double slot_count) {
    const auto budget = static_cast<std::int64_t>(slot_count * static_cast<double>(kLstm.hidden));
    Checker checker(length, policy.strategy(), kLstm, budget);
    emit_schedule(policy, length, budget,
                  [&](const Action& action) { return checker.apply(action).has_value(); });
    return policy.smallest_budget(length) == budget && policy.cost(length, budget) == steps &&
           checker.finish() && checker.forward_steps() == steps && checker.peak() == budget;
  };
  QVERIFY(is(*make_chen_sqrt_policy(kLstm, 17), 17, 30, 11.5));
  QVERIFY(is(*make_chen_sqrt_policy(kLstm, 1000), 1000, 1969, 107));
  QVERIFY(is(*make_chen_sqrt_policy(kLstm, 1025), 1025, 2018, 109.5));
  QVERIFY(is(*make_chen_recursive_policy(kLstm), 1000, 6044, 9));
  // Of the 1000 states that halving would store, 512 would never be read, and are not stored.
  QCOMPARE(stored_steps(*make_chen_recursive_policy(kLstm), 1000).size(), std::size_t{488});
}

void TestBaselines::chen_needs_about_root_memory() {
  for (std::int64_t beta : {2, 5, 10}) {
    const StateSizes sizes{.hidden = 1, .alpha = beta + 1, .beta = beta};
    const double root = std::sqrt(1000.0);
    const auto needed = static_cast<double>(make_chen_sqrt_policy(sizes, 1000)->smallest_budget(1000));
    QVERIFY(std::abs(needed / (root * (1 + static_cast<double>(beta))) - 1) < 0.05);
  }
}

void TestBaselines::the_recursive_rule_halves() {
  const auto policy = make_chen_recursive_policy(kLstm);
  std::vector<std::int64_t> forward = {0, 1};
  std::vector<std::int64_t> held = {0, 1};  // one step starts from the core: nothing is stored for it
  for (std::size_t t = 2; t <= 3000; ++t) {
    const std::size_t left = t - t / 2;
    const std::size_t right = t / 2;
    forward.push_back(static_cast<std::int64_t>(left) + forward[right] + forward[left]);
    held.push_back(std::max(right == 1 ? 1 : 1 + held[right], held[left]));
  }
  for (std::size_t t = 1; t <= 3000; ++t) {
    const auto length = static_cast<std::int64_t>(t);
    QCOMPARE(policy->cost(length, kPlenty), forward[t]);
    QCOMPARE(policy->smallest_budget(length), kLstm.hidden * held[t]);
    const double halvings = std::log2(static_cast<double>(t));
    QVERIFY(static_cast<double>(held[t]) <= 1 + halvings);
    QVERIFY(static_cast<double>(forward[t]) <= static_cast<double>(t) * (2 + halvings));
  }
}

/// The paper's comparison with MSM: the memory at which MSM has Chen's cost of 2 t, as a part of sqrt(t)
/// (1 + beta), and MSM's cost within sqrt(t) (1 + beta).
void TestBaselines::msm_beside_chen() {
  constexpr std::int64_t kLength = 1000;
  struct StrategyCosts {
    std::int64_t beta;
    double memory_ratio;
    std::int64_t cost;
  };
  for (const auto& [beta, memory_ratio, cost] :
       {StrategyCosts{2, 0.664, 1965}, StrategyCosts{5, 0.517, 1967}, StrategyCosts{10, 0.394, 1968}}) {
    const StateSizes sizes{.hidden = 1, .alpha = beta + 1, .beta = beta};
    const double root_memory = std::sqrt(static_cast<double>(kLength)) * static_cast<double>(1 + beta);
    const auto budget = static_cast<std::int64_t>(root_memory);
    const auto msm = solve_mixed(kLength, budget, sizes).value().value();
    QCOMPARE(msm->cost(kLength, budget), cost);
    std::int64_t m = 1;
    while (msm->cost(kLength, m) > 2 * kLength) ++m;
    QVERIFY(std::abs(static_cast<double>(m) / root_memory - memory_ratio) < 0.0006);
  }
}

void TestBaselines::answer_at_any_length() {
  constexpr std::int64_t kFar = 1'000'000'000'000;
  QCOMPARE(make_standard_policy(kLstm)->cost(kFar, std::int64_t{1} << 60), kFar);
  QCOMPARE(make_chen_sqrt_policy(kLstm, kFar)->cost(kFar, kPlenty), 2 * kFar - 1'000'000);
  const auto recursive = make_chen_recursive_policy(kLstm);
  QVERIFY(is_count(recursive->cost(kFar, kPlenty)));
  QCOMPARE(recursive->cost(std::int64_t{1} << 39, kPlenty),
           (std::int64_t{1} << 38) * 39 + (std::int64_t{1} << 39));
}

QTEST_GUILESS_MAIN(TestBaselines)
#include "tst_baselines.moc"
