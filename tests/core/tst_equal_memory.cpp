// SPDX-License-Identifier: GPL-3.0-or-later
/// Strategies side by side: each row is what a plan of that strategy in that memory costs.
#include <QTest>

#include "core/plan/plan.h"
#include "core/study/equal_memory.h"
#include "core/study/plan_facts.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

const StateBytes kLstm{65536, 229376, 163840};

StrategyCosts costs_for(const Settled& settled) {
  Solver solver;
  StrategyCosts costs{settled.sequence(), settled.sequence().chunks(), settled.sizes, settled.budget, {}, {}};
  for (const Strategy strategy : kStrategies)
    costs.policies[strategy] = **solver.policy(strategy, settled.sizes, costs.length, settled.budget);
  return costs;
}

}  // namespace

class TestEqualMemory : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void every_row_is_the_plan_of_that_question_data() {
    QTest::addColumn<Strategy>("strategy");
    QTest::addColumn<int>("measure");
    QTest::addColumn<double>("value");
    QTest::newRow("msm, slots") << Strategy::Msm << int(Budget::Measure::Slots) << 25.0;
    QTest::newRow("ism, slots") << Strategy::Ism << int(Budget::Measure::Slots) << 9.0;
    QTest::newRow("hsm, bytes") << Strategy::Hsm << int(Budget::Measure::Bytes) << 2.1e6;
    QTest::newRow("msm, percent") << Strategy::Msm << int(Budget::Measure::Percent) << 9.0;
    QTest::newRow("more than enough") << Strategy::Msm << int(Budget::Measure::Percent) << 150.0;
  }
  void every_row_is_the_plan_of_that_question() {
    QFETCH(Strategy, strategy);
    QFETCH(int, measure);
    QFETCH(double, value);
    for (const std::optional<DeviceSizes>& device :
         {std::optional<DeviceSizes>(), std::optional<DeviceSizes>(kLstm)}) {
      if (!device && Budget::Measure(measure) == Budget::Measure::Bytes) continue;
      const Settled settled =
          value_of(settle(problem_of(strategy, 100, {Budget::Measure(measure), value}), device));
      const auto rows = strategies_at_equal_memory(settled, costs_for(settled), {});
      QCOMPARE(rows.size(), kStrategies.size());
      for (const StrategyAtMemory& row : rows) {
        const Problem problem = with_strategy(settled, row);
        QCOMPARE(problem.strategy, row.strategy);
        const auto plan = plan_of(problem, device);
        QVERIFY2(plan, name_of(row.strategy).data());
        const PlanFacts facts = plan_facts(*plan, {}, OverheadBasis::Kind::Paper);
        QCOMPARE(row.forward_steps, static_cast<double>(facts.forward_steps));
        QCOMPARE(row.overhead, facts.overhead);
        QVERIFY(plan->peak <= row.quanta);
        QVERIFY(facts.share <= row.share + 1e-12);
        QCOMPARE(row.bytes.has_value(), device.has_value());
        // Less memory than the strategy needs has no plan at all.
        if (!row.fits) {
          Problem present = settled.problem;
          present.strategy = row.strategy;
          present.budget = {Budget::Measure::Slots,
                            static_cast<double>(settled.budget) /
                                static_cast<double>(slot_size(row.strategy, settled.sizes))};
          QVERIFY(!plan_of(present, device));
          QVERIFY(row.quanta > settled.budget);
        } else {
          QVERIFY(row.quanta <= settled.budget);
        }
      }
    }
  }

  /// A budget in bytes stays one in bytes; slots of another kind become as many as hold the same.
  void the_budget_stays_as_it_was_asked() {
    const Settled in_bytes =
        value_of(settle(problem_of(Strategy::Msm, 100, {Budget::Measure::Bytes, 2.1e6}), DeviceSizes(kLstm)));
    for (const StrategyAtMemory& row : strategies_at_equal_memory(in_bytes, costs_for(in_bytes), {})) {
      if (row.fits) QCOMPARE(with_strategy(in_bytes, row).budget, in_bytes.problem.budget);
    }
    const Settled in_slots = value_of(settle(problem_of(Strategy::Msm, 100, 21), std::nullopt));
    const auto rows = strategies_at_equal_memory(in_slots, costs_for(in_slots), {});
    const auto of = [&](Strategy strategy) {
      return *std::find_if(rows.begin(), rows.end(),
                           [&](const auto& row) { return row.strategy == strategy; });
    };
    QCOMPARE(with_strategy(in_slots, of(Strategy::Hsm)).budget, in_slots.problem.budget);
    QCOMPARE(with_strategy(in_slots, of(Strategy::Ism)).budget, (Budget{Budget::Measure::Slots, 6}));
    QVERIFY(!of(Strategy::Standard).fits);
    QCOMPARE(of(Strategy::Standard).slot_count, 1 + 99 * 2.5);
  }
};

QTEST_GUILESS_MAIN(TestEqualMemory)
#include "tst_equal_memory.moc"
