// SPDX-License-Identifier: GPL-3.0-or-later
/// Plans laid out in time, and the merging of what is narrower than a pixel.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/plan/checker.h"
#include "core/timeline/timeline.h"
#include "tests/support/plans.h"
#include "ui/timeline/timeline_pixels.h"

namespace tidemark {
namespace {

std::shared_ptr<const Timeline> timeline_for(Strategy strategy, std::int64_t length, double slots) {
  const auto plan = plan_of(strategy, length, slots);
  return plan == nullptr ? nullptr : Timeline::make(plan, plan->sizes);
}

void add_plans() {
  QTest::addColumn<Strategy>("strategy");
  QTest::addColumn<int>("length");
  QTest::addColumn<double>("slots");
  QTest::newRow("hsm 10 4") << Strategy::Hsm << 10 << 4.0;
  QTest::newRow("ism 40 6") << Strategy::Ism << 40 << 6.0;
  QTest::newRow("msm 60 20") << Strategy::Msm << 60 << 20.0;
  QTest::newRow("standard 12") << Strategy::Standard << 12 << 100.0;
  QTest::newRow("chen 30") << Strategy::ChenSqrt << 30 << 100.0;
  QTest::newRow("hsm 1 1") << Strategy::Hsm << 1 << 1.0;
}

std::size_t index(std::int64_t number) {
  return static_cast<std::size_t>(number);
}

/// The record of a plan whose every action took `milliseconds` for each operation.
Record record_of(const Plan& plan, double milliseconds) {
  Record record;
  record.start.problem = plan.problem;
  record.start.predicted_forward_steps = plan.forward_steps;
  record.start.times = {
      .advance = milliseconds / 1e3, .keep = milliseconds / 1e3, .backward = 3 * milliseconds / 1e3};
  std::int64_t now = 0;
  for (std::size_t number = 0; number < plan.actions.size(); ++number) {
    const Action& action = plan.actions[number];
    const double operations =
        action.kind == ActionKind::Backward ? 3 : static_cast<double>(action.forward_chunks());
    const std::int64_t begin = now;
    now += std::llround(operations * milliseconds * 1e6);
    record.actions.push_back({.index = static_cast<std::int64_t>(number),
                              .action = action,
                              .begin_ns = begin,
                              .end_ns = now,
                              .arena_bytes = static_cast<std::int64_t>(number)});
  }
  return record;
}

class TestTimeline : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agrees_with_checker_at_every_moment_data() { add_plans(); }
  void agrees_with_checker_at_every_moment() {
    QFETCH(Strategy, strategy);
    QFETCH(int, length);
    QFETCH(double, slots);
    const auto line = timeline_for(strategy, length, slots);
    QVERIFY(line);
    const Plan& plan = line->plan();
    QCOMPARE(line->peak(), plan.peak);
    Checker checker(length, strategy, plan.sizes, plan.budget);
    for (std::int64_t moment = 0;; ++moment) {
      QCOMPARE(line->memory()[index(moment)], checker.memory());
      QCOMPARE(line->next_backward(moment), checker.next_backward());
      QCOMPARE(line->core_at(moment), (CoreState{checker.current_step(), checker.core_internal()}));
      std::int64_t counted = strategy == Strategy::Ism && checker.core_internal() != 0 ? plan.sizes.alpha : 0;
      std::size_t held = 0;
      for (std::int32_t slot = 0; slot < line->slot_count(); ++slot) {
        const Lifetime* life = line->in_slot(slot, moment);
        const auto stored = checker.stored().find(slot);
        QCOMPARE(life != nullptr, stored != checker.stored().end());
        if (life == nullptr) continue;
        ++held;
        counted += line->size_at(*life, moment);
        QCOMPARE(life->step, stored->second.step);
        QCOMPARE(life->kind == Lifetime::Kind::Hidden, stored->second.kind == Checker::Stored::Kind::Hidden);
        QCOMPARE(life->is_spent_at(moment), stored->second.kind == Checker::Stored::Kind::SpentInternal);
      }
      QCOMPARE(held, checker.stored().size());
      QCOMPARE(counted, checker.memory());
      for (std::int64_t step = 0; step <= length; ++step)
        QCOMPARE(line->is_held(step, moment), checker.is_held(step));
      if (moment == line->last_moment()) break;
      QVERIFY(checker.apply(plan.actions[index(moment)]));
    }
    QCOMPARE(line->in_slot(-1, 1), nullptr);
    QCOMPARE(line->in_slot(line->slot_count(), 1), nullptr);
  }

  /// Every subproblem of an optimal plan is answered by its own policy's choice.
  void finds_what_an_action_was_chosen_for_data() {
    QTest::addColumn<Strategy>("strategy");
    QTest::addColumn<int>("length");
    QTest::addColumn<double>("slots");
    QTest::newRow("hsm 100 7") << Strategy::Hsm << 100 << 7.0;
    QTest::newRow("ism 100 7") << Strategy::Ism << 100 << 7.0;
    QTest::newRow("msm 100 20") << Strategy::Msm << 100 << 20.0;
    QTest::newRow("msm 9 1") << Strategy::Msm << 9 << 1.0;
    QTest::newRow("hsm 4 4") << Strategy::Hsm << 4 << 4.0;
    QTest::newRow("chen 50") << Strategy::ChenSqrt << 50 << 1000.0;
    QTest::newRow("chen-recursive 50") << Strategy::ChenRecursive << 50 << 1000.0;
    QTest::newRow("standard 50") << Strategy::Standard << 50 << 1000.0;
  }
  void finds_what_an_action_was_chosen_for() {
    QFETCH(Strategy, strategy);
    QFETCH(int, length);
    QFETCH(double, slots);
    const auto line = timeline_for(strategy, length, slots);
    QVERIFY(line);
    const Plan& plan = line->plan();
    QCOMPARE(line->subproblem_of(0), (Subproblem{0, length, plan.budget}));
    for (std::int64_t number = 0; number < line->last_moment(); ++number) {
      const Action& action = plan.actions[index(number)];
      const auto asked = line->subproblem_of(number);
      if (action.kind == ActionKind::Free || action.kind == ActionKind::Restore) {
        QVERIFY(!asked);
        continue;
      }
      if (action.kind == ActionKind::Backward && action.slot != Action::kNoSlot) continue;
      QVERIFY(asked);
      if (number == 0) continue;
      const Choice choice = plan.policy->choice(asked->length, asked->budget);
      if (action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal) {
        QCOMPARE(choice.kind, action.kind == ActionKind::StoreHidden ? Choice::Kind::PushHidden
                                                                     : Choice::Kind::PushInternal);
        QCOMPARE(asked->start + choice.y, action.step());
      }
      if (action.kind == ActionKind::Backward) {
        // A state from which only one step would start is not stored.
        QVERIFY(choice.kind == Choice::Kind::KeepInCore || choice.y == asked->length - 1);
      }
    }
  }

  /// A file holds a schedule, not the decisions that it was made from.
  void knows_no_subproblems_of_a_plan_from_a_file() {
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    const std::shared_ptr<const Plan> read = plan_from_actions(*plan, plan->actions).value();
    const auto line = Timeline::make(read, read->sizes);
    QVERIFY(line);
    for (std::int64_t number = 0; number < line->last_moment(); ++number) {
      QVERIFY(!line->subproblem_of(number));
    }
  }

  void goes_from_store_to_store() {
    const auto line = timeline_for(Strategy::Hsm, 10, 4);
    std::vector<std::int64_t> visited;
    for (auto moment = line->next_store(0); moment; moment = line->next_store(*moment))
      visited.push_back(*moment);
    QCOMPARE(visited.size(), line->lifetimes().size());
    for (const std::int64_t moment : visited)
      QCOMPARE(line->actions()[index(moment - 1)].kind, ActionKind::StoreHidden);
  }

  void stops_when_told() {
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    std::stop_source source;
    source.request_stop();
    QVERIFY(!Timeline::make(plan, plan->sizes, 2, source.get_token()));
  }

  void places_moments_by_operations() {
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    const std::vector<double> moments = moments_in_operations(plan->actions, 2);
    QCOMPARE(moments.size(), plan->actions.size() + 1);
    QCOMPARE(moments.back(), 24.0 + 2 * 10);
    QVERIFY(std::is_sorted(moments.begin(), moments.end()));
    QCOMPARE(moments_in_operations(plan->actions, 2.5).back(), 24.0 + 25);
    QCOMPARE(moments_in_operations({}, 2), std::vector<double>{0});
  }

  void places_moments_by_measured_time() {
    const auto plan = plan_of(Strategy::Hsm, 30, 4);
    const Record record = record_of(*plan, 0.5);
    QVERIFY(is_record_of(record, *plan));
    const std::vector<double> whole = moments_in_milliseconds(plan->actions, record);
    QCOMPARE(whole.back(), 0.5 * static_cast<double>(plan->forward_steps + 3 * 30));

    // If all actions take equally long, neither thinning nor a missing end moves anything.
    Record thinned = record;
    std::erase_if(thinned.actions, [](const ActionEvent& event) { return event.index % 7 != 3; });
    Record torn = record;
    torn.actions.resize(torn.actions.size() / 2);
    Record empty = record;
    empty.actions.clear();
    for (const Record* partial : {&thinned, &torn, &empty}) {
      const std::vector<double> moments = moments_in_milliseconds(plan->actions, *partial);
      QCOMPARE(moments.size(), whole.size());
      for (std::size_t moment = 0; moment < whole.size(); ++moment)
        QVERIFY2(std::abs(moments[moment] - whole[moment]) < 1e-3, qPrintable(QString::number(moment)));
    }

    // Clocks that jump back, and numbers out of range, never make the axis run backwards.
    Record odd = record;
    odd.actions[20].end_ns = 0;
    odd.actions[21].index = 1'000'000;
    const std::vector<double> moments = moments_in_milliseconds(plan->actions, odd);
    QVERIFY(std::is_sorted(moments.begin(), moments.end()));
    QVERIFY(!is_record_of(odd, *plan));
    QVERIFY(!is_record_of(record, *plan_of(Strategy::Ism, 30, 4)));
  }

  void finds_the_action_at_a_place_data() {
    QTest::addColumn<double>("x");
    QTest::addColumn<qint64>("action");
    QTest::addColumn<qint64>("moment");
    // Actions end at 0 (a store), 3, 4, 4 (a store), 6.
    QTest::newRow("before") << -0.1 << qint64{-1} << qint64{0};
    QTest::newRow("start") << 0.0 << qint64{1} << qint64{0};
    QTest::newRow("within") << 1.4 << qint64{1} << qint64{1};
    QTest::newRow("later within") << 2.9 << qint64{1} << qint64{2};
    QTest::newRow("at an edge") << 4.0 << qint64{4} << qint64{3};
    QTest::newRow("end") << 6.0 << qint64{4} << qint64{5};
    QTest::newRow("after") << 6.1 << qint64{-1} << qint64{5};
    QTest::newRow("nowhere") << std::numeric_limits<double>::quiet_NaN() << qint64{-1} << qint64{-1};
  }
  void finds_the_action_at_a_place() {
    QFETCH(double, x);
    QFETCH(qint64, action);
    QFETCH(qint64, moment);
    const std::vector<double> moments = {0, 0, 3, 4, 4, 6};
    QCOMPARE(action_at(moments, x).value_or(-1), action);
    if (moment >= 0) QCOMPARE(moments[index(nearest_moment(moments, x))], moments[index(moment)]);
    QVERIFY(!action_at({0}, 0));
  }

  void draws_wide_actions_one_by_one() {
    const auto plan = plan_of(Strategy::Hsm, 10, 4);
    const std::vector<double> moments = moments_in_operations(plan->actions, 2);
    const auto strokes =
        merge_actions(plan->actions, levels_of(plan->actions), moments, {0, moments.back(), 1000});
    QVERIFY(
        std::none_of(strokes.begin(), strokes.end(), [](const Stroke& stroke) { return stroke.is_merged; }));
    const auto drawn = std::count_if(plan->actions.begin(), plan->actions.end(), [](const Action& action) {
      return action.kind == ActionKind::Advance || action.kind == ActionKind::Keep ||
             action.kind == ActionKind::Backward || action.kind == ActionKind::Restore;
    });
    QCOMPARE(std::ssize(strokes), drawn);
    QCOMPARE(strokes.front().kind, plan->actions[1].kind);
    QCOMPARE(strokes.front().y1, static_cast<double>(plan->actions[1].to));
  }

  /// Whatever the width, the merged shapes cover the same steps within every pixel as the actions themselves.
  void merged_actions_cover_what_their_parts_cover_data() {
    QTest::addColumn<int>("pixels");
    for (const int pixels : {1, 3, 50, 400}) QTest::addRow("%d pixels", pixels) << pixels;
  }
  void merged_actions_cover_what_their_parts_cover() {
    QFETCH(int, pixels);
    const auto plan = plan_of(Strategy::Msm, 500, 20);
    QVERIFY(plan);
    const std::vector<double> moments = moments_in_operations(plan->actions, 2);
    const Window window{0, moments.back(), static_cast<double>(pixels)};
    const auto strokes = merge_actions(plan->actions, levels_of(plan->actions), moments, window);
    QVERIFY(std::ssize(strokes) <= 8 * pixels + 8);
    for (const ActionKind kind : {ActionKind::Advance, ActionKind::Keep, ActionKind::Backward}) {
      double low = 1e9, high = -1, drawn_low = 1e9, drawn_high = -1;
      for (const Action& action : plan->actions) {
        if (action.kind != kind) continue;
        low = std::min({low, static_cast<double>(action.from), static_cast<double>(action.to)});
        high = std::max({high, static_cast<double>(action.from), static_cast<double>(action.to)});
      }
      for (const Stroke& stroke : strokes) {
        if (stroke.kind != kind) continue;
        drawn_low = std::min({drawn_low, stroke.y0, stroke.y1});
        drawn_high = std::max({drawn_high, stroke.y0, stroke.y1});
      }
      QCOMPARE(drawn_low, low);
      QCOMPARE(drawn_high, high);
    }
    // Every single action lies within one of the shapes of its kind.
    for (std::size_t number = 0; number < plan->actions.size(); ++number) {
      const Action& action = plan->actions[number];
      if (action.kind != ActionKind::Advance && action.kind != ActionKind::Backward) continue;
      const double middle = window.pixel_of((moments[number] + moments[number + 1]) / 2);
      const auto low = static_cast<double>(std::min(action.from, action.to));
      const auto high = static_cast<double>(std::max(action.from, action.to));
      QVERIFY(std::any_of(strokes.begin(), strokes.end(), [&](const Stroke& stroke) {
        return stroke.kind == action.kind && stroke.x0 - 1 <= middle && middle <= stroke.x1 + 1 &&
               std::min(stroke.y0, stroke.y1) <= low && high <= std::max(stroke.y0, stroke.y1);
      }));
    }
  }

  void shows_only_what_is_visible() {
    const auto plan = plan_of(Strategy::Hsm, 1000, 10);
    const std::vector<double> moments = moments_in_operations(plan->actions, 2);
    const Window window{2000, 2040, 400};
    const ActionRange visible = visible_actions(moments, window);
    for (std::int64_t number = 0; number < std::ssize(plan->actions); ++number) {
      const bool touches = moments[index(number) + 1] >= 2000 && moments[index(number)] <= 2040;
      QCOMPARE(number >= visible.first && number < visible.end, touches);
    }
    for (const Stroke& stroke : merge_actions(plan->actions, levels_of(plan->actions), moments, window)) {
      QVERIFY(stroke.x1 >= 0);
      QVERIFY(stroke.x0 <= 400);
    }
    const ActionRange beyond = visible_actions(moments, {1e9, 2e9, 400});
    QCOMPARE(beyond.first, beyond.end);
  }

  void lifetimes_merge_in_their_row_of_pixels() {
    const auto line = timeline_for(Strategy::Hsm, 1000, 10);
    const std::vector<double> moments = moments_in_operations(line->actions(), 2);
    const auto bars = merge_lifetimes(line->lifetimes(), line->lifetime_levels(), moments,
                                      {0, moments.back(), 600}, {0, 1000, 200});
    QVERIFY(bars.size() < line->lifetimes().size());
    for (const Lifetime& life : line->lifetimes()) {
      const double x0 = moments[index(life.stored + 1)] / moments.back() * 600;
      const double x1 = moments[index(life.freed)] / moments.back() * 600;
      QVERIFY(std::any_of(bars.begin(), bars.end(), [&](const Bar& bar) {
        return std::abs(bar.step - life.step) <= 5 && bar.x0 <= x0 + 1e-9 && x1 <= bar.x1 + 1e-9;
      }));
    }
    // With enough pixels nothing is merged.
    const auto all = merge_lifetimes(line->lifetimes(), line->lifetime_levels(), moments,
                                     {0, moments.back(), 1e7}, {0, 1000, 1e4});
    QCOMPARE(all.size(), line->lifetimes().size());
  }

  void both_kinds_of_state_keep_their_own_bars() {
    const auto line = timeline_for(Strategy::Msm, 60, 20);
    const std::vector<double> moments = moments_in_operations(line->actions(), 2);
    const auto bars = merge_lifetimes(line->lifetimes(), line->lifetime_levels(), moments,
                                      {0, moments.back(), 2}, {0, 60, 1});
    for (const Lifetime::Kind kind : {Lifetime::Kind::Hidden, Lifetime::Kind::Internal})
      QVERIFY(std::any_of(bars.begin(), bars.end(), [kind](const Bar& bar) { return bar.kind == kind; }));
  }

  void a_peak_stays_a_peak_data() {
    QTest::addColumn<int>("pixels");
    for (const int pixels : {1, 2, 10, 100, 5000}) QTest::addRow("%d pixels", pixels) << pixels;
  }
  void a_peak_stays_a_peak() {
    QFETCH(int, pixels);
    std::vector<double> places;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 10'000; ++i) {
      places.push_back(i);
      values.push_back(i == 7777 ? 1000 : i == 3333 ? -5 : 10 + i % 3);
    }
    const auto columns =
        merge_values(places, values, levels_of(values), {0, 9999, static_cast<double>(pixels)});
    QVERIFY(std::ssize(columns) <= pixels + 1);
    const auto high =
        std::max_element(columns.begin(), columns.end(), [](auto& a, auto& b) { return a.high < b.high; });
    const auto low =
        std::min_element(columns.begin(), columns.end(), [](auto& a, auto& b) { return a.low < b.low; });
    QCOMPARE(high->high, 1000.0);
    QCOMPARE(low->low, -5.0);
    QVERIFY(std::abs(high->x - 7777.0 / 9999 * pixels) <= 1);
    QCOMPARE(columns.front().first, 10.0);
    QCOMPARE(columns.back().last, static_cast<double>(values.back()));
  }

  /// For any stretch, the summaries of blocks agree with its elements.
  void levels_know_every_stretch() {
    const auto line = timeline_for(Strategy::Msm, 700, 12);
    const std::vector<Action>& actions = line->actions();
    const std::int64_t count = std::ssize(actions);
    QVERIFY(count > 2000);
    for (std::int64_t first = 0; first < count; first += 97) {
      for (const std::int64_t size : {0, 1, 7, 8, 9, 63, 64, 65, 500, 2000}) {
        const std::int64_t end = std::min(first + size, count);
        const ActionSpan span = span_of(actions, line->action_levels(), first, end);
        for (std::size_t kind = 0; kind < ActionSpan::kKinds.size(); ++kind) {
          std::int32_t expected = 0, last = 0;
          std::int64_t high = -1;
          for (std::int64_t number = first; number < end; ++number) {
            const Action& action = actions[index(number)];
            if (action.kind != ActionSpan::kKinds[kind]) continue;
            ++expected;
            last = static_cast<std::int32_t>(number);
            high = std::max({high, action.to, action.kind == ActionKind::Restore ? -1 : action.from});
          }
          QCOMPARE(span.kinds[kind].count, expected);
          if (expected == 0) continue;
          QCOMPARE(span.kinds[kind].last, last);
          if (ActionSpan::kKinds[kind] != ActionKind::Restore)
            QCOMPARE(std::int64_t{span.kinds[kind].steps.high}, high);
        }
        if (first == end) continue;
        const auto memory = span_of(line->memory(), line->memory_levels(), first, end);
        QCOMPARE(memory.high,
                 *std::max_element(line->memory().begin() + first, line->memory().begin() + end));
        QCOMPARE(memory.low, *std::min_element(line->memory().begin() + first, line->memory().begin() + end));
      }
    }
  }

  /// There are no more shapes than pixels, and the peak is always among them.
  void a_long_plan_costs_what_the_screen_shows() {
    const auto line = timeline_for(Strategy::Hsm, 30'000, 20);
    QVERIFY(line->last_moment() > 100'000);
    const std::vector<double>& moments = line->operations();
    for (const int pixels : {10, 300, 1000}) {
      const Window all{0, moments.back(), static_cast<double>(pixels)};
      const Window steps{0, 30'000, 200};
      QVERIFY(std::ssize(merge_actions(line->actions(), line->action_levels(), moments, all)) <=
              5 * (pixels + 1));
      QVERIFY(std::ssize(merge_lifetimes(line->lifetimes(), line->lifetime_levels(), moments, all, steps)) <=
              201 * (pixels + 1));
      const auto columns = merge_values(moments, line->memory(), line->memory_levels(), all);
      QVERIFY(std::ssize(columns) <= pixels + 1);
      const auto high = std::max_element(columns.begin(), columns.end(),
                                         [](const auto& a, const auto& b) { return a.high < b.high; });
      QCOMPARE(high->high, static_cast<double>(line->peak()));
      const double peak_at = moments[index(line->peak_moment())];
      QVERIFY(std::abs(high->x - all.pixel_of(peak_at)) <= 1);
      const auto near = merge_values(moments, line->memory(), line->memory_levels(),
                                     {peak_at - 50, peak_at + 50, static_cast<double>(pixels)});
      QVERIFY(std::any_of(near.begin(), near.end(), [&](const auto& column) {
        return column.high == static_cast<double>(line->peak());
      }));
    }
  }

  void values_begin_with_what_holds_at_the_left_edge() {
    const std::vector<std::int64_t> values = {1, 5, 7, 9};
    const auto columns = merge_values({0, 10, 20, 30}, values, levels_of(values), {15, 25, 100});
    QCOMPARE(columns.size(), std::size_t{2});
    QCOMPARE(columns[0].x, 0.0);
    QCOMPARE(columns[0].first, 5.0);
    QCOMPARE(columns[1].x, 50.0);
    QCOMPARE(columns[1].last, 7.0);
    QVERIFY(merge_values({}, {}, {}, {0, 1, 10}).empty());
  }
};

}  // namespace
}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestTimeline)
#include "tst_timeline.moc"
