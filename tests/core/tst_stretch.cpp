// SPDX-License-Identifier: GPL-3.0-or-later
/// Where a plan answers a subproblem, against carrying every plan out and looking.
#include <QTest>
#include <set>

#include "core/plan/stretch.h"
#include "tests/support/plans.h"

using namespace tidemark;

namespace {

/// From the decision's first action until all its steps are backpropagated and all that was stored meanwhile
/// is freed.
Stretch carried_out(const Plan& plan, const PlannedDecision& decision) {
  const std::int64_t start = plan.actions[decision.action].from;
  std::set<std::int64_t> open;
  for (std::int64_t step = start + 1; step <= start + decision.length; ++step) open.insert(step);
  std::set<std::int32_t> stored;
  std::size_t number = decision.action;
  if (number == 0) ++number;  // the initial state is stored before the first decision is carried out
  for (; !open.empty() || !stored.empty(); ++number) {
    const Action& action = plan.actions.at(number);
    if (action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal)
      stored.insert(action.slot);
    if (action.kind == ActionKind::Free) stored.erase(action.slot);
    if (action.kind == ActionKind::Backward) open.erase(action.step());
  }
  return {decision.action, static_cast<std::int64_t>(number)};
}

std::int64_t distance(const Stretch& stretch, std::int64_t action) {
  if (action < stretch.first) return stretch.first - action;
  return action < stretch.end ? 0 : action - stretch.end + 1;
}

}  // namespace

class TestStretch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void is_where_the_answer_is_carried_out_data() {
    QTest::addColumn<Strategy>("strategy");
    QTest::addColumn<double>("slot_count");
    QTest::newRow("hsm") << Strategy::Hsm << 4.0;
    QTest::newRow("ism") << Strategy::Ism << 3.0;
    QTest::newRow("msm") << Strategy::Msm << 7.5;
    QTest::newRow("msm, ample") << Strategy::Msm << 40.0;
    QTest::newRow("standard") << Strategy::Standard << 200.0;
    QTest::newRow("recursive") << Strategy::ChenRecursive << 40.0;
  }
  void is_where_the_answer_is_carried_out() {
    QFETCH(Strategy, strategy);
    QFETCH(double, slot_count);
    for (const std::int64_t length : {1, 2, 13, 40}) {
      const auto plan = plan_of(strategy, length, slot_count);
      QVERIFY(plan && !plan->decisions.empty());
      std::vector<Stretch> carried;
      for (const PlannedDecision& each : plan->decisions) carried.push_back(carried_out(*plan, each));
      for (std::size_t i = 0; i < carried.size(); ++i) {
        const PlannedDecision& asked = plan->decisions[i];
        QCOMPARE(stretch_of(*plan, asked.length, asked.budget, asked.action), carried[i]);
        const auto first = first_stretch_in(*plan, carried[0], asked.length, asked.budget);
        for (std::int64_t near = 0; near < std::ssize(plan->actions); near += 3) {
          std::int64_t least = std::ssize(plan->actions);
          bool is_first = true;
          for (std::size_t j = 0; j < carried.size(); ++j) {
            const PlannedDecision& other = plan->decisions[j];
            if (other.length != asked.length || other.budget != asked.budget) continue;
            least = std::min(least, distance(carried[j], near));
            if (is_first) QCOMPARE(first, carried[j]);
            is_first = false;
          }
          const auto found = stretch_of(*plan, asked.length, asked.budget, near);
          QVERIFY(found);
          QCOMPARE(distance(*found, near), least);
        }
      }
    }
  }

  /// The left part is found within the whole although the right one is answered first.
  void parts_lie_within_the_whole() {
    const auto plan = plan_of(Strategy::Hsm, 10, 3);
    const auto whole = stretch_of(*plan, 10, plan->budget, 0);
    QVERIFY(whole);
    const std::int64_t slot = plan->slot();
    const auto right = first_stretch_in(*plan, *whole, 6, 2 * slot);  // C(10, 3) = 4 + C(6, 2) + C(4, 3)
    const auto left = first_stretch_in(*plan, *whole, 4, 3 * slot);
    QVERIFY(right && left);
    QVERIFY(whole->first < right->first && right->end < left->first && left->end <= whole->end);
    QVERIFY(!first_stretch_in(*plan, *right, 4, 3 * slot));
  }

  void none_where_it_is_never_answered() {
    const auto plan = plan_of(Strategy::Hsm, 10, 3);
    QVERIFY(!stretch_of(*plan, 9, plan->budget, 0));
    Plan from_file = *plan;
    from_file.decisions.clear();
    QVERIFY(!stretch_of(from_file, 10, plan->budget, 0));
  }
};

QTEST_GUILESS_MAIN(TestStretch)
#include "tst_stretch.moc"
