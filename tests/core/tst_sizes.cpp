// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <limits>
#include <random>

#include "core/model/sizes.h"

using namespace tidemark;

class TestSizes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void follow_from_what_is_given();
  void are_rounded_up_never_down();
  void of_a_device_are_the_same_ratios();
  void refuse_what_is_no_size_data();
  void refuse_what_is_no_size();
  void of_slots_and_of_everything();
  void are_counted_by_the_memory_rule();
};

void TestSizes::follow_from_what_is_given() {
  QCOMPARE(sizes_from_ratios({}, {}).value(), (StateSizes{2, 7, 5}));   // the default LSTM
  QCOMPARE(sizes_from_ratios({}, 1.0).value(), (StateSizes{1, 2, 1}));  // beta alone: alpha = beta + 1
  QCOMPARE(sizes_from_ratios({}, 4.0).value(), (StateSizes{1, 5, 4}));
  QCOMPARE(sizes_from_ratios(5.0, {}).value(), (StateSizes{1, 5, 5}));  // alpha alone: the paper's plain form
  QCOMPARE(sizes_from_ratios(1.0, {}).value(), (StateSizes{1, 1, 1}));
  QCOMPARE(sizes_from_ratios(2.5, 1.5).value(), (StateSizes{2, 5, 3}));
  QCOMPARE(sizes_from_ratios(4.0, 3.25).value(), (StateSizes{4, 16, 13}));
  QCOMPARE(sizes_from_ratios(1e6, 1e6).value(), (StateSizes{1, 1'000'000, 1'000'000}));
}

void TestSizes::are_rounded_up_never_down() {
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

void TestSizes::of_a_device_are_the_same_ratios() {
  // LSTM 256, batch 32, float32: 2 and 5 vectors of 256 x 32 x 4 bytes.
  QCOMPARE(sizes_from_bytes(StateBytes{65536, 229376, 163840}), (StateSizes{2, 7, 5}));
  QCOMPARE(sizes_from_bytes(StateBytes{256, 1536, 1280}), (StateSizes{1, 6, 5}));
  // Odd sizes are rounded up: what fits in quanta fits in bytes.
  const StateBytes odd{1000, 3337, 2337};
  const StateSizes planned = sizes_from_bytes(odd);
  QVERIFY(planned.beta * odd.hidden >= odd.beta * planned.hidden);
  QVERIFY(planned.alpha * odd.hidden >= odd.alpha * planned.hidden);
}

void TestSizes::refuse_what_is_no_size_data() {
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

void TestSizes::refuse_what_is_no_size() {
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

void TestSizes::of_slots_and_of_everything() {
  const StateSizes lstm{2, 7, 5};
  for (Strategy strategy : kStrategies)
    QCOMPARE(slot_size(strategy, lstm), strategy == Strategy::Ism ? 7 : 2);
  QCOMPARE(standard_memory(1000, lstm), std::int64_t{5002});
  // In chunks of 4 a step's internal state is a fourth of a chunk's, but its input is not shared.
  const StateSizes chunk{2, 22, 20};
  QCOMPARE(standard_memory(Strategy::Msm, Sequence(1000, 4), chunk), 5002.0);
  QCOMPARE(standard_memory(Strategy::Ism, Sequence(1000, 4), chunk), 7000.0);
}

// Every strategy counts by one of the two rules that the paper has, and only ISM counts internal states
// alone.
void TestSizes::are_counted_by_the_memory_rule() {
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

QTEST_GUILESS_MAIN(TestSizes)
#include "tst_sizes.moc"
