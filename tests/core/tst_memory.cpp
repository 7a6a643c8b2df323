// SPDX-License-Identifier: GPL-3.0-or-later
/// What states take: their sizes, and percents of standard BPTT's memory, of bytes where a device is known,
/// else of states, and the same in both directions.
#include <QTest>
#include <cmath>
#include <limits>
#include <random>

#include "core/model/memory_share.h"
#include "core/model/settled.h"
#include "core/model/sizes.h"

using namespace tidemark;

namespace {

/// LSTM 256, batch 32, float32, on the CPU.
const StateBytes kLstm{65536, 229376, 163840};

Settled settled_for(Strategy strategy, const Budget& budget, const std::optional<DeviceSizes>& device = {},
                    std::optional<double> beta = {}) {
  Problem problem;
  problem.strategy = strategy;
  problem.budget = budget;
  problem.beta = beta;
  return settle(problem, device).value();
}

MemoryShare share_for(const Settled& settled) {
  return {settled.problem, settled.sizes, settled.device};
}

double share_of_budget(const Settled& settled) {
  const MemoryShare share = share_for(settled);
  return share.part(share.amount_of_quanta(static_cast<double>(settled.budget)), settled.problem.strategy);
}

}  // namespace

class TestMemory : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sizes_follow_from_what_is_given() {
    QCOMPARE(sizes_from_ratios({}, {}).value(), (StateSizes{2, 7, 5}));   // the default LSTM
    QCOMPARE(sizes_from_ratios({}, 1.0).value(), (StateSizes{1, 2, 1}));  // beta alone: alpha = beta + 1
    QCOMPARE(sizes_from_ratios({}, 4.0).value(), (StateSizes{1, 5, 4}));
    QCOMPARE(sizes_from_ratios(5.0, {}).value(),
             (StateSizes{1, 5, 5}));  // alpha alone: the paper's plain form
    QCOMPARE(sizes_from_ratios(1.0, {}).value(), (StateSizes{1, 1, 1}));
    QCOMPARE(sizes_from_ratios(2.5, 1.5).value(), (StateSizes{2, 5, 3}));
    QCOMPARE(sizes_from_ratios(4.0, 3.25).value(), (StateSizes{4, 16, 13}));
    QCOMPARE(sizes_from_ratios(1e6, 1e6).value(), (StateSizes{1, 1'000'000, 1'000'000}));
  }

  void sizes_are_rounded_up_never_down() {
    std::mt19937 random(3);
    for (int i = 0; i < 2000; ++i) {
      const double beta = std::uniform_real_distribution<double>(0.05, 40)(random);
      const StateSizes sizes = sizes_from_ratios({}, beta).value();
      QVERIFY(sizes.hidden >= 1 && sizes.hidden <= 16);
      QVERIFY(sizes.beta_ratio() >= beta * (1 - 1e-9));
      QVERIFY(sizes.alpha_ratio() >= (beta + 1) * (1 - 1e-9));
      QVERIFY(sizes.beta_ratio() <= beta + 1.0 / static_cast<double>(sizes.hidden) + 1e-9);
      // Sizes of the form whose plans are optimal keep that form.
      QCOMPARE(sizes.alpha, sizes.beta + sizes.hidden);
    }
    QCOMPARE(sizes_from_ratios(1.0, 1e-9).value().beta, std::int64_t{1});
  }

  void sizes_of_a_device_are_the_same_ratios() {
    // LSTM 256, batch 32, float32: 2 and 5 vectors of 256 x 32 x 4 bytes.
    QCOMPARE(sizes_from_bytes(StateBytes{65536, 229376, 163840}), (StateSizes{2, 7, 5}));
    QCOMPARE(sizes_from_bytes(StateBytes{256, 1536, 1280}), (StateSizes{1, 6, 5}));
    // Odd sizes are rounded up: what fits in quanta fits in bytes.
    const StateBytes odd{1000, 3337, 2337};
    const StateSizes planned = sizes_from_bytes(odd);
    QVERIFY(planned.beta * odd.hidden >= odd.beta * planned.hidden);
    QVERIFY(planned.alpha * odd.hidden >= odd.alpha * planned.hidden);
  }

  void what_is_no_size_is_refused_data() {
    QTest::addColumn<double>("alpha");  // 0: not given
    QTest::addColumn<double>("beta");
    QTest::addColumn<QString>("complaint");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    QTest::newRow("alpha below 1") << 0.99 << 0.0 << "alpha";
    QTest::newRow("alpha below 0") << -3.0 << 0.0 << "alpha";
    QTest::newRow("alpha NaN") << nan << 0.0 << "alpha";
    QTest::newRow("alpha infinite") << infinity << 0.0 << "alpha";
    QTest::newRow("alpha too large") << 1.1e6 << 0.0 << "alpha";
    QTest::newRow("beta below 0") << 0.0 << -1.0 << "beta";
    QTest::newRow("beta NaN") << 0.0 << nan << "beta";
    QTest::newRow("beta infinite") << 0.0 << infinity << "beta";
    QTest::newRow("beta too large") << 0.0 << 1.1e6 << "beta";
    QTest::newRow("beta above alpha") << 2.0 << 3.0 << "must not be above alpha";
  }

  void what_is_no_size_is_refused() {
    QFETCH(double, alpha);
    QFETCH(double, beta);
    QFETCH(QString, complaint);
    const auto given = [](double ratio) { return ratio == 0 ? std::nullopt : std::optional(ratio); };
    const auto sizes = sizes_from_ratios(given(alpha), given(beta));
    QVERIFY(!sizes);
    QVERIFY(QString::fromStdString(sizes.error().message).contains(complaint));
    QVERIFY(!sizes_from_ratios({}, 0.0));
    QVERIFY(!sizes_from_ratios(0.0, {}));
  }

  void sizes_of_slots_and_of_everything() {
    const StateSizes lstm{2, 7, 5};
    for (Strategy strategy : kStrategies)
      QCOMPARE(slot_size(strategy, lstm), strategy == Strategy::Ism ? 7 : 2);
    QCOMPARE(standard_memory(1000, lstm), std::int64_t{5002});
    // In chunks of 4 a step's internal state is a fourth of a chunk's, but its input is not shared.
    const StateSizes chunk{2, 22, 20};
    QCOMPARE(standard_memory(Strategy::Msm, Sequence(1000, 4), chunk), 5002.0);
    QCOMPARE(standard_memory(Strategy::Ism, Sequence(1000, 4), chunk), 7000.0);
  }

  /// Every strategy counts by one of the two rules that the paper has, and only ISM counts internal states
  /// alone.
  void sizes_are_counted_by_the_memory_rule() {
    const StateSizes lstm{2, 7, 5};
    for (const StrategyInfo& info : kStrategyTable) {
      const bool is_ism = info.strategy == Strategy::Ism;
      const MemoryRule rule = rule_of(info.strategy);
      QCOMPARE(rule.hidden_size(lstm), is_ism ? 0 : 2);
      QCOMPARE(rule.internal_size(lstm, false), 7);
      QCOMPARE(rule.internal_size(lstm, true), is_ism ? 7 : 5);
      QCOMPARE(rule.core_size(lstm), is_ism ? 7 : 0);
      QCOMPARE(rule.slot_holds_internal(), is_ism);
    }
  }

  /// 50 internal states of an LSTM are 5 % of 1000 internal states, but 7 % of the bytes of standard BPTT,
  /// which stores each beside its input. Both were once stated for the same plan.
  void states_without_a_device_and_bytes_with_one() {
    const Budget fifty{Budget::Measure::Slots, 50};
    const Settled states = settled_for(Strategy::Ism, fifty);
    QVERIFY(share_for(states).basis() == MemoryShare::Basis::States);
    QCOMPARE(share_of_budget(states), 0.05);
    const Settled bytes = settled_for(Strategy::Ism, fifty, DeviceSizes(kLstm));
    QVERIFY(share_for(bytes).basis() == MemoryShare::Basis::Bytes);
    QCOMPARE(share_of_budget(bytes), 50 * 3.5 / 2501);
    QCOMPARE(share_for(bytes).standard(Strategy::Ism), 2501 * 65536.0);
  }

  /// With beta by hand, 50 hidden states were once 2 % in one place and 1.25 % in another.
  void sizes_by_hand_count_states_on_any_device() {
    const Budget fifty{Budget::Measure::Slots, 50};
    for (const auto& device : {std::optional<DeviceSizes>(), std::optional(DeviceSizes(kLstm))}) {
      const Settled by_hand = settled_for(Strategy::Hsm, fifty, device, 4.0);
      QVERIFY(share_for(by_hand).basis() == MemoryShare::Basis::States);
      QCOMPARE(share_of_budget(by_hand), 50.0 / 4001);
    }
  }

  /// A budget in percent is reported as the same percent, except for the part of a slot that rounding takes.
  void what_is_asked_in_percent_is_told_in_percent() {
    for (const Strategy strategy : kStrategies)
      for (const auto& device : {std::optional<DeviceSizes>(), std::optional(DeviceSizes(kLstm))})
        for (const std::optional<double> beta : {std::optional<double>(), std::optional(4.0)})
          for (const double percent : {0.5, 7.0, 33.3, 99.99, 100.0}) {
            const Settled settled = settled_for(strategy, {Budget::Measure::Percent, percent}, device, beta);
            const double quantum =
                1 / share_for(settled).standard(strategy) * share_for(settled).amount_of_quanta(1);
            const double told = share_of_budget(settled);
            const bool is_near = told <= percent / 100 + 1e-9 && told >= percent / 100 - quantum - 1e-9;
            const bool is_all = strategy == Strategy::Standard && told == 1 && percent > 99;
            QVERIFY2(is_near || is_all, qPrintable(QStringLiteral("%1 %: %2").arg(percent).arg(told)));
            const MemoryShare share = share_for(settled);
            const double amount = share.amount_of_quanta(share.quanta_at(0.3, strategy));
            QVERIFY(std::abs(share.part(amount, strategy) - 0.3) < 1e-12);
          }
  }

  void seven_percent_is_70_states_or_50_in_bytes() {
    const Budget seven{Budget::Measure::Percent, 7};
    const Settled states = settled_for(Strategy::Ism, seven);
    QCOMPARE(states.budget / states.slot(), std::int64_t{70});
    const Settled bytes = settled_for(Strategy::Ism, seven, DeviceSizes(kLstm));
    QCOMPARE(bytes.budget / bytes.slot(), std::int64_t{50});
  }

  /// Standard BPTT leaves its last internal state in the working core. It was once reported as 99.9 %, and as
  /// 71.4 % where internal states alone were counted.
  void standard_bptt_in_its_own_memory_is_all() {
    for (const auto& device : {std::optional<DeviceSizes>(), std::optional(DeviceSizes(kLstm))}) {
      const Settled least = settled_for(Strategy::Standard, {Budget::Measure::Slots, 2498.5}, device);
      QCOMPARE(share_of_budget(least), 1.0);
      const Settled all = settled_for(Strategy::Standard, {Budget::Measure::Percent, 100}, device);
      QCOMPARE(share_of_budget(all), 1.0);
    }
    const Settled ism =
        settled_for(Strategy::Ism, {Budget::Measure::Bytes, 2501 * 65536.0}, DeviceSizes(kLstm));
    QCOMPARE(share_of_budget(ism), 1.0);
  }

  /// Chunks pay for what their working core takes beyond that of single steps.
  void chunks_pay_for_their_working_core() {
    const ChunkSizes step{kLstm, {{"working core", 1000}}};
    const ChunkSizes chunk{{65536, 8 * 163840 + 65536, 8 * 163840}, {{"working core", 501'000}}};
    Problem problem;
    problem.chunk_length = 8;
    problem.budget = {Budget::Measure::Slots, 50};
    const Settled settled = settle(problem, DeviceSizes(step, chunk)).value();
    const MemoryShare share = share_for(settled);
    QCOMPARE(share.amount_of_quanta(static_cast<double>(settled.budget)), 50 * 65536.0 + 500'000);
    QCOMPARE(share.amount_of_bytes(50 * 65536.0), 50 * 65536.0 + 500'000);
    QCOMPARE(share.standard(Strategy::Msm), 2501 * 65536.0);
  }
};

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
