// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QTest>
#include <cmath>

#include "core/plan/plan.h"
#include "core/plan/smallest_budget.h"
#include "core/solver/curve.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

/// LSTM 256, batch 32, float32 on the CPU device.
constexpr StateBytes kLstmBytes{.hidden = 65536, .alpha = 229376, .beta = 163840};

}  // namespace

class TestPlan : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void headline();
  void every_strategy_makes_a_proven_plan_data() { every_strategy(); }
  void every_strategy_makes_a_proven_plan();
  void too_small_a_budget_names_the_smallest_that_works_data() { every_strategy(); }
  void too_small_a_budget_names_the_smallest_that_works();
  void the_plain_form_is_not_called_optimal();
  void peak_in_bytes_fits_a_budget_in_bytes();
  void chunks_count_single_steps_data() { every_strategy(); }
  void chunks_count_single_steps();
  void chunks_pay_for_what_they_take_beside_the_states();
  void a_device_budget_holds_everything();
  void chunks_need_the_device();
  void solves_at_any_length();
  void more_than_can_be_counted_or_held();
  void stops_when_asked();
  void plans_from_files_are_replayed();
  void the_solver_remembers_its_table();
  void curves_fall();

 private:
  static void every_strategy();
};

void TestPlan::every_strategy() {
  QTest::addColumn<Strategy>("strategy");
  for (Strategy strategy : kStrategies) QTest::addRow("%s", name_of(strategy).data()) << strategy;
}

/// "95% less memory for a third more time."
void TestPlan::headline() {
  const auto ism = plan_of(problem_of(Strategy::Ism, 1000, 50));
  QVERIFY(ism);
  QCOMPARE(ism->forward_steps, std::int64_t{1950});
  QCOMPARE(ism->in_slots(ism->peak), 50.0);
  const auto hsm = plan_of(problem_of(Strategy::Hsm, 1000, 50));
  QCOMPARE(hsm->forward_steps, std::int64_t{2948});
}

void TestPlan::every_strategy_makes_a_proven_plan() {
  QFETCH(Strategy, strategy);
  const auto plan = plan_of(problem_of(strategy, 300, 1000));
  QVERIFY(plan);
  QCOMPARE(plan->forward_steps, plan->policy->cost(300, plan->budget));
  QVERIFY(plan->peak <= plan->budget);
  QCOMPARE(plan->optimal, is_optimised(strategy));
  QCOMPARE(plan->kept_steps, std::int64_t{300});
}

void TestPlan::too_small_a_budget_names_the_smallest_that_works() {
  QFETCH(Strategy, strategy);
  Problem problem = problem_of(strategy, 1'000'000, 0.25);
  if (strategy == Strategy::Msm) problem.length = 2000;
  Solver solver;
  const auto refused = solve(problem, kLstmBytes, solver);
  QVERIFY(!refused);
  const QString message = QString::fromStdString(refused.error().message);
  // The budgets that the message names work, and smaller ones do not.
  const auto named =
      QRegularExpression("the smallest that works is ([0-9.]+) .*\\(([0-9]+) bytes\\)").match(message);
  QVERIFY2(named.hasMatch(), qPrintable(message));
  problem.budget = {Budget::Measure::Slots, named.captured(1).toDouble()};
  QVERIFY(solve(problem, kLstmBytes, solver));
  problem.budget.value -= 1;
  QVERIFY(!solve(problem, kLstmBytes, solver));
  problem.budget = {Budget::Measure::Bytes, named.captured(2).toDouble()};
  QVERIFY(solve(problem, kLstmBytes, solver));
  // A question in bytes gets the smallest budget to the byte, and one in percent likewise.
  for (const Budget& asked : {Budget{Budget::Measure::Bytes, 1}, Budget{Budget::Measure::Percent, 1e-6}}) {
    problem.budget = asked;
    const auto works = with_smallest_budget(settle(problem, kLstmBytes).value(), solver);
    QVERIFY(works && works->problem.budget.measure == asked.measure);
    problem = works->problem;
    QVERIFY(solve(problem, kLstmBytes, solver));
    problem.budget.value *= asked.measure == Budget::Measure::Bytes ? 1 - 1 / problem.budget.value : 0.99;
    QVERIFY(!solve(problem, kLstmBytes, solver));
  }
}

void TestPlan::the_plain_form_is_not_called_optimal() {
  Problem problem = problem_of(Strategy::Msm, 2, 2);
  problem.alpha = 2;
  const auto plan = plan_of(problem);
  QVERIFY(plan);
  QCOMPARE(plan->forward_steps, std::int64_t{3});
  QVERIFY(!plan->optimal);
}

void TestPlan::peak_in_bytes_fits_a_budget_in_bytes() {
  const StateBytes odd{.hidden = 65792, .alpha = 230144, .beta = 164352};
  for (const StateBytes& bytes : {kLstmBytes, odd}) {
    for (Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      for (double percent : {1.0, 5.0, 10.0, 33.3}) {
        Problem problem = problem_of(strategy, 400, 0);
        problem.budget = {Budget::Measure::Percent, percent};
        const auto plan = plan_of(problem, bytes);
        QVERIFY(plan);
        const auto peak = peak_bytes_of(*plan, bytes);
        QVERIFY(peak);
        QVERIFY(*peak <= *settle(problem, bytes)->arena_bytes);
      }
    }
  }
}

/// A device on which a chunk of k steps takes k times a step's memory, and something fixed for each step
/// besides.
DeviceSizes sizes_in_units_of(std::int64_t k) {
  const auto of = [](std::int64_t steps) {
    return ChunkSizes{{65536, steps * 163840 + 65536, steps * 163840},
                      {{"weights", 7'000'000}, {"working core", steps * 170'000}}};
  };
  return {of(1), of(k)};
}

void TestPlan::chunks_count_single_steps() {
  QFETCH(Strategy, strategy);
  for (const std::int64_t k : {1, 2, 3, 7, 99, 100, 101, 640}) {
    Problem problem = problem_of(strategy, 100, 1000);
    problem.chunk_length = k;
    const Sequence sequence = sequence_of(problem);
    Solver solver;
    const auto solution = solve(problem, sizes_in_units_of(k), solver);
    QVERIFY(solution);
    const auto plan = make_plan(**solution);
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    QCOMPARE((**plan)->forward_steps, (*solution)->forward_steps);
    std::int64_t forward = 0;
    std::int64_t backward = 0;
    for (const Action& action : (**plan)->actions) {
      forward += sequence.forward_steps(action);
      if (action.kind == ActionKind::Backward) backward += sequence.steps_of(action.step());
    }
    QCOMPARE(forward, (**plan)->forward_steps);
    QCOMPARE(backward, std::int64_t{100});
    QCOMPARE((**plan)->kept_steps, std::int64_t{100});
    // With all memory nothing is repeated, except that HSM computes all chunks but the last a second time.
    if (strategy == Strategy::Standard || strategy == Strategy::Msm) QCOMPARE(forward, std::int64_t{100});
    if (strategy == Strategy::Hsm) QCOMPARE(forward, 100 + sequence.last_step(sequence.chunks() - 1));
  }
}

void TestPlan::chunks_pay_for_what_they_take_beside_the_states() {
  for (Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
    for (const std::int64_t k : {1, 2, 3, 7}) {
      for (const Budget& budget :
           {Budget{Budget::Measure::Percent, 12.5}, Budget{Budget::Measure::Bytes, 9'000'000}}) {
        Problem problem = problem_of(strategy, 400, 0);
        problem.budget = budget;
        problem.chunk_length = k;
        const DeviceSizes device = sizes_in_units_of(k);
        Solver solver;
        const auto made = make_plan(problem, device, solver);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const std::int64_t asked = budget.measure == Budget::Measure::Bytes
                                       ? 9'000'000
                                       : standard_memory(400, device.step.states) / 8;
        const std::int64_t arena = *settle(problem, device)->arena_bytes;
        QCOMPARE(arena, asked - (k - 1) * 170'000);
        QVERIFY(*peak_bytes_of(***made, device.chunk.states) <= arena);
      }
    }
  }
}

void TestPlan::a_device_budget_holds_everything() {
  for (const std::int64_t k : {1, 4}) {
    Problem problem = problem_of(Strategy::Msm, 400, 0);
    problem.chunk_length = k;
    const DeviceSizes device = sizes_in_units_of(k);
    const std::int64_t fixed = total(device.chunk.fixed);
    problem.budget = {Budget::Measure::DeviceMemory, 16'000'000};
    QCOMPARE(*settle(problem, device)->arena_bytes, 16'000'000 - fixed);
    Solver solver;
    const auto made = make_plan(problem, device, solver);
    QVERIFY(made);
    QVERIFY(*peak_bytes_of(***made, device.chunk.states) + fixed <= 16'000'000);

    problem.budget.value = static_cast<double>(fixed - 1);
    const auto refused = make_plan(problem, device, solver);
    QVERIFY(!refused);
    const std::string& message = refused.error().message;
    QVERIFY2(message.find("weights 7000000") != std::string::npos, message.c_str());
    const std::string least = std::to_string(fixed + 65536) + " bytes of the device's memory";
    QVERIFY2(message.find(least) != std::string::npos, message.c_str());
    problem.budget.value = static_cast<double>(fixed + 65536);
    QVERIFY(make_plan(problem, device, solver));
    problem.budget.value -= 1;
    QVERIFY(!make_plan(problem, device, solver));
  }
}

void TestPlan::chunks_need_the_device() {
  Problem problem = problem_of(Strategy::Msm, 100, 10);
  problem.chunk_length = 4;
  QVERIFY(!plan_of(problem));
  problem.beta = 10;  // that of a chunk, given by hand
  QVERIFY(plan_of(problem));
  problem.chunk_length = kAutoChunk;
  QVERIFY(!plan_of(problem));
  problem.chunk_length = kLongestChunk + 1;
  QVERIFY(!validate(problem));
}

void TestPlan::solves_at_any_length() {
  Solver solver;
  for (Strategy strategy :
       {Strategy::Standard, Strategy::ChenSqrt, Strategy::ChenRecursive, Strategy::Hsm, Strategy::Ism}) {
    const auto solution = solve(problem_of(strategy, kLongestLength, 5e12), {}, solver);
    QVERIFY(solution && *solution);
    QVERIFY((*solution)->forward_steps >= kLongestLength);
  }
}

void TestPlan::more_than_can_be_counted_or_held() {
  Solver solver;
  const auto uncountable = solve(problem_of(Strategy::Hsm, kLongestLength, 1), {}, solver);
  QVERIFY(!uncountable);
  QVERIFY(QString::fromStdString(uncountable.error().message).contains("64-bit"));
  const auto unwritable = make_plan(problem_of(Strategy::Hsm, 100'000'000, 1000), {}, solver);
  QVERIFY(!unwritable);
  QVERIFY(QString::fromStdString(unwritable.error().message).contains("50000000 actions"));
}

void TestPlan::stops_when_asked() {
  Solver solver;
  std::stop_source stop;
  stop.request_stop();
  const auto solved = solve(problem_of(Strategy::Msm, 3000, 1000), {}, solver, {}, stop.get_token());
  QVERIFY(solved.has_value() && !solved->has_value());
  const auto planned = make_plan(problem_of(Strategy::Hsm, 1000, 50), {}, solver, {}, stop.get_token());
  QVERIFY(planned.has_value() && !planned->has_value());
  // A solve that was stopped is not remembered.
  QVERIFY(make_plan(problem_of(Strategy::Msm, 300, 100), {}, solver)->has_value());
}

void TestPlan::plans_from_files_are_replayed() {
  const auto plan = plan_of(problem_of(Strategy::Msm, 100, 20));
  const auto again = plan_from_actions(*plan, plan->actions);
  QVERIFY(again);
  QCOMPARE((*again)->forward_steps, plan->forward_steps);
  QCOMPARE((*again)->peak, plan->peak);
  auto broken = plan->actions;
  broken.erase(broken.begin() + 7);
  const auto refused = plan_from_actions(*plan, broken);
  QVERIFY(!refused);
  QVERIFY(QString::fromStdString(refused.error().message).startsWith("actions["));
  Settled smaller = *plan;
  smaller.budget = plan->peak - 1;
  QVERIFY(!plan_from_actions(smaller, plan->actions));
}

void TestPlan::the_solver_remembers_its_table() {
  Solver solver;
  const auto large = solve(problem_of(Strategy::Msm, 500, 100), {}, solver).value().value();
  const auto small = solve(problem_of(Strategy::Msm, 400, 60), {}, solver).value().value();
  QCOMPARE(small.policy, large.policy);
  Solver fresh;
  QCOMPARE(small.forward_steps,
           solve(problem_of(Strategy::Msm, 400, 60), {}, fresh).value().value().forward_steps);
  Problem other = problem_of(Strategy::Msm, 400, 60);
  other.beta = 4;
  QVERIFY(solve(other, {}, solver).value().value().policy != large.policy);
}

void TestPlan::curves_fall() {
  Solver solver;
  const StateSizes lstm{2, 7, 5};
  for (Strategy strategy : kStrategies) {
    const auto policy = solver.policy(strategy, lstm, 200, 400).value().value();
    const auto curve = tradeoff_curve(*policy, 200, 200);
    QVERIFY(!curve.empty());
    QCOMPARE(curve.size() == 1, !is_optimised(strategy));
    for (std::size_t i = 0; i < curve.size(); ++i) {
      QCOMPARE(curve[i].forward_steps, policy->cost(200, curve[i].quanta));
      if (i > 0) QVERIFY(curve[i].forward_steps <= curve[i - 1].forward_steps);
    }
  }
  QCOMPARE(tradeoff_curve(*solver.policy(Strategy::Ism, lstm, 1000, 700).value().value(), 1000, 50)
               .back()
               .forward_steps,
           std::int64_t{1950});
}

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
