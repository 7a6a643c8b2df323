// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/study/plan_facts.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

const StateBytes kLstm{65536, 229376, 163840};
constexpr StepTimes kStep{.advance = 0.1, .keep = 0.12, .backward = 0.2, .iteration = 0.5};
constexpr StepTimes kChunk{.advance = 0.05, .keep = 0.06, .backward = 0.1, .iteration = 0.5};

Problem ism_of_50() {
  Problem problem;
  problem.strategy = Strategy::Ism;
  problem.budget = {Budget::Measure::Slots, 50};
  return problem;
}

Measurements measured_in(std::initializer_list<ChunkMeasure> chunks) {
  return {.calibration = std::make_shared<const Calibration>(
              Calibration{.device = "cpu", .cell = Cell{}, .chunks = chunks})};
}

ChunkMeasure measure(std::int64_t steps, const StepTimes& times) {
  return {.steps = steps, .sizes = {}, .times = times};
}

}  // namespace

class TestPlanFacts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The paper's headline: 5 % of the states, a third more time.
  void of_the_papers_headline() {
    const PlanFacts facts = plan_facts(*plan_of(ism_of_50()), {}, OverheadBasis::Kind::Paper);
    QCOMPARE(facts.forward_steps, std::int64_t{1950});
    QCOMPARE(facts.forward_steps_per_step, 1.95);
    QCOMPARE(facts.share, 0.05);
    QVERIFY(facts.share_basis == MemoryShare::Basis::States);
    QCOMPARE(facts.overhead, 0.95 / 3);
    QVERIFY(facts.optimality == Optimality::Optimal);
    QVERIFY(!facts.seconds && !facts.standard_seconds);
  }

  void on_a_device_the_share_is_of_bytes() {
    const PlanFacts facts =
        plan_facts(*plan_of(ism_of_50(), DeviceSizes(kLstm)), {}, OverheadBasis::Kind::Paper);
    QVERIFY(facts.share_basis == MemoryShare::Basis::Bytes);
    QCOMPARE(facts.share_amount, 50 * 229376.0);
    QCOMPARE(facts.share, 50 * 3.5 / 2501);
  }

  /// Measured times change no fact until they are asked for, and then all facts by one rule.
  void overhead_has_the_basis_that_was_asked_for() {
    const auto plan = plan_of(ism_of_50());
    const Measurements measured = measured_in({measure(1, kStep)});
    const PlanFacts paper = plan_facts(*plan, measured, OverheadBasis::Kind::Paper);
    QCOMPARE(paper.overhead, 0.95 / 3);
    QCOMPARE(paper.overhead_basis.backward_cost(), 2.0);
    const PlanFacts facts = plan_facts(*plan, measured, OverheadBasis::Kind::Measured);
    QVERIFY(facts.overhead_basis.kind() == OverheadBasis::Kind::Measured);
    QCOMPARE(*facts.seconds, 950 * 0.1 + 1000 * 0.32 + 0.5);
    QCOMPARE(*facts.standard_seconds, 1000 * 0.32 + 0.5);
    QCOMPARE(facts.overhead, *facts.seconds / *facts.standard_seconds - 1);
    // The paper's formula with the stated backward cost gives the same, except for what an iteration takes
    // beside its steps.
    const double b = facts.overhead_basis.backward_cost();
    QCOMPARE(b, 2.2);
    QVERIFY(std::abs((1950 + b * 1000) / (1000 * (1 + b)) - 1 - facts.overhead) < 1e-3);
  }

  void without_single_steps_measured_the_basis_is_the_papers() {
    Problem problem = ism_of_50();
    problem.chunk_length = 8;
    problem.beta = 20;
    const auto plan = plan_of(problem);
    const PlanFacts facts =
        plan_facts(*plan, measured_in({measure(8, kChunk)}), OverheadBasis::Kind::Measured);
    QVERIFY(facts.overhead_basis.kind() == OverheadBasis::Kind::Paper);
    QVERIFY(facts.seconds && !facts.standard_seconds);
    const PlanFacts both = plan_facts(*plan, measured_in({measure(1, kStep), measure(8, kChunk)}),
                                      OverheadBasis::Kind::Measured);
    QCOMPARE(both.overhead, *both.seconds / *both.standard_seconds - 1);
    QVERIFY(both.overhead < 0);  // chunks are faster here than single steps
  }

  /// alpha 5 with beta 2 by hand was once called optimal in one place only.
  void optimality_has_one_rule() {
    Problem problem;
    problem.length = 100;
    const auto of = [&](Strategy strategy, std::optional<double> alpha, std::optional<double> beta) {
      problem.strategy = strategy;
      problem.alpha = alpha;
      problem.beta = beta;
      problem.budget = {Budget::Measure::Percent, 100};
      return plan_facts(*plan_of(problem), {}, OverheadBasis::Kind::Paper).optimality;
    };
    QVERIFY(of(Strategy::Msm, {}, {}) == Optimality::Optimal);
    QVERIFY(of(Strategy::Msm, {}, 4) == Optimality::Optimal);
    QVERIFY(of(Strategy::Msm, 5, 4) == Optimality::Optimal);
    QVERIFY(of(Strategy::Msm, 5, {}) == Optimality::NearlyOptimal);
    QVERIFY(of(Strategy::Msm, 5, 2) == Optimality::NearlyOptimal);
    QVERIFY(of(Strategy::Hsm, 5, 2) == Optimality::Optimal);
    QVERIFY(of(Strategy::Standard, {}, {}) == Optimality::FixedRule);
  }
};

QTEST_GUILESS_MAIN(TestPlanFacts)
#include "tst_plan_facts.moc"
