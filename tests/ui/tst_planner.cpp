// SPDX-License-Identifier: GPL-3.0-or-later
/// The planner answers the newest question, the plan before the comparison, and can be dropped at any time.
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/plans.h"
#include "ui/workbench/planner.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 30'000;

/// Everything that a planner has reported.
struct Answers {
  explicit Answers(Planner* planner) {
    QObject::connect(planner, &Planner::planned, planner, [this](const PlanningAnswer& answer) {
      plans.push_back(answer);
      order.append('p');
    });
    QObject::connect(planner, &Planner::compared, planner,
                     [this](const std::shared_ptr<const StrategyCosts>& strategy_costs) {
                       comparisons.push_back(strategy_costs);
                       order.append('c');
                     });
  }
  std::vector<PlanningAnswer> plans;
  std::vector<std::shared_ptr<const StrategyCosts>> comparisons;
  QByteArray order;
};

}  // namespace

class TestPlanner : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void plan_comes_first_then_the_comparison() {
    Planner planner;
    Answers answers(&planner);
    planner.ask({{problem_of(Strategy::Ism, 1000, 50)}});
    QVERIFY(planner.is_planning());
    QTRY_COMPARE_WITH_TIMEOUT(answers.comparisons.size(), std::size_t{1}, kPatienceMs);
    QCOMPARE(answers.order, QByteArray("pc"));
    QVERIFY(!planner.is_planning());
    QCOMPARE(answers.plans.front().plan->forward_steps, 1950);
    const StrategyCosts& strategy_costs = *answers.comparisons.front();
    QCOMPARE(strategy_costs.length, 1000);
    QCOMPARE(strategy_costs.curves.size(), kStrategies.size());
    // The curves agree with the paper's reference values at m = 50.
    QCOMPARE(strategy_costs.curves.at(Strategy::Hsm)[49].forward_steps, 2948);
    QCOMPARE(strategy_costs.curves.at(Strategy::Ism)[49].forward_steps, 1950);
    QCOMPARE(strategy_costs.curves.at(Strategy::Standard)[0].forward_steps, 1000);
  }

  void newest_question_wins_and_the_last_answer_is_its() {
    Planner planner;
    Answers answers(&planner);
    for (int length = 500; length <= 900; ++length) planner.ask({{problem_of(Strategy::Msm, length, 20)}});
    QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
    QCOMPARE(answers.plans.back().problem.length, 900);
    QVERIFY2(answers.plans.size() < 20, "questions in between must be dropped");
    QTRY_VERIFY_WITH_TIMEOUT(!answers.comparisons.empty() && answers.comparisons.back()->length == 900,
                             kPatienceMs);
  }

  /// A plan was lost when the patience with the question before ended just as this one began.
  void patience_with_one_question_does_not_end_the_next() {
    Planner planner;
    Answers answers(&planner);
    connect(&planner, &Planner::planned, this, [] { QTest::qSleep(60); });  // views that take long to draw
    for (int length = 10'000; length < 10'010; ++length) {
      planner.ask({{problem_of(Strategy::Hsm, length, 20)}});
      QTest::qWait(10);
      planner.ask({{problem_of(Strategy::Hsm, length + 100, 20)}});
      QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
      QCOMPARE(answers.plans.back().problem.length, length + 100);
    }
  }

  /// Where a curve would take minutes, it is solved up to the budget that was asked about.
  void a_larger_budget_of_a_long_sequence_is_compared_anew() {
    Planner planner;
    Answers answers(&planner);
    for (const double slots : {5.0, 40.0}) {
      planner.ask({{problem_of(Strategy::Msm, 25'000, slots)}});
      const auto is_compared = [&] {
        if (planner.is_planning() || answers.comparisons.empty()) return false;
        const auto& curves = answers.comparisons.back()->curves;
        const auto mixed = curves.find(Strategy::Msm);
        return mixed != curves.end() && !mixed->second.empty() &&
               mixed->second.back().slot_count == static_cast<std::int64_t>(slots);
      };
      QTRY_VERIFY_WITH_TIMEOUT(is_compared(), kPatienceMs);
      QCOMPARE(answers.comparisons.back()->curves.at(Strategy::Msm).back().forward_steps,
               answers.plans.back().solution->forward_steps);
    }
  }

  void neighbours_on_a_slider_share_one_table() {
    Planner planner;
    Answers answers(&planner);
    for (const auto& [length, slots] : {std::pair{1000, 50.0}, {999, 50.0}, {120, 7.0}, {1000, 1000.0}}) {
      planner.ask({{problem_of(Strategy::Msm, length, slots)}});
      QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
      QCOMPARE(answers.plans.back().plan->problem.length, length);
      QCOMPARE(answers.plans.back().plan->policy, answers.plans.front().plan->policy);
    }
  }

  void too_small_a_budget_says_what_works_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<int>("chunk");
    QTest::addColumn<double>("budget");
    QTest::addColumn<bool>("has_bytes");
    const auto row = [](const char* name, Strategy strategy, Budget::Measure chunk, double budget,
                        bool has_bytes) {
      QTest::newRow(name) << static_cast<int>(strategy) << static_cast<int>(chunk) << budget << has_bytes;
    };
    row("standard, slots", Strategy::Standard, Budget::Measure::Slots, 50, false);
    row("chen, slots", Strategy::ChenSqrt, Budget::Measure::Slots, 3, false);
    row("hsm, percent", Strategy::Hsm, Budget::Measure::Percent, 0.001, false);
    row("msm, percent of bytes", Strategy::Msm, Budget::Measure::Percent, 0.001, true);
    row("ism, bytes", Strategy::Ism, Budget::Measure::Bytes, 1000, true);
    row("standard, bytes", Strategy::Standard, Budget::Measure::Bytes, 1e6, true);
  }
  void too_small_a_budget_says_what_works() {
    QFETCH(int, strategy);
    QFETCH(int, chunk);
    QFETCH(double, budget);
    QFETCH(bool, has_bytes);
    std::optional<StateBytes> bytes;
    if (has_bytes) bytes = StateBytes{.hidden = 65'536, .alpha = 229'376, .beta = 163'840};
    PlanningQuestion asked{{problem_of(static_cast<Strategy>(strategy), 1000, 1), bytes}};
    asked.problem.budget = {static_cast<Budget::Measure>(chunk), budget};

    Planner planner;
    Answers answers(&planner);
    planner.ask(asked);
    QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
    QVERIFY(!answers.plans.back().plan);
    const QString error = answers.plans.back().error;
    QVERIFY2(error.contains(QStringLiteral("is too small for")), qPrintable(error));
    QVERIFY2(error.contains(QStringLiteral("the smallest that works is ")), qPrintable(error));
    QVERIFY(answers.plans.back().smallest_budget.has_value());
    QCOMPARE(static_cast<int>(answers.plans.back().smallest_budget->measure), chunk);

    const double least = answers.plans.back().smallest_budget->value;
    asked.problem.budget.value = least;
    planner.ask(asked);
    QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
    QVERIFY2(answers.plans.back().plan, qPrintable(answers.plans.back().error));

    // Two percent less is too little again, so that it was the smallest with so many digits.
    asked.problem.budget.value =
        static_cast<Budget::Measure>(chunk) == Budget::Measure::Slots ? least - 1 : least * 0.98;
    planner.ask(asked);
    QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
    QVERIFY(!answers.plans.back().plan);
  }

  void very_long_sequences_have_a_cost_but_no_schedule() {
    Planner planner;
    Answers answers(&planner);
    planner.ask({{problem_of(Strategy::Hsm, 1'000'000'000, 1000)}});
    QTRY_VERIFY_WITH_TIMEOUT(!planner.is_planning(), kPatienceMs);
    QVERIFY(!answers.plans.back().plan);
    QVERIFY(answers.plans.back().solution->forward_steps > 1'000'000'000);
    QVERIFY(answers.plans.back().error.contains(QStringLiteral("too long")));
  }

  void a_plan_from_a_file_is_only_compared() {
    Solver solver;
    const auto made = make_plan(problem_of(Strategy::Hsm, 30, 4), std::nullopt, solver);
    const std::shared_ptr<const Plan> given = **made;
    Planner planner;
    Answers answers(&planner);
    planner.ask({{given->problem}, given});
    QTRY_COMPARE_WITH_TIMEOUT(answers.comparisons.size(), std::size_t{1}, kPatienceMs);
    QCOMPARE(answers.plans.back().plan, given);
    QCOMPARE(answers.comparisons.back()->length, 30);
  }

  void dropped_while_solving_it_ends_soon() {
    QElapsedTimer time;
    {
      Planner planner;
      QSignalSpy progressed(&planner, &Planner::progressed);
      planner.ask({{slow_problem()}});
      QVERIFY(progressed.wait(kPatienceMs));
      QVERIFY(planner.is_planning());
      time.start();
    }
    QVERIFY2(time.elapsed() < 10'000, qPrintable(QString::number(time.elapsed())));
  }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestPlanner)
#include "tst_planner.moc"
