// SPDX-License-Identifier: GPL-3.0-or-later
/// No question is lost: whatever asked it, it can be undone, redone and gone back to.
#include <QSignalSpy>
#include <QTest>
#include <random>

#include "tests/support/planned_workbench.h"
#include "ui/workbench/question_history.h"

namespace tidemark {

class TestQuestionHistory : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() { fail_on_any_warning(); }

  void a_question_is_undone_and_redone() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    QVERIFY(!history.can_undo());
    QVERIFY(!history.can_redo());
    const Problem first = workbench.problem();
    const Problem second = problem_of(Strategy::Hsm, 40, 5);
    const Problem third = problem_of(Strategy::Ism, 70, 9);
    workbench.set_problem(second);
    workbench.set_problem(third);
    QCOMPARE(history.questions().size(), std::size_t{3});
    history.undo();
    QCOMPARE(workbench.problem(), second);
    history.undo();
    QCOMPARE(workbench.problem(), first);
    QVERIFY(!history.can_undo());
    history.undo();  // does nothing
    QCOMPARE(workbench.problem(), first);
    history.redo();
    history.redo();
    QCOMPARE(workbench.problem(), third);
    QVERIFY(!history.can_redo());
    history.go_to(1);
    QCOMPARE(workbench.problem(), second);
    QVERIFY(history.can_redo());
  }

  void what_was_undone_is_dropped_by_another_question() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    workbench.set_problem(problem_of(Strategy::Hsm, 40, 5));
    workbench.set_problem(problem_of(Strategy::Ism, 70, 9));
    history.undo();
    workbench.set_problem(problem_of(Strategy::Msm, 80, 10));
    QVERIFY(!history.can_redo());
    QCOMPARE(history.questions().size(), std::size_t{3});
    history.undo();
    QCOMPARE(workbench.problem(), problem_of(Strategy::Hsm, 40, 5));
  }

  void a_dragged_slider_is_one_question() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    const Problem before = workbench.problem();
    Problem problem = before;
    for (problem.length = 100; problem.length < 140; ++problem.length) workbench.set_problem(problem);
    QCOMPARE(history.questions().size(), std::size_t{2});
    QCOMPARE(history.questions().back().problem.length, 139);
    // Another field is another question, and so is the same one after a while.
    problem = workbench.problem();
    problem.budget.value = 20;
    workbench.set_problem(problem);
    QCOMPARE(history.questions().size(), std::size_t{3});
    QTest::qWait(QuestionHistory::kOneGestureMs + 100);
    problem.budget.value = 21;
    workbench.set_problem(problem);
    QCOMPARE(history.questions().size(), std::size_t{4});
    for (int i = 0; i < 3; ++i) history.undo();
    QCOMPARE(workbench.problem(), before);
  }

  /// Two quick changes of one field, one by undoing: what was undone to stays a question of its own.
  void a_change_right_after_an_undo_loses_nothing() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    Problem problem = problem_of(Strategy::Hsm, 40, 5);
    workbench.set_problem(problem);
    problem.length = 50;
    workbench.set_problem(problem);
    problem.strategy = Strategy::Ism;
    workbench.set_problem(problem);
    history.undo();
    QCOMPARE(workbench.problem().length, 50);
    problem = workbench.problem();
    problem.length = 60;
    workbench.set_problem(problem);
    history.undo();
    QCOMPARE(workbench.problem().length, 50);
  }

  void a_plan_from_a_file_comes_back_as_it_was() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    workbench.set_problem(problem_of(Strategy::Hsm, 40, 5));
    const auto plan = plan_of(Strategy::Ism, 30, 4);
    QVERIFY(show_and_wait(workbench, plan));
    workbench.set_problem(problem_of(Strategy::Msm, 80, 10));
    history.undo();
    QTRY_COMPARE(workbench.plan(), plan);
    QCOMPARE(workbench.given_plan(), plan);
    history.undo();
    QCOMPARE(workbench.problem(), problem_of(Strategy::Hsm, 40, 5));
    QVERIFY(workbench.given_plan() == nullptr);
  }

  /// The same problem solved anew is another answer than the plan from the file.
  void leaving_a_plan_from_a_file_for_its_own_problem_solves_it() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    Problem problem = problem_of(Strategy::Hsm, 40, 5);
    problem.beta = 2.5;  // by hand, so that no device is needed
    const auto plan = plan_of(problem);
    workbench.set_problem(problem);
    QVERIFY(show_and_wait(workbench, plan));
    QCOMPARE(history.questions().size(), std::size_t{3});
    history.undo();
    QVERIFY(workbench.given_plan() == nullptr);
    QTRY_VERIFY(!workbench.is_planning() && workbench.plan() && workbench.plan() != plan);
  }

  void it_has_a_bound_and_keeps_few_plans() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    for (int i = 0; i < QuestionHistory::kMostPlans + 3; ++i)
      workbench.show_plan(plan_of(Strategy::Hsm, 40 + i, 5));
    const auto plans = std::ranges::count_if(
        history.questions(), [](const AskedQuestion& asked) { return asked.given_plan != nullptr; });
    QCOMPARE(plans, QuestionHistory::kMostPlans);
    for (int i = 0; i < 300; ++i) {
      Problem problem = problem_of(i % 2 ? Strategy::Hsm : Strategy::Ism, 100 + i, 5);
      workbench.set_problem(problem);
    }
    QCOMPARE(history.questions().size(), QuestionHistory::kMostQuestions);
    QVERIFY(!history.can_redo());
    QCOMPARE(history.questions().back().problem.length, 399);
  }

  void an_earlier_session_comes_before_this_one() {
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    workbench.set_problem(problem_of(Strategy::Msm, 80, 10));
    QuestionHistory history(&workbench);
    history.begin_with(
        {{problem_of(Strategy::Hsm, 40, 5), nullptr}, {problem_of(Strategy::Msm, 80, 10), nullptr}});
    QCOMPARE(history.questions().size(), std::size_t{2});
    QCOMPARE(history.position(), std::size_t{1});
    history.undo();
    QCOMPARE(workbench.problem(), problem_of(Strategy::Hsm, 40, 5));
  }

  /// Against a plain model: a list and a place in it.
  void any_order_of_gestures_agrees_with_a_plain_list() {
    std::mt19937 random(11);
    Workbench workbench(nullptr, Workbench::Asks::WhereNeeded);
    QuestionHistory history(&workbench);
    std::vector<Problem> list{workbench.problem()};
    std::size_t at = 0;
    for (int i = 0; i < 500; ++i) {
      switch (random() % 4) {
        case 0:
          history.undo();
          if (at > 0) --at;
          break;
        case 1:
          history.redo();
          if (at + 1 < list.size()) ++at;
          break;
        default: {
          // Another strategy each time, so that no two questions are one gesture.
          const Problem problem = problem_of(i % 2 ? Strategy::Hsm : Strategy::Ism, 10 + i, 3 + i % 5);
          workbench.set_problem(problem);
          list.resize(at + 1);
          if (list.back() != problem) list.push_back(problem);
          if (list.size() > QuestionHistory::kMostQuestions) list.erase(list.begin());
          at = list.size() - 1;
        }
      }
      QCOMPARE(workbench.problem(), list[at]);
      QCOMPARE(history.questions().size(), list.size());
    }
  }
};

}  // namespace tidemark

QTEST_MAIN(tidemark::TestQuestionHistory)
#include "tst_question_history.moc"
