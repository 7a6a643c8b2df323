// SPDX-License-Identifier: GPL-3.0-or-later
/// Percents of standard BPTT's memory: of bytes where a device is known, else of states, and the same in both
/// directions.
#include <QTest>

#include "core/model/memory_share.h"
#include "core/model/settled.h"

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

class TestMemoryShare : public QObject {
  Q_OBJECT

 private Q_SLOTS:
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

QTEST_GUILESS_MAIN(TestMemoryShare)
#include "tst_memory_share.moc"
