// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cmath>

#include "core/plan/checker.h"
#include "core/solver/solver.h"
#include "tests/support/cpu_runs.h"
#include "tests/support/plans.h"
#include "tests/support/random_schedule.h"

using namespace tidemark;

namespace {

constexpr std::int64_t kUnlimited = std::int64_t{1} << 40;

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

class TestInterpreter : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void every_strategy_gives_the_gradients_of_standard_bptt_data();
  void every_strategy_gives_the_gradients_of_standard_bptt();
  void chunks_of_steps_give_the_gradients_of_standard_bptt_data();
  void chunks_of_steps_give_the_gradients_of_standard_bptt();
  void random_problems_run_as_planned_data();
  void random_problems_run_as_planned();
  void odd_schedules_give_the_gradients_of_standard_bptt_data();
  void odd_schedules_give_the_gradients_of_standard_bptt();
  void poison_reaches_whoever_reads_freed_memory();
  void training_is_the_same_digit_for_digit();
  void a_budget_below_the_peak_is_refused();
  void fragmentation_is_found_before_the_run();
  void stops_when_asked();
};

void TestInterpreter::every_strategy_gives_the_gradients_of_standard_bptt_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<int>("layers");
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    for (const int layers : {1, 2}) {
      QTest::addRow("%s, %d layers", std::string(name_of(kind)).c_str(), layers)
          << static_cast<int>(kind) << layers;
    }
  }
}

void TestInterpreter::every_strategy_gives_the_gradients_of_standard_bptt() {
  QFETCH(int, kind);
  QFETCH(int, layers);
  constexpr std::int64_t kLength = 60;
  const Cell cell{.kind = static_cast<CellKind>(kind), .hidden = 20, .batch = 3, .layers = layers};
  const auto device = make_device(cell);
  const StateBytes bytes = device->state_sizes();
  const Trial standard = run_standard(*device, kLength);
  QCOMPARE(standard.outcome.forward_steps, kLength);
  QVERIFY(std::ranges::any_of(standard.gradients, [](float g) { return g != 0; }));

  for (const Strategy strategy : kStrategies) {
    for (const double percent : {4.0, 10.0, 35.0, 110.0}) {
      const Budget budget{Budget::Measure::Percent, percent};
      Solver solver;
      const Problem problem = problem_of(strategy, kLength, budget, cell);
      const auto made = make_plan(problem, bytes, solver);
      if (!made) {  // a baseline's need is fixed, and a strategy needs a slot at least
        QVERIFY(percent < 110);
        continue;
      }
      const Plan& plan = ***made;
      const std::int64_t capacity = *value_of(settle(problem, bytes)).arena_bytes;
      const std::int64_t predicted = value_of(peak_bytes_of(plan, bytes));
      const auto trial = try_actions(*device, strategy, kLength, plan.actions, capacity);
      QVERIFY2(trial, trial ? "" : trial.error().message.c_str());
      const std::string what = std::string(name_of(strategy)) + " at " + std::to_string(percent) + "%";
      QVERIFY2(same_bits(trial->gradients, standard.gradients), what.c_str());
      QCOMPARE(trial->loss, standard.loss);
      QCOMPARE(trial->outcome.arena_peak, predicted);
      QVERIFY(predicted <= capacity);
      QCOMPARE(trial->outcome.forward_steps, plan.forward_steps);
      // The peak is enough, and 256 bytes less are not.
      QVERIFY(try_actions(*device, strategy, kLength, plan.actions, predicted));
      QVERIFY(!try_actions(*device, strategy, kLength, plan.actions, predicted - 1));
    }
  }
}

void TestInterpreter::chunks_of_steps_give_the_gradients_of_standard_bptt_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<qint64>("chunk");
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    for (const qint64 chunk : {2, 3, 7, 25, 60, 64}) {
      QTest::addRow("%s, %lld", std::string(name_of(kind)).c_str(), chunk) << static_cast<int>(kind) << chunk;
    }
  }
}

void TestInterpreter::chunks_of_steps_give_the_gradients_of_standard_bptt() {
  QFETCH(int, kind);
  QFETCH(qint64, chunk);
  const Sequence sequence(60, chunk);
  const Cell cell{.kind = static_cast<CellKind>(kind), .hidden = 20, .batch = 3, .layers = 2};
  const Trial standard = run_standard(*make_device(cell), sequence.length);
  const auto device = make_device(cell, chunk);
  const StateBytes bytes = device->state_sizes();
  for (const Strategy strategy : kStrategies) {
    Problem problem = problem_of(strategy, sequence.length, {}, cell);
    problem.chunk_length = chunk;
    for (const double count : {1.0, 2.5, 9.0, 1000.0}) {
      problem.budget = {Budget::Measure::Slots, count};
      Solver solver;
      const auto made = make_plan(problem, device_sizes(cell, chunk), solver);
      if (!made) continue;  // a baseline's need is fixed
      const Plan& plan = ***made;
      const std::int64_t predicted = value_of(peak_bytes_of(plan, bytes));
      const auto trial = try_actions(*device, strategy, sequence, plan.actions, predicted);
      QVERIFY2(trial, trial ? "" : trial.error().message.c_str());
      QVERIFY(relative_l2(trial->gradients, standard.gradients) <= 1e-6);
      QCOMPARE(trial->outcome.arena_peak, predicted);
      QCOMPARE(trial->outcome.forward_steps, plan.forward_steps);
      QVERIFY(!try_actions(*device, strategy, sequence, plan.actions, predicted - 1));
    }
  }
}

void TestInterpreter::random_problems_run_as_planned_data() {
  QTest::addColumn<qint64>("threads");
  for (const qint64 threads : {1, 2, 3, 5}) QTest::addRow("%lld threads", threads) << threads;
}

void TestInterpreter::random_problems_run_as_planned() {
  QFETCH(qint64, threads);
  std::mt19937 random(17);
  const auto any_of = [&](std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random()) % (most - least + 1);
  };
  int ran = 0;
  for (int round = 0; round < 150; ++round) {
    const Cell cell{.kind = static_cast<CellKind>(any_of(0, 2)),
                    .hidden = any_of(1, 24),
                    .batch = any_of(1, 7),
                    .layers = any_of(1, 3)};
    Problem problem =
        problem_of(kStrategies[static_cast<std::size_t>(any_of(0, 5))], any_of(1, 70), {}, cell);
    problem.chunk_length = any_of(1, any_of(1, problem.length));
    const DeviceSizes sizes = device_sizes(cell, problem.chunk_length, threads);
    const auto standard_bytes = static_cast<double>(standard_memory(problem.length, sizes.step.states));
    const double part = std::pow(10.0, -static_cast<double>(any_of(0, 150)) / 100);
    const std::array budgets = {
        Budget{Budget::Measure::Slots, static_cast<double>(any_of(1, 40))},
        Budget{Budget::Measure::Percent, 110 * part},
        Budget{Budget::Measure::Bytes, std::ceil(1.1 * part * standard_bytes)},
        Budget{Budget::Measure::DeviceMemory,
               std::ceil(part * standard_bytes) + static_cast<double>(total(sizes.chunk.fixed))}};
    problem.budget = budgets[static_cast<std::size_t>(any_of(0, 3))];
    Solver solver;
    const auto made = make_plan(problem, sizes, solver);
    if (!made) continue;
    ++ran;
    const Plan& plan = ***made;
    const std::int64_t capacity = *value_of(settle(problem, sizes)).arena_bytes;
    const std::int64_t predicted = value_of(peak_bytes_of(plan, sizes.chunk.states));
    QVERIFY(predicted <= capacity);
    const auto device = make_device(cell, problem.chunk_length, threads);
    QVERIFY(device->state_sizes() == make_device(cell, problem.chunk_length)->state_sizes());
    QCOMPARE(device->fixed(), sizes.chunk.fixed);
    // What the device holds beyond a single step's fixed parts is within the budget, too.
    if (problem.budget.measure == Budget::Measure::Bytes) {
      QVERIFY(static_cast<double>(predicted + total(device->fixed()) - total(sizes.step.fixed)) <=
              problem.budget.value);
    }
    const auto trial = try_actions(*device, problem.strategy, sequence_of(problem), plan.actions, predicted);
    QVERIFY2(trial, trial ? "" : trial.error().message.c_str());
    QCOMPARE(trial->outcome.arena_peak, predicted);
    QCOMPARE(trial->outcome.forward_steps, plan.forward_steps);
    // Chunks of any length give the same bits, too.
    const Trial standard = run_standard(*make_device(cell, 1, threads), problem.length);
    QVERIFY(same_bits(trial->gradients, standard.gradients));
    QCOMPARE(trial->loss, standard.loss);
  }
  QVERIFY2(ran > 60, std::to_string(ran).c_str());
}

void TestInterpreter::odd_schedules_give_the_gradients_of_standard_bptt_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<qint64>("threads");
  for (const qint64 threads : {1, 3}) {
    for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
      QTest::addRow("%s, %lld threads", std::string(name_of(kind)).c_str(), threads)
          << static_cast<int>(kind) << threads;
    }
  }
}

void TestInterpreter::odd_schedules_give_the_gradients_of_standard_bptt() {
  QFETCH(int, kind);
  QFETCH(qint64, threads);
  constexpr std::int64_t kLength = 14;
  const auto device =
      make_device({.kind = static_cast<CellKind>(kind), .hidden = 16, .batch = 4, .layers = 2}, 1, threads);
  const StateBytes bytes = device->state_sizes();
  const Trial standard = run_standard(*device, kLength);
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomSchedule schedule(kLength, seed);
    Checker checker(kLength, Strategy::Msm, with_byte_quanta(bytes), kUnlimited);
    for (const Action& action : schedule.actions()) QVERIFY(checker.apply(action));
    // Odd lifetimes leave gaps, so that the arena is larger than the peak.
    const auto trial = try_actions(*device, Strategy::Msm, kLength, schedule.actions(), 3 * checker.peak());
    QVERIFY2(trial, trial ? "" : trial.error().message.c_str());
    QVERIFY2(same_bits(trial->gradients, standard.gradients), qPrintable(QString::number(seed)));
    QCOMPARE(trial->outcome.arena_peak, checker.peak());
    QCOMPARE(trial->outcome.forward_steps, checker.forward_steps());
    const auto rehearsed = rehearse({kLength, Strategy::Msm, bytes, schedule.actions()}, 3 * checker.peak());
    QVERIFY(rehearsed);
    QCOMPARE(rehearsed->arena_peak, checker.peak());
  }
}

void TestInterpreter::poison_reaches_whoever_reads_freed_memory() {
  const auto device = make_device({.hidden = 8, .batch = 2});
  const StateBytes sizes = device->state_sizes();
  const auto memory = value_of(device->allocate(sizes.alpha));
  std::byte* internal = memory->data();
  std::byte* input = internal + sizes.beta;
  for (const bool freed : {false, true}) {
    device->begin_iteration(0, 1);
    device->keep(1, 1, internal, input);
    if (freed) device->poison(internal, sizes.beta);
    device->backward(1, 1, internal, {HiddenSource::Kind::Hidden, input});
    const auto gradients = device->gradients();
    QCOMPARE(std::ranges::any_of(gradients, [](float g) { return std::isnan(g); }), freed);
  }
}

void TestInterpreter::training_is_the_same_digit_for_digit() {
  constexpr std::int64_t kLength = 40;
  const Cell cell{.hidden = 24, .batch = 4};
  const auto by_standard =
      value_of(CpuDevice::create(cell, 1, value_of(open_input("text", 4, 1)), {.learning_rate = 5e-3}));
  const auto by_plan =
      value_of(CpuDevice::create(cell, 1, value_of(open_input("text", 4, 1)), {.learning_rate = 5e-3}));
  const auto plan = plan_of(problem_of(Strategy::Msm, kLength, {Budget::Measure::Percent, 12}, cell),
                            by_plan->state_sizes());
  QVERIFY(plan);
  const std::int64_t capacity = *value_of(settle(plan->problem, by_plan->state_sizes())).arena_bytes;
  double first = 0;
  double last = 0;
  for (std::int64_t n = 0; n < 50; ++n) {
    const Trial standard = run_standard(*by_standard, kLength, n);
    const Trial trial = value_of(try_actions(*by_plan, Strategy::Msm, kLength, plan->actions, capacity, n));
    QCOMPARE(std::bit_cast<std::uint64_t>(trial.loss), std::bit_cast<std::uint64_t>(standard.loss));
    by_standard->update();
    by_plan->update();
    if (n == 0) first = trial.loss;
    last = trial.loss;
  }
  QVERIFY2(last < first - 1, qPrintable(QStringLiteral("%1 to %2").arg(first).arg(last)));
}

void TestInterpreter::a_budget_below_the_peak_is_refused() {
  const Cell cell{.hidden = 8, .batch = 2};
  const StateBytes bytes = value_of(CpuLayout::of(cell)).state_sizes();
  const auto plan = plan_of(problem_of(Strategy::Hsm, 50, {Budget::Measure::Slots, 5}, cell), bytes);
  QVERIFY(plan);
  const BoundSchedule program{50, Strategy::Hsm, bytes, plan->actions};
  QCOMPARE(value_of(rehearse(program, 5 * bytes.hidden)).arena_peak, 5 * bytes.hidden);
  const auto refused = rehearse(program, 5 * bytes.hidden - 1);
  QVERIFY(!refused);
  QVERIFY(refused.error().message.find("above the budget") != std::string::npos);
}

void TestInterpreter::fragmentation_is_found_before_the_run() {
  // Two hidden states with a gap between them, and an internal state that fits beside neither.
  const StateBytes bytes{.hidden = 512, .alpha = 1280, .beta = 768};
  const std::vector<Action> actions = {Action::store_hidden(0, 0),
                                       Action::advance(0, 1),
                                       Action::store_hidden(1, 1),
                                       Action::advance(1, 2),
                                       Action::store_hidden(2, 2),
                                       Action::free(1),
                                       Action::keep(3),
                                       Action::store_internal(3, 3),
                                       Action::backward(3, 3),
                                       Action::free(3),
                                       Action::restore(0, 0),
                                       Action::advance(0, 1),
                                       Action::keep(2),
                                       Action::backward(2),
                                       Action::restore(0, 0),
                                       Action::keep(1),
                                       Action::backward(1)};
  const BoundSchedule program{3, Strategy::Msm, bytes, actions};
  QVERIFY(rehearse(program, 3 * 512 + 768));
  const auto tight = rehearse(program, 2 * 512 + 768);
  QVERIFY(!tight);
  QVERIFY(tight.error().message.find("fragmented") != std::string::npos);
}

void TestInterpreter::stops_when_asked() {
  struct Impatient final : Observer {
    void action_done(std::int64_t, const Action&, std::int64_t) override { ++done; }
    bool should_stop() override { return ++asked > 3; }
    int done = 0;
    int asked = 0;
  };
  const Cell cell{.hidden = 8, .batch = 2};
  const auto device = make_device(cell);
  const auto plan =
      plan_of(problem_of(Strategy::Hsm, 1000, {Budget::Measure::Slots, 2}, cell), device->state_sizes());
  QVERIFY(plan);
  const auto arena = value_of(device->allocate(2 * device->state_sizes().hidden));
  Impatient observer;
  device->begin_iteration(0, 1000);
  const RunOutcome outcome = value_of(carry_out({1000, Strategy::Hsm, device->state_sizes(), plan->actions},
                                                *device, arena->data(), arena->size(), true, observer));
  QVERIFY(!outcome.completed);
  QCOMPARE(observer.asked, 4);  // within the first long advance, too
  QVERIFY(observer.done <= 2);
}

QTEST_GUILESS_MAIN(TestInterpreter)
#include "tst_interpreter.moc"
