// SPDX-License-Identifier: GPL-3.0-or-later
/// The recurrences are not only solved correctly: they are the right ones. A search over the action language
/// itself, which knows no recurrence, finds nothing cheaper for any short sequence.
#include <QTest>
#include <bit>
#include <cstdint>
#include <vector>

#include "core/solver/closed_forms.h"
#include "core/solver/mixed_policy.h"

using namespace tidemark;

namespace {

constexpr int kMostSteps = 7;

/// What is stored, what is in the working core, and which step is to be backpropagated next.
struct Standing {
  std::uint32_t hidden = 0;     ///< bit k: h_k is in a hidden slot
  std::uint32_t internals = 0;  ///< bit s: the internal state of step s is in a slot
  int current = 0;              ///< p of the current hidden state h_p
  int core = 0;                 ///< step of the core's internal state; 0: none
  int next = 0;                 ///< next backward step; 0: all done

  /// A different number for every standing with at most kMostSteps steps, in which hidden and internal states
  /// are stored for steps below `next` only.
  std::uint32_t index() const {
    const auto part = [](int value) { return static_cast<std::uint32_t>(value); };
    return ((hidden << 6 | internals >> 1) << 9) | part(current) << 6 | part(core) << 3 | part(next);
  }
};

constexpr std::size_t kStandings = std::size_t{1} << (7 + 6 + 9);

/// Finds the least number of forward steps with which every step can be backpropagated, by trying all orders
/// of all actions, breadth first. Storing, restoring, backpropagating and freeing cost nothing.
///
/// Only two things are assumed: a step is backpropagated as soon as its turn has come and its internal state
/// is there; and once n is the next step to be backpropagated, h_k for k >= n and internal states of
/// steps > n are dropped, since no action can use them any more.
class Search {
 public:
  Search(Strategy strategy, int steps, std::int64_t budget, const StateSizes& sizes)
      : strategy_(strategy), sizes_(sizes), budget_(budget), forward_(kStandings, kUnreached) {
    Standing start;
    start.hidden = 1;  // store_hidden 0
    start.next = steps;
    if (fits(start)) reach(start, 0);
  }

  /// kInfeasible if no schedule stays within the budget.
  std::int64_t least_forward_steps() {
    for (std::size_t cost = 0; cost < by_cost_.size(); ++cost) {
      while (!by_cost_[cost].empty()) {
        const Standing standing = by_cost_[cost].back();
        by_cost_[cost].pop_back();
        if (forward_[standing.index()] != cost) continue;  // has been reached more cheaply since
        if (standing.next == 0) return static_cast<std::int64_t>(cost);
        go_on(standing, cost);
      }
    }
    return kInfeasible;
  }

 private:
  static constexpr std::uint8_t kUnreached = 255;

  static bool has(std::uint32_t set, int member) { return (set >> member & 1U) != 0; }
  static std::uint32_t bit(int member) { return 1U << member; }

  /// The memory rule of the action language.
  std::int64_t memory(const Standing& standing) const {
    const auto internals = static_cast<std::int64_t>(std::popcount(standing.internals));
    if (strategy_ == Strategy::Ism) return (internals + (standing.core != 0 ? 1 : 0)) * sizes_.alpha;
    const std::uint32_t held = standing.hidden | standing.internals;
    const auto beside = static_cast<std::int64_t>(std::popcount(standing.internals & (held << 1)));
    return std::popcount(standing.hidden) * sizes_.hidden + beside * sizes_.beta +
           (internals - beside) * sizes_.alpha;
  }
  bool fits(const Standing& standing) const { return memory(standing) <= budget_; }

  void go_on(const Standing& from, std::size_t cost) {
    // Advance by one step, or keep the step's internal state in the core. h_next is of no use.
    if (from.current < from.next) {
      Standing to = from;
      ++to.current;
      if (to.current < to.next) reach(to, cost + 1);
      to.core = to.current;
      if (from.core == 0 && fits(to)) reach(to, cost + 1);
    }
    // Store what the core holds.
    if (strategy_ != Strategy::Ism && from.current < from.next && !has(from.hidden, from.current)) {
      Standing to = from;
      to.hidden |= bit(from.current);
      if (fits(to)) reach(to, cost);
    }
    if (strategy_ != Strategy::Hsm && from.core != 0 && !has(from.internals, from.core)) {
      Standing to = from;
      to.internals |= bit(from.core);
      to.core = 0;
      if (fits(to)) reach(to, cost);
    }
    const std::uint32_t stored = from.hidden | from.internals;
    for (int k = 0; k < from.next; ++k) {
      if (!has(stored, k)) continue;
      if (k != from.current) {
        Standing to = from;
        to.current = k;
        reach(to, cost);
      }
      // Free what is stored. That may take more memory, since an internal state that loses its input carries
      // its own copy.
      Standing to = from;
      to.hidden &= ~bit(k);
      if (to.hidden != from.hidden && fits(to)) reach(to, cost);
      to = from;
      to.internals &= ~bit(k);
      if (to.internals != from.internals && fits(to)) reach(to, cost);
    }
  }

  void reach(Standing standing, std::size_t cost) {
    while (standing.next > 0) {
      if (standing.core == standing.next) {
        standing.core = 0;
      } else if (!has(standing.internals, standing.next)) {
        break;
      }
      --standing.next;
      standing.hidden &= bit(standing.next) - 1;
      standing.internals &= bit(standing.next + 1) - 1;
    }
    std::uint8_t& best = forward_[standing.index()];
    if (best <= cost) return;
    best = static_cast<std::uint8_t>(cost);
    if (by_cost_.size() <= cost) by_cost_.resize(cost + 1);
    by_cost_[cost].push_back(standing);
  }

  Strategy strategy_;
  StateSizes sizes_;
  std::int64_t budget_;
  std::vector<std::uint8_t> forward_;  ///< by Standing::index()
  std::vector<std::vector<Standing>> by_cost_;
};

std::int64_t searched(Strategy strategy, int steps, std::int64_t budget, const StateSizes& sizes) {
  return Search(strategy, steps, budget, sizes).least_forward_steps();
}

}  // namespace

class TestOptimality : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hsm();
  void ism();
  void msm_data();
  void msm();
  void plain_alpha_can_be_a_step_dearer();
};

void TestOptimality::hsm() {
  for (int t = 1; t <= kMostSteps; ++t) {
    for (std::int64_t m = 0; m <= t + 1; ++m) QCOMPARE(searched(Strategy::Hsm, t, m, {}), hsm_cost(t, m));
  }
}

void TestOptimality::ism() {
  for (int t = 1; t <= kMostSteps; ++t) {
    for (std::int64_t m = 0; m <= t + 1; ++m) QCOMPARE(searched(Strategy::Ism, t, m, {}), ism_cost(t, m));
  }
}

void TestOptimality::msm_data() {
  QTest::addColumn<qint64>("hidden");
  QTest::addColumn<qint64>("beta");
  for (qint64 beta : {1, 2, 3, 4}) QTest::addRow("beta %lld", beta) << qint64{1} << beta;
  QTest::addRow("beta 2.5") << qint64{2} << qint64{5};
  QTest::addRow("beta 0.5") << qint64{2} << qint64{1};
}

void TestOptimality::msm() {
  QFETCH(qint64, hidden);
  QFETCH(qint64, beta);
  const StateSizes sizes{.hidden = hidden, .alpha = beta + hidden, .beta = beta};
  const auto policy = solve_mixed(kMostSteps, 1000, sizes).value().value();
  for (int t = 1; t <= kMostSteps; ++t) {
    for (std::int64_t m = 0; m <= policy->sufficient_budget(t); ++m) {
      QCOMPARE(searched(Strategy::Msm, t, m, sizes), policy->cost(t, m));
    }
  }
}

/// The paper's form, where an internal state always counts alpha, keeps h_0's slot although a stored internal
/// state may make it superfluous. It is offered for the paper's figures.
void TestOptimality::plain_alpha_can_be_a_step_dearer() {
  const StateSizes plain{.hidden = 1, .alpha = 2, .beta = 2};
  const auto policy = solve_mixed(kMostSteps, 100, plain).value().value();
  QCOMPARE(policy->cost(2, 2), std::int64_t{3});
  QCOMPARE(searched(Strategy::Msm, 2, 2, plain), std::int64_t{2});
  for (int t = 1; t <= kMostSteps - 1; ++t) {
    for (std::int64_t m = 1; m <= policy->sufficient_budget(t); ++m) {
      const std::int64_t least = searched(Strategy::Msm, t, m, plain);
      QVERIFY(least <= policy->cost(t, m) && policy->cost(t, m) <= least + 1);
    }
  }
}

QTEST_GUILESS_MAIN(TestOptimality)
#include "tst_optimality.moc"
