// SPDX-License-Identifier: GPL-3.0-or-later
/// What actions are for, how often steps are computed, and what a stretch amounts to, against plain counting.
#include <QTest>
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/plan/settle.h"
#include "core/timeline/action_facts.h"
#include "core/timeline/step_set.h"
#include "tests/support/plans.h"
#include "tests/support/random_schedule.h"

namespace tidemark {
namespace {

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// A valid plan that nobody would choose.
std::shared_ptr<const Timeline> random_timeline(std::int64_t length, unsigned seed) {
  Problem problem = problem_of(Strategy::Msm, length, 100.0 * static_cast<double>(length));
  problem.alpha = 2;
  problem.beta = 1;
  const Settled settled = value_of(settle(problem, std::nullopt));
  const std::shared_ptr<const Plan> plan =
      value_of(plan_from_actions(settled, RandomSchedule(length, seed).actions()));
  return Timeline::make(plan, plan->sizes);
}

std::shared_ptr<const Timeline> timeline_of(const Problem& problem) {
  const auto plan = plan_of(problem);
  return plan == nullptr ? nullptr : Timeline::make(plan, plan->sizes);
}

Problem in_chunks(std::int64_t length, std::int64_t chunk_length) {
  Problem problem = problem_of(Strategy::Hsm, length, 4);
  problem.chunk_length = chunk_length;
  problem.beta = 2.5;
  return problem;
}

std::vector<std::shared_ptr<const Timeline>> timelines() {
  std::vector<std::shared_ptr<const Timeline>> all;
  for (unsigned seed = 1; seed <= 40; ++seed) all.push_back(random_timeline(1 + seed % 13, seed));
  for (const auto& [strategy, slot_count] : {std::pair{Strategy::Hsm, 4.0},
                                             {Strategy::Ism, 5.0},
                                             {Strategy::Msm, 9.0},
                                             {Strategy::Standard, 200.0},
                                             {Strategy::ChenSqrt, 200.0}})
    all.push_back(timeline_of(problem_of(strategy, 40, slot_count)));
  all.push_back(timeline_of(in_chunks(83, 8)));
  all.push_back(timeline_of(in_chunks(80, 8)));
  return all;
}

/// Carries a plan out and remembers what facts_of() has to find in its index.
class Story {
 public:
  explicit Story(const Timeline& timeline)
      : timeline_(timeline), next_backward_(timeline.sequence().chunks()) {}

  /// The facts of the next action.
  ActionFacts next() {
    const Action action = timeline_.actions()[index(number_)];
    ActionFacts facts{.action = action, .next_backward = next_backward_};
    if (action.slot != Action::kNoSlot) facts.life = life_of(action.slot);
    switch (action.kind) {
      case ActionKind::Advance:
      case ActionKind::Keep:
        facts.origin = origin_;
        facts.is_nearest = is_nearest_;
        for (std::int64_t step = action.from + 1; step <= action.to; ++step)
          facts.recomputed += computed_.contains(step) ? 1 : 0;
        for (std::int64_t step = action.from + 1; step <= action.to; ++step) computed_.insert(step);
        current_ = action.to;
        if (action.kind == ActionKind::Keep) kept_ = number_;
        break;
      case ActionKind::StoreHidden:
      case ActionKind::StoreInternal:
        facts.recomputed_up_to = reach_from(action.slot);
        is_nearest_ = false;
        if (action.to == current_) origin_ = action.to;
        slots_[action.slot] = action.to;
        break;
      case ActionKind::Restore:
        facts.is_nearest = std::none_of(slots_.begin(), slots_.end(), [&](const auto& slot) {
          return slot.second > action.to && slot.second < next_backward_;
        });
        is_nearest_ = facts.is_nearest;
        origin_ = current_ = action.to;
        break;
      case ActionKind::Backward:
        if (action.slot == Action::kNoSlot) facts.kept_ago = number_ - kept_;
        --next_backward_;
        break;
      case ActionKind::Free:
        slots_.erase(action.slot);
        break;
    }
    ++number_;
    return facts;
  }

  std::int64_t reached() const { return computed_.empty() ? 0 : *computed_.rbegin(); }

 private:
  /// The furthest step that is computed from what is stored now in `slot`, when it is restored first.
  std::int64_t reach_from(std::int32_t slot) const {
    const auto& actions = timeline_.actions();
    auto next = actions.begin() + number_ + 1;
    while (next != actions.end() && !(next->kind == ActionKind::Restore && next->slot == slot)) {
      if (next->kind == ActionKind::Free && next->slot == slot) return 0;
      ++next;
    }
    std::int64_t reach = 0;
    for (; next != actions.end() && ++next != actions.end() && next->kind != ActionKind::Restore;)
      if (next->forward_chunks() > 0) reach = std::max(reach, next->to);
    return reach;
  }

  Lifetime life_of(std::int32_t slot) const {
    const auto& lives = timeline_.lifetimes();
    return *std::find_if(lives.begin(), lives.end(), [&](const Lifetime& life) {
      return life.slot == slot && life.stored <= number_ && number_ <= life.freed;
    });
  }

  const Timeline& timeline_;
  std::int64_t number_ = 0;
  std::int64_t next_backward_;
  std::int64_t current_ = 0;
  std::int64_t origin_ = 0;
  std::int64_t kept_ = 0;
  bool is_nearest_ = false;
  std::set<std::int64_t> computed_;
  std::map<std::int32_t, std::int64_t> slots_;
};

class TestActionFacts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void finds_the_greatest_step_below() {
    std::mt19937 random(7);
    for (const std::int64_t last : {0, 1, 63, 64, 4095, 4096, 5000}) {
      StepSet steps(last);
      std::set<std::int64_t> plain;
      for (int change = 0; change < 2000; ++change) {
        const std::int64_t step = static_cast<std::int64_t>(random()) % (last + 1);
        if (random() % 2 == 0) {
          steps.insert(step);
          plain.insert(step);
        } else {
          steps.erase(step);
          plain.erase(step);
        }
        const std::int64_t bound = static_cast<std::int64_t>(random()) % (last + 1);
        const auto above = plain.upper_bound(bound);
        QCOMPARE(steps.last_up_to(bound).value_or(-1), above == plain.begin() ? -1 : *std::prev(above));
      }
      QVERIFY(!steps.last_up_to(-1));
    }
  }

  void agrees_with_a_plain_story() {
    std::int64_t recomputing = 0;
    std::int64_t far = 0;
    for (const auto& timeline : timelines()) {
      QVERIFY(timeline);
      Story story(*timeline);
      for (std::int64_t number = 0; number < timeline->last_moment(); ++number) {
        const ActionFacts facts = facts_of(*timeline, number);
        const ActionFacts told = story.next();
        QCOMPARE(facts.action, told.action);
        QCOMPARE(facts.next_backward, told.next_backward);
        QCOMPARE(facts.recomputed, told.recomputed);
        QCOMPARE(facts.origin, told.origin);
        QCOMPARE(facts.is_nearest, told.is_nearest);
        QCOMPARE(facts.recomputed_up_to, told.recomputed_up_to);
        QCOMPARE(facts.kept_ago, told.kept_ago);
        QCOMPARE(facts.life.has_value(), told.life.has_value());
        if (facts.life) QCOMPARE(facts.life->stored, told.life->stored);
        QCOMPARE(timeline->reached(number + 1), story.reached());
        recomputing += facts.recomputed > 0 ? 1 : 0;
        far += facts.action.kind == ActionKind::Restore && !facts.is_nearest ? 1 : 0;
      }
    }
    QVERIFY(recomputing > 100);
    QVERIFY(far > 20);  // random plans restore any state; the planned ones the nearest
  }

  void optimal_plans_restore_the_nearest_state() {
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      const auto timeline = timeline_of(problem_of(strategy, 60, 6));
      QVERIFY(timeline);
      for (std::int64_t number = 0; number < timeline->last_moment(); ++number) {
        const ActionFacts facts = facts_of(*timeline, number);
        if (facts.action.kind == ActionKind::Restore) QVERIFY(facts.is_nearest);
      }
    }
  }

  void counts_how_often_each_step_is_computed() {
    for (const auto& timeline : timelines()) {
      QVERIFY(timeline);
      const Sequence sequence = timeline->sequence();
      std::vector<std::int64_t> plain(index(sequence.chunks()), 0);
      for (const Action& action : timeline->actions())
        if (action.forward_chunks() > 0)
          for (std::int64_t step = action.from + 1; step <= action.to; ++step) ++plain[index(step - 1)];
      QCOMPARE(timeline->forward_counts(), plain);
      std::int64_t steps = 0;
      for (std::int64_t chunk = 1; chunk <= sequence.chunks(); ++chunk)
        steps += plain[index(chunk - 1)] * sequence.steps_of(chunk);
      QCOMPARE(steps, timeline->plan().forward_steps);
    }
  }

  void sums_up_a_stretch() {
    std::mt19937 random(3);
    for (const auto& timeline : timelines()) {
      QVERIFY(timeline);
      const Sequence sequence = timeline->sequence();
      const std::vector<double>& moments = timeline->operations();
      for (int draw = 0; draw < 20; ++draw) {
        const auto one = static_cast<std::int64_t>(random()) % (timeline->last_moment() + 1);
        const auto other = static_cast<std::int64_t>(random()) % (timeline->last_moment() + 1);
        const auto [from, to] = std::minmax({one, other});
        const StretchFacts facts = facts_of_stretch(*timeline, moments, from, to);
        std::set<std::int64_t> computed;
        std::int64_t first = 0, again = 0, backward = 0, peak = timeline->memory()[index(from)];
        double first_time = 0, again_time = 0;
        for (std::int64_t number = 0; number < to; ++number) {
          const Action& action = timeline->actions()[index(number)];
          if (number >= from) peak = std::max(peak, timeline->memory()[index(number) + 1]);
          if (action.kind == ActionKind::Backward && number >= from)
            backward += sequence.steps_of(action.from);
          if (action.forward_chunks() == 0) continue;
          for (std::int64_t chunk = action.from + 1; chunk <= action.to; ++chunk) {
            const bool is_new = computed.insert(chunk).second;
            if (number < from) continue;
            (is_new ? first : again) += sequence.steps_of(chunk);
            (is_new ? first_time : again_time) += static_cast<double>(sequence.steps_of(chunk)) /
                                                  static_cast<double>(sequence.forward_steps(action)) *
                                                  static_cast<double>(action.forward_chunks());
          }
        }
        QCOMPARE(facts.actions, to - from);
        QCOMPARE(facts.first_steps, first);
        QCOMPARE(facts.recomputed_steps, again);
        QCOMPARE(facts.backward_steps, backward);
        QCOMPARE(facts.peak, peak);
        QVERIFY(std::abs(facts.first_time - first_time) < 1e-6);
        QVERIFY(std::abs(facts.recomputed_time - again_time) < 1e-6);
        QVERIFY(std::abs(facts.first_time + facts.recomputed_time + facts.backward_time - facts.time) < 1e-6);
      }
      const StretchFacts all = facts_of_stretch(*timeline, moments, 0, timeline->last_moment());
      QCOMPARE(all.first_steps, sequence.length);
      QCOMPARE(all.first_steps + all.recomputed_steps, timeline->plan().forward_steps);
      QCOMPARE(all.backward_steps, sequence.length);
      QCOMPARE(all.peak, timeline->peak());
    }
  }

  void goes_from_touch_to_touch() {
    for (const auto& timeline : timelines()) {
      QVERIFY(timeline);
      for (std::int64_t step = 1; step <= timeline->sequence().chunks(); ++step) {
        std::set<std::int64_t> touched;
        for (std::int64_t number = 0; number < timeline->last_moment(); ++number) {
          const Action& action = timeline->actions()[index(number)];
          const bool is_computed = action.forward_chunks() > 0 && action.from < step && step <= action.to;
          const bool is_other =
              action.forward_chunks() == 0 && action.kind != ActionKind::Free && action.from == step;
          if (is_computed || is_other) touched.insert(number + 1);
        }
        for (std::int64_t moment = 0; moment <= timeline->last_moment(); ++moment) {
          const auto later = touched.upper_bound(moment);
          QCOMPARE(next_touch(*timeline, step, moment), later == touched.end() ? *touched.begin() : *later);
        }
      }
    }
  }
};

}  // namespace
}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestActionFacts)
#include "tst_action_facts.moc"
