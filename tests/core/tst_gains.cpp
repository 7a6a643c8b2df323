// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <random>

#include "core/solver/gains.h"

using namespace tidemark;

namespace {

using Random = std::mt19937;

std::uint32_t number(Random& random, std::uint32_t least, std::uint32_t most) {
  return std::uniform_int_distribution<std::uint32_t>(least, most)(random);
}

Gains sums_of(const std::vector<std::uint32_t>& wins) {
  Gains gains = {0};
  for (std::uint32_t win : wins) gains.push_back(gains.back() + win);
  return gains;
}

/// Gains that rise by anything at all.
Gains wild(Random& random) {
  std::vector<std::uint32_t> wins(number(random, 0, 40));
  for (auto& win : wins) win = number(random, 1, 60);
  return sums_of(wins);
}

/// Gains that rise less and less, as those of a whole beta do.
Gains concave(Random& random) {
  std::vector<std::uint32_t> wins(number(random, 0, 60));
  for (auto& win : wins) win = number(random, 1, 40);
  std::sort(wins.rbegin(), wins.rend());
  return sums_of(wins);
}

/// Gains that rise less and less, except for ups and downs that repeat, as those of a beta that is a fraction
/// do.
Gains nearly_concave(Random& random) {
  std::vector<std::uint32_t> wins;
  for (std::uint32_t slope = number(random, 10, 30); slope > 4; slope -= number(random, 1, 4)) {
    std::vector<std::uint32_t> period(number(random, 1, 4), slope);
    for (auto& win : period) win += number(random, 0, 3);
    for (std::uint32_t times = number(random, 0, 12); times > 0; --times) {
      wins.insert(wins.end(), period.begin(), period.end());
    }
  }
  return sums_of(wins);
}

Gains all_sums(const Gains& a, const Gains& b) {
  Gains sums(a.size() + b.size() - 1, 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) sums[i + j] = std::max(sums[i + j], a[i] + b[j]);
  }
  return sums;
}

}  // namespace

class TestGains : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void best_sums_are_the_best_data();
  void best_sums_are_the_best();
  void best_sums_end_when_there_is_enough();
  void bounds_lie_on_top();
  void stretches_repeat();
  void splits_gain_what_is_wanted();
};

void TestGains::best_sums_are_the_best_data() {
  QTest::addColumn<int>("kind");
  QTest::addRow("any gains") << 0;
  QTest::addRow("concave") << 1;
  QTest::addRow("nearly concave") << 2;
}

void TestGains::best_sums_are_the_best() {
  QFETCH(int, kind);
  Random random(static_cast<unsigned>(kind) + 1);
  const auto draw = [&] {
    return kind == 0 ? wild(random) : kind == 1 ? concave(random) : nearly_concave(random);
  };
  for (int i = 0; i < 400; ++i) {
    const Gains a = draw();
    const Gains b = i % 5 == 0 ? a : draw();  // bands of one row share their periods
    QCOMPARE(best_sums(a, ConcaveBound(a), b, ConcaveBound(b), INT64_MAX), all_sums(a, b));
  }
}

void TestGains::best_sums_end_when_there_is_enough() {
  Random random(9);
  for (int i = 0; i < 100; ++i) {
    const Gains a = nearly_concave(random);
    const Gains b = nearly_concave(random);
    const Gains all = all_sums(a, b);
    const std::int64_t enough = number(random, 0, all.back() + 10);
    const auto end = std::find_if(all.begin(), all.end(), [&](std::uint32_t sum) { return sum >= enough; });
    const Gains expected(all.begin(), end == all.end() ? end : end + 1);
    QCOMPARE(best_sums(a, ConcaveBound(a), b, ConcaveBound(b), enough), expected);
  }
}

void TestGains::bounds_lie_on_top() {
  Random random(3);
  for (int i = 0; i < 200; ++i) {
    const Gains gains = i % 2 == 0 ? wild(random) : nearly_concave(random);
    const ConcaveBound bound(gains);
    for (std::size_t x = 0; x < gains.size(); ++x) {
      QVERIFY(bound[x] >= gains[x] - 1e-6);
      if (x >= 2) QVERIFY(bound[x] - bound[x - 1] <= bound[x - 1] - bound[x - 2] + 1e-6);
    }
    QCOMPARE(bound[0], 0.0);
    QCOMPARE(bound[gains.size() - 1], static_cast<double>(gains.back()));
  }
}

void TestGains::stretches_repeat() {
  Random random(4);
  int long_ones = 0;
  for (int i = 0; i < 200; ++i) {
    const Gains gains = nearly_concave(random);
    const ConcaveBound bound(gains);
    for (std::size_t x = 0; x < gains.size(); ++x) {
      const ConcaveBound::Stretch* stretch = bound.stretch_at(x);
      if (!stretch) continue;
      QVERIFY(stretch->first <= x && x <= stretch->last);
      if (x + stretch->period <= stretch->last)
        QCOMPARE(gains[x + stretch->period] - gains[x], stretch->rise);
      if (stretch->last - stretch->first > 2 * stretch->period && stretch->period > 1) ++long_ones;
    }
  }
  QVERIFY(long_ones > 100);
}

void TestGains::splits_gain_what_is_wanted() {
  Random random(5);
  for (int i = 0; i < 200; ++i) {
    const Gains a = i % 3 == 0 ? wild(random) : nearly_concave(random);
    const Gains b = nearly_concave(random);
    const Gains sums = all_sums(a, b);
    for (std::size_t x = 0; x < sums.size(); ++x) {
      const std::size_t left = split_that_gains(a, b, x, sums[x]);
      QVERIFY(left < a.size() && left <= x && x - left < b.size());
      QCOMPARE(a[left] + b[x - left], sums[x]);
    }
  }
}

QTEST_GUILESS_MAIN(TestGains)
#include "tst_gains.moc"
