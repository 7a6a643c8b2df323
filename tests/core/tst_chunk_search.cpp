// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <random>

#include "core/plan/chunk_search.h"
#include "core/plan/plan.h"
#include "tests/support/damage.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

constexpr std::int64_t kHidden = 1024;  // bytes

/// A device on which a call takes `call` seconds, and each of its steps takes `step` seconds, times the cost
/// of that kind of step.
struct SyntheticDevice {
  double call = 0;
  double step = 1;
  double iteration = 5;
  std::int64_t beta = 3 * kHidden;
  std::int64_t scratch_per_step = 0;

  StepTimes times(std::int64_t k) const {
    const double forward = step + call / static_cast<double>(k);
    return {.advance = forward, .keep = 1.1 * forward, .backward = 2 * forward, .iteration = iteration};
  }
  ChunkSizes sizes(std::int64_t k) const {
    return {{.hidden = kHidden, .alpha = k * beta + kHidden, .beta = k * beta},
            {{"weights", 50'000}, {"working core", k * beta}, {"scratch", k * scratch_per_step}}};
  }
  /// A calibration with times of some lengths, and sizes of all.
  Calibration calibration(const std::vector<std::int64_t>& measured) const {
    Calibration calibration{"cpu", Cell{}, {}};
    for (std::int64_t k = 1; k <= measured.back(); ++k) {
      const bool is_measured = std::ranges::find(measured, k) != measured.end();
      calibration.chunks.push_back({k, sizes(k), is_measured ? std::optional(times(k)) : std::nullopt});
    }
    return calibration;
  }
};

Problem auto_problem(Strategy strategy, std::int64_t length, const Budget& budget) {
  Problem problem = problem_of(strategy, length, budget);
  problem.chunk_length = kAutoChunk;
  return problem;
}

/// Plans every length and adds up the times of its schedule's actions.
struct Exhaustive {
  std::int64_t best_k = 0;
  double seconds = INFINITY;
  std::int64_t planned = 0;
};

Exhaustive try_all(Problem problem, const SyntheticDevice& device, std::int64_t most) {
  Exhaustive found;
  for (std::int64_t k = 1; k <= std::min(most, problem.length); ++k) {
    problem.chunk_length = k;
    Solver solver;
    const auto plan = make_plan(problem, DeviceSizes(device.sizes(1), device.sizes(k)), solver);
    if (!plan) continue;
    ++found.planned;
    const StepTimes times = device.times(k);
    const Sequence sequence = sequence_of(problem);
    double seconds = times.iteration;
    for (const Action& action : (**plan)->actions) {
      const double step = action.kind == ActionKind::Keep ? times.keep : times.advance;
      seconds += step * static_cast<double>(sequence.forward_steps(action));
      if (action.kind == ActionKind::Backward) {
        seconds += times.backward * static_cast<double>(sequence.steps_of(action.step()));
      }
    }
    if (seconds < found.seconds * (1 - 1e-12)) {
      found.seconds = seconds;
      found.best_k = k;
    }
  }
  return found;
}

std::shared_ptr<const Calibration> shared(Calibration calibration) {
  return std::make_shared<const Calibration>(std::move(calibration));
}

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

}  // namespace

class TestChunkSearch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void finds_what_trying_all_finds_data();
  void finds_what_trying_all_finds();
  void longer_chunks_pay_where_calls_are_dear();
  void counts_slots_as_bytes();
  void pays_for_what_chunks_take_beside_the_states();
  void says_why_nothing_fits();
  void refuses_what_it_cannot_answer();
  void stops_when_asked();
  void a_calibration_comes_back_as_it_went();
  void names_what_is_wrong_in_a_calibration();
  void survives_random_damage();
};

void TestChunkSearch::finds_what_trying_all_finds_data() {
  QTest::addColumn<int>("strategy");
  QTest::addColumn<double>("call");
  for (const Strategy strategy : kStrategies) {
    for (const double call : {0.0, 0.1, 1.0, 20.0}) {
      QTest::addRow("%s, a call as %g steps", std::string(name_of(strategy)).c_str(), call)
          << static_cast<int>(strategy) << call;
    }
  }
}

void TestChunkSearch::finds_what_trying_all_finds() {
  QFETCH(int, strategy);
  QFETCH(double, call);
  const SyntheticDevice device{.call = call, .scratch_per_step = 256};
  const auto calibration = shared(device.calibration({1, 2, 4, 8, 16, 32}));
  for (const std::int64_t length : {5, 61, 200}) {
    for (const double percent : {3.0, 10.0, 40.0, 120.0}) {
      const Problem problem =
          auto_problem(static_cast<Strategy>(strategy), length, {Budget::Measure::Percent, percent});
      const Exhaustive best = try_all(problem, device, 32);
      const auto found = find_chunk(problem, calibration);
      QVERIFY(found);
      Solver solver;
      const auto solution = solve(**found, solver);
      QCOMPARE(solution.has_value(), best.planned > 0);
      if (!solution) continue;
      QCOMPARE((*found)->problem.chunk_length, best.best_k);
      const StepTimes times = calibration->times_of(best.best_k);
      QVERIFY(near(predicted_seconds(times, **solution), best.seconds));
      QVERIFY(near(times.keep, device.times(best.best_k).keep));
      QCOMPARE((*found)->calibration, calibration);
    }
  }
}

void TestChunkSearch::longer_chunks_pay_where_calls_are_dear() {
  const Problem problem = auto_problem(Strategy::Msm, 500, {Budget::Measure::Percent, 10});
  std::vector<std::int64_t> lengths;
  for (const double call : {0.0, 0.5, 50.0}) {
    const SyntheticDevice device{.call = call};
    const auto found = find_chunk(problem, shared(device.calibration({1, 8, 64})));
    QVERIFY(found);
    lengths.push_back((*found)->problem.chunk_length);
  }
  QCOMPARE(lengths[0], std::int64_t{1});
  QVERIFY(lengths[1] > lengths[0]);
  QVERIFY(lengths[2] >= lengths[1]);
}

void TestChunkSearch::counts_slots_as_bytes() {
  const SyntheticDevice device{.call = 1};
  const auto found = find_chunk(auto_problem(Strategy::Msm, 300, {Budget::Measure::Slots, 40}),
                                shared(device.calibration({1, 32})));
  QVERIFY(found);
  QCOMPARE((*found)->problem.budget, (Budget{Budget::Measure::Bytes, 40.0 * kHidden}));
  const auto same = find_chunk(auto_problem(Strategy::Msm, 300, (*found)->problem.budget),
                               shared(device.calibration({1, 32})));
  QCOMPARE((*same)->problem, (*found)->problem);
}

void TestChunkSearch::pays_for_what_chunks_take_beside_the_states() {
  const SyntheticDevice device{.call = 2, .scratch_per_step = 2048};
  const Problem problem = auto_problem(Strategy::Msm, 400, {Budget::Measure::Percent, 8});
  const auto found = find_chunk(problem, shared(device.calibration({1, 64})));
  QVERIFY(found && (*found)->problem.chunk_length > 1);
  Solver solver;
  const auto plan = make_plan((*found)->problem, (*found)->device, solver);
  QVERIFY(plan);
  const ChunkSizes step = device.sizes(1);
  const ChunkSizes chunk = device.sizes((*found)->problem.chunk_length);
  const std::int64_t taken = *peak_bytes_of(***plan, chunk.states) + total(chunk.fixed) - total(step.fixed);
  QVERIFY(static_cast<double>(taken) <= 0.08 * static_cast<double>(standard_memory(400, step.states)));
  // The same as a budget of device memory: the fixed parts of single steps beside the same states.
  Problem on_card = problem;
  on_card.budget = {Budget::Measure::DeviceMemory,
                    std::floor(0.08 * static_cast<double>(standard_memory(400, step.states))) +
                        static_cast<double>(total(step.fixed))};
  const auto same = find_chunk(on_card, shared(device.calibration({1, 64})));
  QCOMPARE((*same)->problem.chunk_length, (*found)->problem.chunk_length);
  QCOMPARE((*same)->budget, (*found)->budget);
}

void TestChunkSearch::says_why_nothing_fits() {
  const SyntheticDevice device;
  const auto settled = find_chunk(auto_problem(Strategy::Standard, 100, {Budget::Measure::Bytes, 1000}),
                                  shared(device.calibration({1, 4})));
  QVERIFY(settled);
  QCOMPARE((*settled)->problem.chunk_length, std::int64_t{1});
  Solver solver;
  const auto none = solve(**settled, solver);
  QVERIFY(!none);
  QVERIFY2(none.error().message.find("the smallest that works") != std::string::npos,
           none.error().message.c_str());
}

void TestChunkSearch::refuses_what_it_cannot_answer() {
  const auto calibration = shared(SyntheticDevice{}.calibration({1, 4}));
  Problem problem = auto_problem(Strategy::Msm, 100, {Budget::Measure::Percent, 10});
  problem.beta = 2;
  QVERIFY(!find_chunk(problem, calibration));
  problem.beta.reset();
  problem.cell.hidden = 17;
  QVERIFY(!find_chunk(problem, calibration));
  problem.cell = {};
  problem.device = "cuda:0";
  QVERIFY(!find_chunk(problem, calibration));
  problem.device = "cpu";
  QVERIFY(find_chunk(problem, calibration));
}

void TestChunkSearch::stops_when_asked() {
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = find_chunk(auto_problem(Strategy::Msm, 3000, {Budget::Measure::Percent, 30}),
                                  shared(SyntheticDevice{}.calibration({1, 4})), stop.get_token());
  QVERIFY(stopped);
  QVERIFY(!*stopped);
}

void TestChunkSearch::a_calibration_comes_back_as_it_went() {
  const Calibration calibration = SyntheticDevice{.call = 0.3}.calibration({1, 3, 7});
  const auto back = parse_calibration(to_json(calibration));
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QVERIFY(*back == calibration);
  // Without the field, which older files lack, an iteration takes no time beside its steps.
  std::string older = to_json(SyntheticDevice{.iteration = 5}.calibration({1}));
  const std::string field = ",\"iteration_seconds\":5.0";
  const auto at = older.find(field);
  QVERIFY(at != std::string::npos);
  const auto read = parse_calibration(older.erase(at, field.size()));
  QVERIFY(read && *read == SyntheticDevice{.iteration = 0}.calibration({1}));
  QVERIFY(back->find(2) && !back->find(2)->times && !back->find(8));
}

void TestChunkSearch::names_what_is_wrong_in_a_calibration() {
  const auto error_of = [](Calibration calibration) {
    const auto back = parse_calibration(to_json(calibration));
    return back ? std::string() : back.error().message;
  };
  const Calibration good = SyntheticDevice{}.calibration({1, 3});
  Calibration bad = good;
  bad.chunks.erase(bad.chunks.begin());
  QCOMPARE(error_of(bad), std::string("chunks[0].steps: must be 1 at first and then rise"));
  bad = good;
  std::swap(bad.chunks[1], bad.chunks[2]);
  QCOMPARE(error_of(bad), std::string("chunks[2].steps: must be 1 at first and then rise"));
  bad = good;
  bad.chunks.back().times.reset();
  QCOMPARE(error_of(bad), std::string("chunks: the first and the last must be measured"));
  bad.chunks.clear();
  QCOMPARE(error_of(bad), std::string("chunks: the first and the last must be measured"));
}

void TestChunkSearch::survives_random_damage() {
  const std::string good = to_json(SyntheticDevice{.call = 0.3}.calibration({1, 3, 7}));
  std::mt19937 random(9);
  int taken = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto calibration = parse_calibration(damaged(good, random));
    if (!calibration) {
      QVERIFY2(is_one_clean_line(calibration.error().message), calibration.error().message.c_str());
      continue;
    }
    ++taken;
    (void)find_chunk(auto_problem(Strategy::Hsm, 20, {Budget::Measure::Percent, 10}), shared(*calibration));
  }
  QVERIFY2(taken > 20 && taken < 2980, std::to_string(taken).c_str());
}

QTEST_GUILESS_MAIN(TestChunkSearch)
#include "tst_chunk_search.moc"
