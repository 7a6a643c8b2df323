// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <array>
#include <random>

#include "core/solver/closed_forms.h"
#include "core/solver/mixed_policy.h"
#include "core/solver/mixed_table.h"
#include "tests/support/plain_tables.h"

using namespace tidemark;
using tidemark::testing::PlainTable;

namespace {

std::shared_ptr<const Policy> solved(std::int64_t length, std::int64_t budget, const StateSizes& sizes) {
  auto policy = solve_mixed(length, budget, sizes);
  return policy && *policy ? **policy : nullptr;
}

StateSizes sizes_of(std::optional<double> alpha, std::optional<double> beta) {
  return sizes_from_ratios(alpha, beta).value();
}

}  // namespace

class TestMixedTable : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void reference_values_data();
  void reference_values();
  void brute_force_data();
  void brute_force();
  void larger_cells_data();
  void larger_cells();
  void many_shapes_of_sizes();
  void without_room_for_internal_states_it_is_hsm();
  void limits_of_the_budget();
  void long_and_wide();
  void progress_is_told();
  void stops_when_asked();
  void refuses_what_cannot_be_held();
};

void TestMixedTable::reference_values_data() {
  QTest::addColumn<qint64>("t");
  QTest::addColumn<qint64>("m");
  QTest::addColumn<QList<qint64>>("costs");
  struct Row {
    qint64 t, m, plain2, plain5, beta1, beta4;
  };
  constexpr std::array<Row, 11> kValues = {{{2, 2, 3, 3, 2, 3},
                                            {5, 3, 8, 10, 8, 10},
                                            {5, 6, 7, 8, 5, 8},
                                            {10, 1, 55, 55, 55, 55},
                                            {10, 3, 24, 25, 22, 25},
                                            {10, 10, 15, 18, 10, 18},
                                            {100, 10, 267, 307, 248, 298},
                                            {100, 50, 175, 190, 151, 189},
                                            {1000, 10, 4400, 4613, 4141, 4603},
                                            {1000, 50, 2347, 2723, 1976, 2663},
                                            {1000, 100, 1950, 1995, 1910, 1988}}};
  for (const Row& row : kValues) {
    QTest::addRow("C(%lld, %lld)", row.t, row.m)
        << row.t << row.m << QList<qint64>{row.plain2, row.plain5, row.beta1, row.beta4};
  }
}

void TestMixedTable::reference_values() {
  QFETCH(qint64, t);
  QFETCH(qint64, m);
  QFETCH(QList<qint64>, costs);
  const std::array<StateSizes, 4> sizes = {StateSizes{1, 2, 2}, {1, 5, 5}, {1, 2, 1}, {1, 5, 4}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto policy = solved(t, m, sizes[i]);
    QVERIFY(policy);
    QCOMPARE(qint64{policy->cost(t, m)}, costs[static_cast<int>(i)]);
  }
}

void TestMixedTable::brute_force_data() {
  QTest::addColumn<double>("alpha");
  QTest::addColumn<double>("beta");
  for (double alpha : {1.0, 2.0, 2.5, 3.0, 5.0, 8.0}) {
    QTest::addRow("plain alpha %g", alpha) << alpha << alpha;
    if (alpha > 1) QTest::addRow("beta %g", alpha - 1) << alpha << alpha - 1;
  }
}

/// Compares every cost, every choice taken and every best choice, cell by cell.
void TestMixedTable::brute_force() {
  QFETCH(double, alpha);
  QFETCH(double, beta);
  constexpr std::int64_t kLength = 60;
  const StateSizes sizes = sizes_of(alpha, beta);
  const std::int64_t budget = 60 * sizes.hidden;
  const PlainTable plain(Strategy::Msm, kLength, budget, sizes);
  const auto policy = solved(kLength, budget, sizes);
  QVERIFY(policy);
  for (std::int64_t m = sizes.hidden; m <= budget; ++m) {
    for (std::int64_t t = 1; t <= kLength; ++t) {
      QCOMPARE(policy->cost(t, m), plain.cost(t, m));
      QCOMPARE(plain.cost_of(policy->choice(t, m), t, m), plain.cost(t, m));
      QCOMPARE(policy->best_choices(t, m), plain.best_choices(t, m));
    }
  }
}

void TestMixedTable::larger_cells_data() {
  QTest::addColumn<double>("alpha");
  QTest::addColumn<double>("beta");
  QTest::addRow("LSTM, 3.5 and 2.5") << 3.5 << 2.5;
  QTest::addRow("GRU, 6 and 5") << 6.0 << 5.0;
  QTest::addRow("tanh, 2 and 1") << 2.0 << 1.0;
  QTest::addRow("plain 3") << 3.0 << 3.0;
  QTest::addRow("plain 13") << 13.0 << 13.0;
  QTest::addRow("between, 4 and 3.5") << 4.0 << 3.5;
}

void TestMixedTable::larger_cells() {
  QFETCH(double, alpha);
  QFETCH(double, beta);
  constexpr std::int64_t kLength = 400;
  const StateSizes sizes = sizes_of(alpha, beta);
  const std::int64_t budget = 60 * sizes.hidden;
  const PlainTable plain(Strategy::Msm, kLength, budget, sizes);
  const auto policy = solved(kLength, budget, sizes);
  QVERIFY(policy);
  std::mt19937 random(42);
  for (int i = 0; i < 1500; ++i) {
    const auto t = std::uniform_int_distribution<std::int64_t>(1, kLength)(random);
    const auto m = std::uniform_int_distribution<std::int64_t>(sizes.hidden, budget)(random);
    QCOMPARE(policy->cost(t, m), plain.cost(t, m));
    QCOMPARE(plain.cost_of(policy->choice(t, m), t, m), plain.cost(t, m));
    QCOMPARE(policy->best_choices(t, m), plain.best_choices(t, m));
  }
}

/// Sizes that no cell has, but that a user may type: beta below, at and above a hidden state, and all kinds
/// of differences to alpha.
void TestMixedTable::many_shapes_of_sizes() {
  constexpr std::int64_t kLength = 48;
  constexpr std::int64_t kBudget = 40;
  for (std::int64_t hidden : {1, 2, 3}) {
    for (std::int64_t alpha = hidden; alpha <= 9; ++alpha) {
      for (std::int64_t beta = 1; beta <= alpha; ++beta) {
        const StateSizes sizes{hidden, alpha, beta};
        const PlainTable plain(Strategy::Msm, kLength, kBudget, sizes);
        const auto policy = solved(kLength, kBudget, sizes);
        for (std::int64_t m = hidden; m <= kBudget; ++m) {
          for (std::int64_t t = 1; t <= kLength; ++t) QCOMPARE(policy->cost(t, m), plain.cost(t, m));
        }
      }
    }
  }
}

void TestMixedTable::without_room_for_internal_states_it_is_hsm() {
  const StateSizes huge{.hidden = 1, .alpha = 1001, .beta = 1000};
  const auto policy = solved(2000, 60, huge);
  for (std::int64_t m = 1; m <= 60; ++m) {
    for (std::int64_t t : {1, 2, 10, 137, 1000, 2000}) QCOMPARE(policy->cost(t, m), hsm_cost(t, m));
  }
}

void TestMixedTable::limits_of_the_budget() {
  const StateSizes lstm{.hidden = 2, .alpha = 7, .beta = 5};
  const auto policy = solved(100, 1'000'000'000, lstm);
  QCOMPARE(policy->longest_length(), std::int64_t{100});
  QCOMPARE(policy->cost(0, 0), std::int64_t{0});
  for (std::int64_t t : {1, 2, 3, 50, 100}) {
    QCOMPARE(policy->cost(t, policy->smallest_budget(t)), t * (t + 1) / 2);
    QCOMPARE(policy->cost(t, policy->smallest_budget(t) - 1), kInfeasible);
    QCOMPARE(policy->cost(t, -5), kInfeasible);
    const std::int64_t enough = policy->sufficient_budget(t);
    QCOMPARE(policy->cost(t, enough), t);
    QCOMPARE(policy->cost(t, std::int64_t{1} << 60), t);
    if (t > 1) QVERIFY(policy->cost(t, enough - 1) > t);
  }
  // A budget that is too small for anything gives an empty table, not an error.
  const auto empty = solved(100, 1, lstm);
  QCOMPARE(empty->cost(100, 1), kInfeasible);
}

/// The largest size that the table must serve: 10,000 steps, 1,000 hidden states of an LSTM. Tested by the
/// recurrence itself on random cells: no y costs less than the cost, and one y costs as much.
void TestMixedTable::long_and_wide() {
  const StateSizes lstm{.hidden = 2, .alpha = 7, .beta = 5};
  constexpr std::int64_t kLength = 10'000;
  constexpr std::int64_t kBudget = 2'000;
  const auto policy = solved(kLength, kBudget, lstm);
  QVERIFY(policy);
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    const auto t = std::uniform_int_distribution<std::int64_t>(2, kLength)(random);
    const auto m = std::uniform_int_distribution<std::int64_t>(7, kBudget)(random);
    std::int64_t least = 1 + policy->cost(t - 1, m - lstm.beta);
    for (std::int64_t y = 1; y < t; ++y) {
      least = std::min(least, y + policy->cost(t - y, m - lstm.hidden) + policy->cost(y, m));
    }
    QCOMPARE(policy->cost(t, m), least);
  }
}

void TestMixedTable::progress_is_told() {
  double last = 0;
  int calls = 0;
  bool is_rising = true;
  const auto policy = solve_mixed(300, 300, {2, 7, 5}, [&](double part) {
    is_rising = is_rising && part >= last && part <= 1;
    last = part;
    ++calls;
  });
  QVERIFY(policy && *policy);
  QVERIFY(is_rising);
  QVERIFY(calls > 10 && calls <= 300);
  QVERIFY(last > 0.9);
}

void TestMixedTable::stops_when_asked() {
  std::stop_source stop;
  double last = 0;
  const auto policy = solve_mixed(
      5000, 5000, {2, 7, 5},
      [&](double part) {
        last = part;
        if (part > 0.01) stop.request_stop();
      },
      stop.get_token());
  QVERIFY(policy.has_value());
  QVERIFY(!policy->has_value());
  QVERIFY2(last < 0.5, std::to_string(last).c_str());
}

void TestMixedTable::refuses_what_cannot_be_held() {
  // Sizes that the bands are not proven for take a table, which has a limit.
  const auto too_long = solve_mixed(100'001, 100, {2, 6, 5});
  QVERIFY(!too_long);
  QVERIFY(QString::fromStdString(too_long.error().message).contains("100000 steps"));
  const auto wide_table = solve_mixed_table(100'000, 1'000'000'000, {1, 1001, 1000});
  QVERIFY(!wide_table);
  QVERIFY(QString::fromStdString(wide_table.error().message).contains("budget"));
  const auto past_all = solve_mixed(1'000'000'001, 100, {2, 7, 5});
  QVERIFY(!past_all);
  QVERIFY(QString::fromStdString(past_all.error().message).contains("1000000000 steps"));
  QVERIFY(!solve_mixed(-1, 100, {2, 7, 5}));
}

QTEST_GUILESS_MAIN(TestMixedTable)
#include "tst_mixed_table.moc"
