// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <array>
#include <cmath>
#include <random>

#include "core/solver/closed_forms.h"
#include "tests/support/plain_tables.h"

using namespace tidemark;
using tidemark::testing::PlainTable;

class TestClosedForms : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void reference_values_data();
  void reference_values();
  void reference_splits();
  void agree_with_brute_force();
  void agree_with_plain_tables_on_larger_cells();
  void ism_is_hsm_of_one_step_more();
  void overtaking();
  void bounds_hold();
  void any_length_at_once();
  void too_many_steps_are_uncountable();
  void policies_count_in_chunks();
};

void TestClosedForms::reference_values_data() {
  QTest::addColumn<qint64>("t");
  QTest::addColumn<qint64>("m");
  QTest::addColumn<qint64>("hsm");
  QTest::addColumn<qint64>("ism");
  constexpr std::array<std::array<qint64, 4>, 11> kValues = {{{2, 2, 3, 2},
                                                              {5, 3, 10, 7},
                                                              {5, 6, 9, 5},
                                                              {10, 1, 55, 55},
                                                              {10, 3, 25, 18},
                                                              {10, 10, 19, 10},
                                                              {100, 10, 322, 225},
                                                              {100, 50, 248, 150},
                                                              {1000, 10, 4636, 3640},
                                                              {1000, 50, 2948, 1950},
                                                              {1000, 100, 2898, 1900}}};
  for (const auto& [t, m, hsm, ism] : kValues) QTest::addRow("C(%lld, %lld)", t, m) << t << m << hsm << ism;
  QTest::addRow("figure 1, short") << qint64{4} << qint64{4} << qint64{7} << qint64{4};
  QTest::addRow("figure 1, long") << qint64{10} << qint64{4} << qint64{24} << qint64{16};
}

void TestClosedForms::reference_values() {
  QFETCH(qint64, t);
  QFETCH(qint64, m);
  QTEST(qint64{hsm_cost(t, m)}, "hsm");
  QTEST(qint64{ism_cost(t, m)}, "ism");
}

void TestClosedForms::reference_splits() {
  QCOMPARE(hsm_best_splits(10, 3), (StepRange{4, 4}));
  QCOMPARE(hsm_best_splits(100, 10), (StepRange{11, 45}));
  QCOMPARE(hsm_best_splits(1000, 10), (StepRange{285, 286}));
  QCOMPARE(ism_best_splits(10, 3), (StepRange{4, 5}));
  QCOMPARE(ism_best_splits(100, 10), (StepRange{11, 46}));
  QCOMPARE(ism_best_splits(1000, 10), (StepRange{286, 286}));
}

void TestClosedForms::agree_with_brute_force() {
  constexpr std::int64_t kMost = 60;
  for (auto strategy : {Strategy::Hsm, Strategy::Ism}) {
    const PlainTable plain(strategy, kMost, kMost);
    const auto policy = strategy == Strategy::Hsm ? make_hsm_policy({}) : make_ism_policy({});
    for (std::int64_t m = 1; m <= kMost; ++m) {
      for (std::int64_t t = 1; t <= kMost; ++t) {
        QCOMPARE(policy->cost(t, m), plain.cost(t, m));
        const Choice choice = policy->choice(t, m);
        QCOMPARE(plain.cost_of(choice, t, m), plain.cost(t, m));
        QCOMPARE(policy->best_choices(t, m), plain.best_choices(t, m));
      }
    }
  }
}

void TestClosedForms::agree_with_plain_tables_on_larger_cells() {
  constexpr std::int64_t kLength = 400;
  constexpr std::int64_t kSlots = 40;
  std::mt19937 random(1606);
  for (auto strategy : {Strategy::Hsm, Strategy::Ism}) {
    const PlainTable plain(strategy, kLength, kSlots);
    const auto policy = strategy == Strategy::Hsm ? make_hsm_policy({}) : make_ism_policy({});
    for (int i = 0; i < 3000; ++i) {
      const auto t = std::uniform_int_distribution<std::int64_t>(2, kLength)(random);
      const auto m = std::uniform_int_distribution<std::int64_t>(2, kSlots)(random);
      QCOMPARE(policy->cost(t, m), plain.cost(t, m));
      const ChoiceRange found = policy->best_choices(t, m).back();
      QCOMPARE(found, plain.best_choices(t, m).back());
    }
  }
}

void TestClosedForms::ism_is_hsm_of_one_step_more() {
  for (std::int64_t m : {1, 2, 7, 50, 1000}) {
    for (std::int64_t t : {1, 2, 10, 999, 1000, 123456}) {
      QCOMPARE(ism_cost(t, m), hsm_cost(t + 1, m) - (t + 1));
    }
  }
}

/// Figure 4 of the paper: with internal states five times as large, hidden states are better from these
/// lengths on.
void TestClosedForms::overtaking() {
  const auto last_loss = [](std::int64_t internal_slots) {
    std::int64_t last = 0;
    for (std::int64_t t = 1; t <= 20'000; ++t) {
      if (hsm_cost(t, 5 * internal_slots) >= ism_cost(t, internal_slots)) last = t;
    }
    return last;
  };
  QCOMPARE(last_loss(10), std::int64_t{308});
  QCOMPARE(last_loss(20), std::int64_t{1918});
}

void TestClosedForms::bounds_hold() {
  for (std::int64_t m : {1, 2, 3, 10, 50, 100, 999}) {
    for (std::int64_t t : {1, 2, 3, 10, 100, 1000, 10000, 99999}) {
      const double steps = static_cast<double>(t);
      const double growth = std::pow(steps, 1 + 1 / static_cast<double>(m));
      const double cost = static_cast<double>(hsm_cost(t, m));
      QVERIFY(cost <= static_cast<double>(m) * growth * (1 + 1e-12));
      QVERIFY(cost <= 4 * growth);
      QVERIFY(cost >= steps);
    }
  }
}

void TestClosedForms::any_length_at_once() {
  constexpr std::int64_t kFar = 1'000'000'000'000;
  // With two slots b(2, r) = (r + 1)(r + 2) / 2, which first reaches 1e12 at this r; C = (r + 1) t - binom(r
  // + 2, 3).
  constexpr std::int64_t kTimes = 1'414'213;
  static_assert(kTimes * (kTimes + 1) / 2 < kFar && (kTimes + 1) * (kTimes + 2) / 2 >= kFar);
  QCOMPARE(hsm_cost(kFar, 2), (kTimes + 1) * kFar - (kTimes + 2) * (kTimes + 1) * kTimes / 6);

  for (std::int64_t m : {2, 3, 10, 1000, 1'000'000'000}) {
    QVERIFY(is_count(hsm_cost(kFar, m)) && is_count(ism_cost(kFar, m)));
    // The best splits, checked by the recurrence itself.
    for (const std::int64_t y : {hsm_best_splits(kFar, m).first, hsm_best_splits(kFar, m).last}) {
      QCOMPARE(y + hsm_cost(kFar - y, m - 1) + hsm_cost(y, m), hsm_cost(kFar, m));
    }
    for (const std::int64_t y : {ism_best_splits(kFar, m).first, ism_best_splits(kFar, m).last}) {
      QCOMPARE(y + ism_cost(kFar - y, m - 1) + ism_cost(y - 1, m), ism_cost(kFar, m));
    }
  }
  QCOMPARE(hsm_cost(kFar, kFar), 2 * kFar - 1);
  QCOMPARE(ism_cost(kFar, kFar), kFar);
}

void TestClosedForms::too_many_steps_are_uncountable() {
  // With one slot C = t (t + 1) / 2, and 2^32 - 1 is the last t for which that is below 2^63.
  constexpr std::int64_t kLastCounted = 4'294'967'295;
  QCOMPARE(hsm_cost(kLastCounted, 1), std::int64_t{9'223'372'034'707'292'160});
  QCOMPARE(ism_cost(kLastCounted, 1), std::int64_t{9'223'372'034'707'292'160});
  for (std::int64_t t : {kLastCounted + 1, kLastCounted + 2, std::int64_t{1'000'000'000'000}}) {
    QCOMPARE(hsm_cost(t, 1), kUncountable);
    QCOMPARE(ism_cost(t, 1), kUncountable);
  }
  QCOMPARE(hsm_cost(5, 0), kInfeasible);
  QCOMPARE(ism_cost(5, 0), kInfeasible);
  QCOMPARE(hsm_cost(0, 0), std::int64_t{0});
  QCOMPARE(ism_cost(0, 0), std::int64_t{0});
}

void TestClosedForms::policies_count_in_chunks() {
  const StateSizes lstm{.hidden = 2, .alpha = 7, .beta = 5};
  const auto hsm = make_hsm_policy(lstm);
  const auto ism = make_ism_policy(lstm);
  QCOMPARE(hsm->cost(1000, 100), hsm_cost(1000, 50));
  QCOMPARE(hsm->cost(1000, 101), hsm_cost(1000, 50));
  QCOMPARE(hsm->cost(1000, 1), kInfeasible);
  QCOMPARE(ism->cost(1000, 350), ism_cost(1000, 50));
  QCOMPARE(ism->cost(1000, 356), ism_cost(1000, 50));
  QCOMPARE(ism->cost(1000, 6), kInfeasible);
  for (const auto& policy : {hsm, ism}) {
    for (std::int64_t t : {1, 2, 3, 17, 1000}) {
      QVERIFY(is_count(policy->cost(t, policy->smallest_budget(t))));
      QCOMPARE(policy->cost(t, policy->smallest_budget(t) - 1), kInfeasible);
      const std::int64_t enough = policy->sufficient_budget(t);
      QCOMPARE(policy->cost(t, enough), policy->cost(t, 100 * enough));
      if (enough > policy->smallest_budget(t)) QVERIFY(policy->cost(t, enough - 1) > policy->cost(t, enough));
    }
  }
}

QTEST_GUILESS_MAIN(TestClosedForms)
#include "tst_closed_forms.moc"
