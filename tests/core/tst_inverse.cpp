// SPDX-License-Identifier: GPL-3.0-or-later
/// The inverse questions against trying every budget, and every length.
#include <QTest>

#include <map>
#include <memory>
#include <thread>

#include "core/study/inverse.h"
#include "tests/support/plain_tables.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

constexpr std::int64_t kLength = 200;
constexpr std::int64_t kSlots = 50;
constexpr std::int64_t kPercents[] = {0, 5, 10, 20, 25, 30, 31, 33, 34, 50, 66, 67, 100, 150, 300};

/// Costs of one strategy with one set of sizes, by the recurrence, for kLength chunks and kSlots slots.
class Brute {
 public:
  Brute(Strategy strategy, const StateSizes& sizes)
      : slot_(strategy == Strategy::Msm ? sizes.hidden : 1),
        table_(strategy, kLength, kSlots * slot_, sizes) {}

  std::int64_t cost(std::int64_t chunks, std::int64_t m) const { return table_.cost(chunks, m * slot_); }

  /// Forward steps in single steps, where the last of the chunks may be short.
  std::int64_t forward_steps(const Sequence& sequence, std::int64_t m) const {
    const std::int64_t k = sequence.chunk_length;
    return cost(sequence.chunks(), m) * k - (sequence.chunks() * k - sequence.length);
  }

  /// In whole numbers: (C + 2t) / 3t <= 1 + percent / 100.
  bool is_within(std::int64_t percent, const Sequence& sequence, std::int64_t m) const {
    return 100 * (forward_steps(sequence, m) + 2 * sequence.length) <= (100 + percent) * 3 * sequence.length;
  }

  /// 0: none of up to kSlots.
  std::int64_t least_slots(std::int64_t percent, const Sequence& sequence) const {
    for (std::int64_t m = 1; m <= kSlots; ++m) {
      if (is_within(percent, sequence, m)) return m;
    }
    return 0;
  }

 private:
  std::int64_t slot_;
  testing::PlainTable table_;
};

Problem ratios(Strategy strategy, std::optional<double> alpha, std::optional<double> beta,
               std::int64_t chunk_length = 1) {
  Problem problem = problem_of(strategy, 1, 1);
  problem.alpha = alpha;
  problem.beta = beta;
  problem.chunk_length = chunk_length;
  return problem;
}

/// Every strategy with every set of sizes, some of which only the table of MSM solves, and chunks.
void add_problems() {
  QTest::addColumn<Problem>("problem");
  const auto add = [](const char* name, const Problem& problem) { QTest::newRow(name) << problem; };
  add("HSM", ratios(Strategy::Hsm, {}, {}));
  add("HSM, beta 4, chunks of 7", ratios(Strategy::Hsm, {}, 4, 7));
  add("ISM", ratios(Strategy::Ism, {}, {}));
  add("ISM, beta 1, chunks of 3", ratios(Strategy::Ism, {}, 1, 3));
  add("MSM", ratios(Strategy::Msm, {}, {}));
  add("MSM, beta 1", ratios(Strategy::Msm, {}, 1));
  add("MSM, beta 4", ratios(Strategy::Msm, {}, 4));
  add("MSM, beta 12, chunks of 7", ratios(Strategy::Msm, {}, 12, 7));
  add("MSM, beta 2.5, chunks of 3", ratios(Strategy::Msm, {}, 2.5, 3));
  add("MSM, plain alpha 5", ratios(Strategy::Msm, 5, {}));
  add("MSM, plain alpha 2", ratios(Strategy::Msm, 2, {}));
  add("MSM, alpha 3, beta 2.5", ratios(Strategy::Msm, 3, 2.5));
}

Settled settled_with(Problem problem, std::int64_t length, std::int64_t m) {
  problem.length = length;
  problem.budget = {Budget::Measure::Slots, static_cast<double>(m)};
  return value_of(settle(problem, std::nullopt));
}

constexpr double kNoLimit = 1e9;
const StateBytes kLstm{65536, 229376, 163840};

/// Times of single steps and of chunks, on a measured basis.
OverheadBasis measured_basis(const Problem& problem, const StepTimes& step, const StepTimes& chunk) {
  Calibration calibration{.device = problem.device, .cell = problem.cell, .chunks = {}};
  calibration.chunks.push_back({.steps = 1, .sizes = {}, .times = step});
  calibration.chunks.push_back({.steps = problem.chunk_length, .sizes = {}, .times = chunk});
  return {OverheadBasis::Kind::Measured, problem, {std::make_shared<const Calibration>(calibration), {}}};
}

}  // namespace

Q_DECLARE_METATYPE(tidemark::Problem)
Q_DECLARE_METATYPE(tidemark::StepTimes)

class TestInverse : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// What both searches rely on.
  void costs_fall_with_the_budget_and_rise_with_the_length_data() {
    add_problems();
    QTest::newRow("MSM, beta 0.5") << ratios(Strategy::Msm, {}, 0.5);
  }
  void costs_fall_with_the_budget_and_rise_with_the_length() {
    QFETCH(Problem, problem);
    const StateSizes sizes = settled_with(problem, 1, 1).sizes;
    const std::int64_t budget = problem.strategy == Strategy::Msm ? kSlots * sizes.hidden : kSlots;
    const testing::PlainTable table(problem.strategy, kLength, budget, sizes);
    const std::int64_t least = problem.strategy == Strategy::Msm ? sizes.hidden : 1;
    for (std::int64_t m = least; m <= budget; ++m) {
      for (std::int64_t t = 1; t <= kLength; ++t) {
        if (m < budget) QVERIFY(table.cost(t, m + 1) <= table.cost(t, m));
        if (t < kLength) QVERIFY(table.cost(t, m) * (t + 1) <= table.cost(t + 1, m) * t);
      }
    }
  }

  void least_memory_is_that_of_trying_every_budget_data() {
    add_problems();
    QTest::newRow("MSM, beta 0.5") << ratios(Strategy::Msm, {}, 0.5);
  }
  void least_memory_is_that_of_trying_every_budget() {
    QFETCH(Problem, problem);
    const Brute brute(problem.strategy, settled_with(problem, 1, 1).sizes);
    Solver solver;
    for (std::int64_t length = kLength; length >= 1; --length) {
      const Settled settled = settled_with(problem, length, 1);
      for (const std::int64_t percent : kPercents) {
        const std::int64_t least = brute.least_slots(percent, settled.sequence());
        const auto found = least_memory(settled, static_cast<double>(percent) / 100, {}, solver);
        if (least == 0) {
          QVERIFY(!found || (**found).problem.budget.value > kSlots);
          continue;
        }
        QVERIFY2(found, qPrintable(QStringLiteral("%1 %2").arg(length).arg(percent)));
        QCOMPARE((**found).problem.budget.value, static_cast<double>(least));
        QCOMPARE((**found).forward_steps, brute.forward_steps(settled.sequence(), least));
        QCOMPARE((**found).problem.length, length);
      }
    }
  }

  void the_longest_sequence_is_that_of_trying_every_length_data() { add_problems(); }
  void the_longest_sequence_is_that_of_trying_every_length() {
    QFETCH(Problem, problem);
    const Brute brute(problem.strategy, settled_with(problem, 1, 1).sizes);
    const std::int64_t k = problem.chunk_length;
    Solver solver;
    std::int64_t bounded = 0;
    for (std::int64_t m = kSlots; m >= 1; --m) {
      for (const std::int64_t percent : kPercents) {
        if (percent > 70 && m > 5) continue;  // millions of steps and more: tables that take long
        std::int64_t longest = 0;
        for (std::int64_t t = 1; t <= kLength * k; ++t) {
          if (brute.is_within(percent, Sequence(t, k), m)) longest = t;
        }
        const auto found =
            longest_sequence(settled_with(problem, 1, m), static_cast<double>(percent) / 100, {}, solver);
        if (!found) {
          // Only where there is more than the table of MSM holds.
          QVERIFY2(longest == kLength * k, found.error().message.c_str());
          QVERIFY(!found.error().is_violation);
          continue;
        }
        const Solution& solution = **found;
        if (longest == kLength * k) {
          QVERIFY(solution.problem.length >= longest);
          continue;
        }
        ++bounded;
        QVERIFY2(solution.problem.length == longest, qPrintable(QStringLiteral("%1 slots, %2 %: %3, not %4")
                                                                    .arg(m)
                                                                    .arg(percent)
                                                                    .arg(solution.problem.length)
                                                                    .arg(longest)));
        QCOMPARE(solution.forward_steps, brute.forward_steps(solution.sequence(), m));
        QCOMPARE(solution.problem.budget.value, static_cast<double>(m));
      }
    }
    QVERIFY(bounded > 50);
  }

  /// Chunks that are faster or slower than single steps, and iterations that are quick or slow to start.
  void on_measured_times_both_are_exact_data() {
    QTest::addColumn<StepTimes>("chunk");
    QTest::newRow("faster") << StepTimes{.advance = 0.5, .keep = 0.6, .backward = 1.6, .iteration = 4};
    QTest::newRow("slower") << StepTimes{.advance = 1.6, .keep = 1.9, .backward = 3.1, .iteration = 1};
    QTest::newRow("slow to start") << StepTimes{.advance = 0.9, .keep = 1, .backward = 1.9, .iteration = 14};
    QTest::newRow("never fast") << StepTimes{.advance = 2, .keep = 3, .backward = 4, .iteration = 40};
  }
  void on_measured_times_both_are_exact() {
    QFETCH(StepTimes, chunk);
    constexpr StepTimes kStep{.advance = 1, .keep = 1.1, .backward = 2, .iteration = 6};
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      const Problem problem = ratios(strategy, {}, 2.5, 4);
      const OverheadBasis basis = measured_basis(problem, kStep, chunk);
      QVERIFY(basis.kind() == OverheadBasis::Kind::Measured);
      const Brute brute(strategy, settled_with(problem, 1, 1).sizes);
      const auto is_within = [&](double most, const Sequence& sequence, std::int64_t m) {
        const auto forward_steps = static_cast<double>(brute.forward_steps(sequence, m));
        return basis.overhead(forward_steps, sequence.length) <= most;
      };
      Solver solver;
      for (const double most : {0.0, 0.171, 0.333, 0.61, 1.17}) {
        for (std::int64_t m = 1; m <= (most > 0.4 ? 8 : kSlots); m += 7) {
          std::int64_t longest = 0;
          for (std::int64_t t = 1; t <= kLength * 4; ++t) {
            if (is_within(most, Sequence(t, 4), m)) longest = t;
          }
          const auto found = longest_sequence(settled_with(problem, 1, m), most, basis, solver);
          if (longest == kLength * 4) {
            QVERIFY(!found || (**found).problem.length >= longest);
          } else if (longest == 0) {
            QVERIFY(!found && found.error().is_violation);
          } else {
            QVERIFY2(found, found ? "" : found.error().message.c_str());
            QCOMPARE((**found).problem.length, longest);
          }
        }
        for (std::int64_t length = 1; length <= kLength; length += 3) {
          std::int64_t least = 1;
          while (least <= kSlots && !is_within(most, Sequence(length, 4), least)) ++least;
          const auto found = least_memory(settled_with(problem, length, 1), most, basis, solver);
          if (least <= kSlots) {
            QVERIFY2(found, found ? "" : found.error().message.c_str());
            QCOMPARE((**found).problem.budget.value, static_cast<double>(least));
          } else {
            QVERIFY(!found || (**found).problem.budget.value > kSlots);
          }
        }
      }
    }
  }

  /// The paper's headline backwards, in every measure.
  void the_headline_of_the_paper_backwards() {
    Solver solver;
    const Problem ism = problem_of(Strategy::Ism, 1000, 7);
    const Solution least = **least_memory(value_of(settle(ism, std::nullopt)), 0.95 / 3, {}, solver);
    QCOMPARE(least.problem.budget.value, 50.0);
    QCOMPARE(least.forward_steps, std::int64_t{1950});
    const Solution longest = **longest_sequence(
        value_of(settle(problem_of(Strategy::Ism, 7, 50), std::nullopt)), 0.95 / 3, {}, solver);
    QCOMPARE(longest.problem.length, std::int64_t{1000});
  }

  void a_budget_in_bytes_or_percent_is_the_least_there_is() {
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      for (const Budget::Measure measure : {Budget::Measure::Bytes, Budget::Measure::Percent}) {
        const Settled settled =
            value_of(settle(problem_of(strategy, 300, {measure, 100}), DeviceSizes(kLstm)));
        for (const double most : {0.3, 0.5, 0.7, 1.0}) {
          Solver solver;
          const auto found = least_memory(settled, most, {}, solver);
          if (strategy == Strategy::Hsm && most == 0.3) {
            QVERIFY(!found && found.error().is_violation);
            continue;
          }
          const Solution& solution = **found;
          QVERIFY(solution.problem.budget.measure == measure);
          QVERIFY(OverheadBasis().overhead(static_cast<double>(solution.forward_steps), 300) <= most + 1e-12);
          Problem less = solution.problem;
          less.budget.value *= measure == Budget::Measure::Bytes ? 1 - 1e-7 : 0.99;
          const auto cheaper = solve(less, DeviceSizes(kLstm), solver);
          QVERIFY(!cheaper || OverheadBasis().overhead(static_cast<double>((**cheaper).forward_steps), 300) >
                                  most + 1e-12);
        }
      }
    }
  }

  /// 5 % of 1000 steps is an amount of memory, and stays that amount at any other length.
  void a_budget_in_percent_keeps_its_bytes_at_another_length() {
    Solver solver;
    const Problem asked = problem_of(Strategy::Msm, 1000, {Budget::Measure::Percent, 5});
    const Settled on_device = value_of(settle(asked, DeviceSizes(kLstm)));
    const Solution found = **longest_sequence(on_device, 0.5, {}, solver);
    QVERIFY(found.problem.budget.measure == Budget::Measure::Bytes);
    QCOMPARE(found.budget, on_device.budget);
    QVERIFY(found.problem.length > 1000);
    const Settled by_states = value_of(settle(asked, std::nullopt));
    const Solution in_slots = **longest_sequence(by_states, 0.5, {}, solver);
    QVERIFY(in_slots.problem.budget.measure == Budget::Measure::Slots);
    QCOMPARE(in_slots.budget, by_states.budget);
  }

  void standard_bptt_fits_without_a_limit_on_time() {
    Solver solver;
    const Settled settled = value_of(settle(problem_of(Strategy::Standard, 1, 50), std::nullopt));
    const auto fits = [&](std::int64_t length) {
      return solve(problem_of(Strategy::Standard, length, 50), std::nullopt, solver).has_value();
    };
    const std::int64_t length = (**longest_sequence(settled, std::nullopt, {}, solver)).problem.length;
    QVERIFY(fits(length) && !fits(length + 1));
  }

  void what_has_no_answer_is_a_sentence_data() {
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("is_no");
    QTest::addColumn<QString>("said");
    Solver solver;
    const auto asked = [](Strategy strategy) {
      return value_of(settle(problem_of(strategy, 100, 10), std::nullopt));
    };
    const auto add = [](const char* name, const Cancellable<Solution>& found, bool is_no, const char* said) {
      QTest::newRow(name) << QString::fromStdString(found ? "an answer" : found.error().message) << is_no
                          << QString(said);
      if (!found && found.error().is_violation != is_no) qFatal("%s: the wrong kind of error", name);
    };
    add("HSM cannot be that fast", least_memory(asked(Strategy::Hsm), 0.32, {}, solver), true,
        "no budget makes HSM as fast as that: in all the memory it can use it still takes 33% more");
    add("a fixed rule", least_memory(asked(Strategy::ChenSqrt), 0.33, {}, solver), false, "is a fixed rule");
    add("standard BPTT", least_memory(asked(Strategy::Standard), 0.33, {}, solver), false, "is a fixed rule");
    add("Chen's length", longest_sequence(asked(Strategy::ChenRecursive), 9, {}, solver), false,
        "is a fixed rule");
    add("no limit on time", longest_sequence(asked(Strategy::Msm), std::nullopt, {}, solver), false,
        "memory sets no limit to the length: 10 hidden states will do for any, at the price of time");
    add("less than no time", least_memory(asked(Strategy::Msm), -0.1, {}, solver), false, "0 or more");
    add("too long to solve",
        longest_sequence(value_of(settle(problem_of(Strategy::Msm, 1, 1'000'000), std::nullopt)), 1, {},
                         solver),
        false, "cannot be said: an MSM table for");
    Problem small = problem_of(Strategy::Ism, 1, {Budget::Measure::Bytes, 1000});
    small.strategy = Strategy::Msm;
    add("not one hidden state fits",
        longest_sequence(value_of(settle(small, DeviceSizes(kLstm))), 0.33, {}, solver), true,
        "a budget of 1000 bytes is too small for msm over 1 step: the smallest that works is");
    small.strategy = Strategy::Ism;
    add("not one state fits",
        longest_sequence(value_of(settle(small, DeviceSizes(kLstm))), kNoLimit, {}, solver), true,
        "a budget of 1000 bytes is too small for ism over 1 step: the smallest that works is");
  }
  void what_has_no_answer_is_a_sentence() {
    QFETCH(QString, sentence);
    QFETCH(QString, said);
    QVERIFY2(sentence.contains(said), qPrintable(sentence));
  }

  void both_can_be_stopped() {
    Solver solver;
    std::stop_source stop;
    stop.request_stop();
    const Settled settled = value_of(settle(slow_problem(), std::nullopt));
    QVERIFY(!least_memory(settled, 0.3, {}, solver, stop.get_token()).value());
    QVERIFY(!longest_sequence(settled, 0.5, {}, solver, stop.get_token()).value());
  }
};

QTEST_GUILESS_MAIN(TestInverse)
#include "tst_inverse.moc"
