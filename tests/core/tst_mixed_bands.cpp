// SPDX-License-Identifier: GPL-3.0-or-later
/// The bands compared with the recurrence, at sizes where a wrong shortcut would show.
#include <QTest>
#include <algorithm>
#include <random>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"
#include "core/solver/mixed_bands.h"
#include "core/solver/mixed_policy.h"
#include "core/solver/mixed_table.h"
#include "tests/support/plain_tables.h"

using namespace tidemark;
using tidemark::testing::PlainTable;

namespace {

/// Whether TIDEMARK_LONG_TESTS=1 asks for the full sizes of the proof, which take minutes.
bool is_long() {
  return qEnvironmentVariableIntValue("TIDEMARK_LONG_TESTS") > 0;
}

/// The bands of all budgets, for some sizes.
class Bands {
 public:
  Bands(const StateSizes& sizes, std::int64_t length, std::int64_t slot_count) : sizes_(sizes) {
    for (std::int64_t part = 0; part < sizes.hidden; ++part) {
      parts_.push_back(MixedBands::build(sizes, part, length, slot_count, INT64_MAX, {}, {}).value().value());
    }
  }
  std::int64_t cost(std::int64_t t, std::int64_t m) const {
    if (t == 0) return 0;
    return m < sizes_.hidden ? PlainTable::kInfinite : of(m).cost(t, m / sizes_.hidden);
  }
  Choice choice(std::int64_t t, std::int64_t m) const { return of(m).choice(t, m / sizes_.hidden); }
  CostRow row(std::int64_t last, std::int64_t m) const { return of(m).pieces(last, m / sizes_.hidden); }

 private:
  const MixedBands& of(std::int64_t m) const { return parts_[static_cast<std::size_t>(m % sizes_.hidden)]; }

  StateSizes sizes_;
  std::vector<MixedBands> parts_;
};

/// The least y + left(y) + right(t - y) over 1 <= y < t. Both rows are straight between their kinks, so that
/// the least is at a kink of one of them or at an end.
std::int64_t least_hidden_push(const CostRow& left, const CostRow& right, std::int64_t t) {
  std::int64_t least = PlainTable::kInfinite;
  const auto try_split = [&](std::int64_t y) {
    if (y >= 1 && y < t) least = std::min(least, y + left.at(y) + right.at(t - y));
  };
  try_split(1);
  try_split(t - 1);
  for (const CostRow::Piece& piece : left.pieces()) try_split(piece.start);
  for (const CostRow::Piece& piece : right.pieces()) try_split(t - piece.start);
  return least;
}

void add_sizes() {
  QTest::addColumn<qint64>("hidden");
  QTest::addColumn<qint64>("alpha");
  QTest::addColumn<qint64>("beta");
  QTest::addRow("beta 1") << qint64{1} << qint64{2} << qint64{1};
  QTest::addRow("beta 2") << qint64{1} << qint64{3} << qint64{2};
  QTest::addRow("beta 3") << qint64{1} << qint64{4} << qint64{3};
  QTest::addRow("beta 4") << qint64{1} << qint64{5} << qint64{4};
  QTest::addRow("beta 12") << qint64{1} << qint64{13} << qint64{12};
  const StateSizes odd = sizes_from_ratios(std::nullopt, 2.37).value();
  QTest::addRow("beta 2.37") << qint64{odd.hidden} << qint64{odd.alpha} << qint64{odd.beta};
  QTest::addRow("beta 2.5") << qint64{2} << qint64{7} << qint64{5};
  QTest::addRow("plain alpha 5") << qint64{1} << qint64{5} << qint64{5};
}

StateSizes fetched_sizes() {
  QFETCH(qint64, hidden);
  QFETCH(qint64, alpha);
  QFETCH(qint64, beta);
  return {hidden, alpha, beta};
}

}  // namespace

class TestMixedBands : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void every_cell_data() { add_sizes(); }
  void every_cell();
  void pieces_are_the_costs_data() { add_sizes(); }
  void pieces_are_the_costs();
  void all_sizes_that_are_proven();
  void long_cells_data() { add_sizes(); }
  void long_cells();
  void long_schedules_data() { add_sizes(); }
  void long_schedules();
  void what_cannot_be_held_is_refused();
};

/// Compares every cost, and tests that every choice costs no more.
void TestMixedBands::every_cell() {
  const StateSizes sizes = fetched_sizes();
  const std::int64_t length = is_long() ? 2000 : 300;
  const std::int64_t budget = (is_long() ? 300 : 45) * sizes.hidden;
  const PlainTable plain(Strategy::Msm, length, budget, sizes);
  const Bands bands(sizes, length, budget / sizes.hidden + 1);
  for (std::int64_t m = sizes.hidden; m <= budget; ++m) {
    for (std::int64_t t = 1; t <= length; ++t) {
      QCOMPARE(bands.cost(t, m), plain.cost(t, m));
      QCOMPARE(plain.cost_of(bands.choice(t, m), t, m), plain.cost(t, m));
    }
  }
}

void TestMixedBands::pieces_are_the_costs() {
  const StateSizes sizes = fetched_sizes();
  constexpr std::int64_t kLength = 2000;
  constexpr std::int64_t kSlots = 70;
  const Bands bands(sizes, kLength, kSlots);
  for (std::int64_t m = sizes.hidden; m <= kSlots * sizes.hidden; ++m) {
    const CostRow row = bands.row(kLength - m % 7, m);
    QCOMPARE(row.last(), kLength - m % 7);
    for (std::int64_t t = 1; t <= row.last(); ++t) QCOMPARE(row.at(t), bands.cost(t, m));
  }
}

/// Includes sizes with an alpha that is larger than necessary, and with a beta of one hidden state.
void TestMixedBands::all_sizes_that_are_proven() {
  constexpr std::int64_t kLength = 70;
  int proven = 0;
  for (std::int64_t hidden = 1; hidden <= 5; ++hidden) {
    for (std::int64_t alpha = hidden; alpha <= 14; ++alpha) {
      for (std::int64_t beta = 1; beta <= alpha; ++beta) {
        const StateSizes sizes{hidden, alpha, beta};
        if (!MixedBands::are_proven_for(sizes)) continue;
        ++proven;
        const std::int64_t budget = 9 * hidden;
        const PlainTable plain(Strategy::Msm, kLength, budget, sizes);
        const Bands bands(sizes, kLength, 9);
        for (std::int64_t m = hidden; m <= budget; ++m) {
          for (std::int64_t t = 1; t <= kLength; ++t) {
            QCOMPARE(bands.cost(t, m), plain.cost(t, m));
            QCOMPARE(plain.cost_of(bands.choice(t, m), t, m), plain.cost(t, m));
          }
        }
      }
    }
  }
  QVERIFY(proven > 100);
}

/// Random cells of a long table, tested by the recurrence itself: by the rows that a cell depends on, no
/// choice is cheaper than the cost, and one is as cheap.
void TestMixedBands::long_cells() {
  const StateSizes sizes = fetched_sizes();
  const std::int64_t length = is_long() ? 1'000'000 : 50'000;
  const int cells = is_long() ? 10'000 : 150;
  constexpr std::int64_t kSlots = 1000;
  const Bands bands(sizes, length, kSlots);
  std::mt19937 random(7);
  const auto any = [&](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  constexpr int kCellsOfARow = 10;
  for (int i = 0; i < cells; i += kCellsOfARow) {
    // Half of the rows are drawn where rows have most pieces.
    const std::int64_t m = any(2 * sizes.hidden, (i % 20 == 0 ? 60 : kSlots) * sizes.hidden);
    const CostRow left = bands.row(length, m);
    const CostRow right = bands.row(length, m - sizes.hidden);
    for (int k = 0; k < kCellsOfARow; ++k) {
      const std::int64_t t = any(2, length);
      std::int64_t least = std::min(t + bands.cost(t - 1, m), least_hidden_push(left, right, t));
      if (m - sizes.beta >= sizes.hidden) least = std::min(least, 1 + bands.cost(t - 1, m - sizes.beta));
      if (sizes.alpha < sizes.beta + sizes.hidden && m - sizes.alpha >= sizes.hidden) {
        const CostRow after_internal = bands.row(length, m - sizes.alpha);
        least = std::min(least, 1 + least_hidden_push(left, after_internal, t - 1));
      }
      QCOMPARE(bands.cost(t, m), least);
    }
  }
}

/// A long schedule has the cost and stays within the budget, so that every choice on its way was a best one.
void TestMixedBands::long_schedules() {
  const StateSizes sizes = fetched_sizes();
  const std::int64_t length = is_long() ? 1'000'000 : 50'000;
  const auto budget_of = [&](std::int64_t count) { return count * sizes.hidden + sizes.hidden / 2; };
  const auto policy = solve_mixed(length, budget_of(1000), sizes).value().value();
  for (std::int64_t slot_count : {3, 17, 64, 250, 1000}) {
    const std::int64_t budget = budget_of(slot_count);
    Checker checker(length, Strategy::Msm, sizes, budget);
    QVERIFY(emit_schedule(*policy, length, budget,
                          [&](const Action& action) { return checker.apply(action).has_value(); }));
    QVERIFY(checker.finish());
    QCOMPARE(checker.forward_steps(), policy->cost(length, budget));
  }
}

void TestMixedBands::what_cannot_be_held_is_refused() {
  const auto bands = MixedBands::build({1, 2, 1}, 0, 100'000, 100, 1000, {}, {});
  QVERIFY(!bands);
  QVERIFY(QString::fromStdString(bands.error().message).contains("too much memory"));
}

QTEST_GUILESS_MAIN(TestMixedBands)
#include "tst_mixed_bands.moc"
