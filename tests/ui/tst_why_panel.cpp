// SPDX-License-Identifier: GPL-3.0-or-later
/// The numbers of an explanation are those of the recurrence, and the panel goes from part to part.
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

#include "core/solver/closed_forms.h"
#include "tests/support/planned_workbench.h"
#include "ui/table/why_panel.h"

namespace tidemark {
namespace {

/// One that asks no device for its sizes.
Problem long_question(std::int64_t length) {
  Problem problem;
  problem.strategy = Strategy::Hsm;
  problem.length = length;
  problem.beta = 2.5;
  problem.budget = {Budget::Measure::Slots, 100};
  return problem;
}

class TestWhyPanel : public QObject {
  Q_OBJECT

 private:
  static QPushButton* button(const QWidget& panel, const QString& name) {
    for (QPushButton* each : panel.findChildren<QPushButton*>())
      if (each->accessibleName() == name) return each;
    return nullptr;
  }
  static void send(QWidget* widget, QEvent::Type type) {
    if (type == QEvent::FocusIn || type == QEvent::FocusOut) {
      QFocusEvent event(type);
      QApplication::sendEvent(widget, &event);
    } else if (type == QEvent::Enter) {
      QEnterEvent event(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1));
      QApplication::sendEvent(widget, &event);
    } else {
      QEvent event(type);
      QApplication::sendEvent(widget, &event);
    }
  }

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() { fail_on_any_warning(); }

  void explains_in_real_numbers() {
    const auto hsm = make_hsm_policy({1, 3, 2});
    const Explanation why = explain(*hsm, {10, 3});
    QCOMPARE(why.formula_text(), QString("C(10, 3) = 4 + C(6, 2) + C(4, 3) = 4 + 14 + 7 = 25"));
    QVERIFY(why.what_is_done.startsWith("Push hidden: 4 forward from h_0, store h_4"));
    QVERIFY(why.text().contains("No other first move is as good."));
    QCOMPARE(why.right, (TableQuestion{6, 2}));
    QCOMPARE(why.left, (TableQuestion{4, 3}));
    QVERIFY(explain(*hsm, {100, 10})
                .text()
                .contains("All equally good: store one of h_11 … h_45. The schedule takes y = 11."));
    QVERIFY(explain(*hsm, {1000, 50}).formula_text().endsWith("= 2948"));
    QVERIFY(explain(*hsm, {12'345, 6'789}).formula_text().startsWith("C(12345, 6789) = "));
    const auto ism = make_ism_policy({2, 5, 3});
    QVERIFY(explain(*ism, {1000, 50 * 5}).formula_text().startsWith("C(1000, 50) = "));
    QVERIFY(explain(*ism, {1000, 50 * 5}).formula_text().endsWith("= 1950"));
  }

  /// The parts of every formula add up, for every strategy and cell.
  void formulas_add_up_data() {
    QTest::addColumn<Strategy>("strategy");
    QTest::newRow("hsm") << Strategy::Hsm;
    QTest::newRow("ism") << Strategy::Ism;
    QTest::newRow("msm") << Strategy::Msm;
    QTest::newRow("standard") << Strategy::Standard;
    QTest::newRow("chen-recursive") << Strategy::ChenRecursive;
  }
  void formulas_add_up() {
    QFETCH(Strategy, strategy);
    const StateSizes sizes{2, 7, 5};
    Solver solver;
    const auto policy = **solver.policy(strategy, sizes, 30, 200);
    for (std::int64_t length = 1; length <= 30; ++length) {
      for (std::int64_t budget = 2; budget <= 200; budget += 3) {
        const Explanation why = explain(*policy, {length, budget});
        const std::int64_t cost = policy->cost(length, budget);
        if (!is_count(cost)) {
          QVERIFY(why.formula.isEmpty());
          QVERIFY(why.what_is_done.contains("impossible"));
          continue;
        }
        std::int64_t sum = why.formula[2].text.toLongLong();
        for (const Term& term : why.formula) {
          if (term.question) sum += policy->cost(term.question->length, term.question->budget);
        }
        QCOMPARE(sum, cost);
        QVERIFY(!why.notes.isEmpty());
      }
    }
  }

  void says_what_is_dearer_and_which_form_is_not_optimal() {
    Solver solver;
    const auto msm = **solver.policy(Strategy::Msm, {2, 7, 5}, 1000, 250);
    const QString text = explain(*msm, {1000, 250}).text();
    QVERIFY2(text.contains("Dearer: push internal") || text.contains("Dearer: push hidden") ||
                 text.contains("equally good"),
             qPrintable(text));
    QVERIFY(text.contains("Dearer: keep in the core"));
    QVERIFY(!text.contains("paper's form"));
    const auto plain = **solver.policy(Strategy::Msm, {1, 2, 2}, 10, 5);
    QVERIFY(explain(*plain, {10, 5}).text().contains("Alpha = 2 is not beta + 1 (beta = 2)"));
  }

  void says_what_has_no_answer() {
    const auto hsm = make_hsm_policy({1, 3, 2});
    QVERIFY(explain(*hsm, {0, 3}).text().contains("no steps"));
    QVERIFY(explain(*hsm, {5, 0}).text().contains("smallest budget that works is 1"));
    QVERIFY(explain(*hsm, {1'000'000'000'000'000, 1}).text().contains("64-bit"));
    Solver solver;
    const auto msm = **solver.policy(Strategy::Msm, {1, 3, 2}, 10, 5);
    QVERIFY(explain(*msm, {11, 5}).text().contains("reaches up to 10 steps"));
  }

  void walks_from_part_to_part() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    panel.resize(500, 300);
    panel.show();
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Hsm, 1000, 50)));
    QTRY_VERIFY2(panel.text().startsWith("C(1000, 50) = "), qPrintable(panel.text()));
    const TableQuestion right = *panel.explanation().right;
    QVERIFY(click(panel, "Right part"));
    QCOMPARE(workbench.selected_cell(), (TableCell{right.length, 49}));
    QVERIFY(panel.text().startsWith(QString("C(%1, 49) = ").arg(right.length)));
    const TableQuestion left = *panel.explanation().left;
    Q_EMIT panel.findChild<QLabel*>()->linkActivated("left");
    QCOMPARE(workbench.selected_cell(), (TableCell{left.length, 49}));
    QVERIFY(click(panel, "Back"));
    QVERIFY(panel.text().startsWith(QString("C(%1, 49) = ").arg(right.length)));
    QVERIFY(click(panel, "Whole problem"));
    QCOMPARE(workbench.selected_cell(), (TableCell{1000, 50}));
    workbench.select_cell({10, 3});
    QTRY_VERIFY(panel.text().startsWith("C(10, 3) = 4 + "));
    QCOMPARE(panel.findChild<QLabel*>()->accessibleDescription(), panel.text());
  }

  /// MSM's own order of trying does not show: ties are told in rising order for every strategy.
  void ties_are_told_by_one_rule() {
    Solver solver;
    const StateSizes sizes{1, 3, 2};
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      const auto policy = **solver.policy(strategy, sizes, 100, 60);
      const std::int64_t budget = 10 * policy->slot();
      const QStringList notes = explain(*policy, {100, budget}).notes;
      const Choice taken = policy->choice(100, budget);
      const std::vector<ChoiceRange> best = policy->best_choices(100, budget);
      const bool is_lone = best.size() == 1 && best.front().first_y == best.front().last_y;
      if (is_lone) continue;
      const QString& ties = notes.first();
      QVERIFY2(ties.startsWith("All equally good: ") &&
                   ties.endsWith(QString("The schedule takes y = %1.").arg(taken.y)),
               qPrintable(ties));
      QVERIFY(ties.contains(QString::number(best.front().first_y)));
      QVERIFY(ties.contains(QString::number(best.back().last_y)));
    }
  }

  /// Pointing at a part marks its stretch of the schedule, and going into it keeps it marked.
  void parts_mark_their_stretch() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    panel.resize(500, 300);
    panel.show();
    const auto plan = plan_of(Strategy::Hsm, 10, 3);
    QVERIFY(show_and_wait(workbench, plan));
    QTRY_VERIFY(panel.explanation().right && panel.explanation().left);
    const Stretch whole = *stretch_of(*plan, 10, plan->budget, 0);
    const auto mark_of = [&](const std::optional<TableQuestion>& part) {
      const Stretch stretch = *first_stretch_in(*plan, whole, part->length, part->budget);
      return Mark{.first = stretch.first, .end = stretch.end};
    };
    const Mark right = mark_of(panel.explanation().right);
    const Mark left = mark_of(panel.explanation().left);
    QVERIFY(right.end <= left.first);
    QPushButton* right_button = button(panel, "Right part");
    QPushButton* left_button = button(panel, "Left part");
    QVERIFY(!workbench.mark());
    send(right_button, QEvent::Enter);
    QCOMPARE(workbench.mark(), right);
    send(right_button, QEvent::Leave);
    QVERIFY(!workbench.mark());
    send(left_button, QEvent::FocusIn);
    QCOMPARE(workbench.mark(), left);
    send(left_button, QEvent::FocusOut);
    QVERIFY(!workbench.mark());
    auto* words = panel.findChild<QLabel*>();
    Q_EMIT words->linkHovered("right");
    QCOMPARE(workbench.mark(), right);
    Q_EMIT words->linkHovered("");
    QVERIFY(!workbench.mark());

    QVERIFY(click(panel, "Right part"));
    QCOMPARE(workbench.mark(), right);
    send(right_button, QEvent::Enter);
    QVERIFY(workbench.mark() && workbench.mark() != right && workbench.mark()->first > right.first);
    send(right_button, QEvent::Leave);
    QCOMPARE(workbench.mark(), right);  // it stays marked
    QVERIFY(click(panel, "Back"));
    QVERIFY(!workbench.mark());
    QVERIFY(click(panel, "Left part"));
    QCOMPARE(workbench.mark(), left);
    workbench.select_cell({9, 2});  // somewhere else
    QVERIFY(!workbench.mark());
  }

  void parts_stand_in_the_order_of_the_sequence() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    panel.resize(380, 220);
    panel.show();
    QVERIFY(button(panel, "Left part")->x() < button(panel, "Right part")->x());
    QVERIFY(panel.minimumSizeHint().width() <= 380);
  }

  /// A new question is read from its beginning.
  void starts_at_the_top() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    panel.resize(250, 120);
    panel.show();
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Hsm, 1000, 50)));
    QTRY_VERIFY(panel.explanation().right);
    QScrollBar* bar = panel.findChild<QScrollArea*>()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    workbench.select_cell({10, 3});
    QTRY_COMPARE(bar->value(), 0);
  }

  /// MSM's parts can have half a slot, and going there keeps it.
  void keeps_a_budget_between_two_cells() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Msm, 20, 12)));
    QTRY_VERIFY(panel.explanation().right.has_value());
    for (int depth = 0; depth < 20 && panel.explanation().right; ++depth) {
      const TableQuestion right = *panel.explanation().right;
      panel.ask_right();
      QCOMPARE(workbench.selected_cell().slots, right.budget / 2);
      QVERIFY(panel.text().startsWith(
          QString("C(%1, %2)").arg(right.length).arg(static_cast<double>(right.budget) / 2)));
    }
  }

  /// A schedule that is too long to be written out is solved all the same, so that there is something to ask.
  void follows_a_solution_without_a_schedule() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    panel.resize(500, 300);
    panel.show();
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Hsm, 1000, 50)));
    const Problem problem = long_question(3'000'000);
    workbench.set_problem(problem);
    QTRY_VERIFY(workbench.solution() && workbench.solution()->problem == problem);
    QVERIFY(workbench.plan() == nullptr);
    QCOMPARE(workbench.selected_cell(), (TableCell{3'000'000, 100}));
    QVERIFY2(panel.text().startsWith("C(3000000, 100) = "), qPrintable(panel.text()));
    QVERIFY(click(panel, "Right part"));
    QVERIFY(!panel.text().startsWith("C(3000000, 100) = "));
    QVERIFY(click(panel, "Whole problem"));
    QVERIFY2(panel.text().startsWith("C(3000000, 100) = "), qPrintable(panel.text()));
  }

  /// The comparison of a long question's first moves does not hold up what is done first, nor does it come
  /// for another question.
  void notes_of_a_long_question_follow() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    const Problem problem = long_question(300'000);
    workbench.set_problem(problem);
    QTRY_VERIFY(workbench.solution() && workbench.solution()->problem == problem);
    const auto policy = workbench.solution()->policy;
    QVERIFY2(panel.text().startsWith("C(300000, 100) = "), qPrintable(panel.text()));
    const TableQuestion asked{300'000, 100 * policy->slot()};
    QCOMPARE(panel.explanation().what_is_done, explain(*policy, asked).what_is_done);
    QVERIFY2(panel.text().contains("are being compared"), qPrintable(panel.text()));
    QTRY_COMPARE(panel.text(), explain(*policy, asked).text());
    workbench.select_cell({200'000, 90});
    QVERIFY(panel.text().contains("are being compared"));
    workbench.select_cell({1000, 50});
    QCOMPARE(panel.text(), explain(*policy, {1000, 50 * policy->slot()}).text());
    QTest::qWait(50);
    QCOMPARE(panel.text(), explain(*policy, {1000, 50 * policy->slot()}).text());
  }

  /// A question without an answer is still the one that is explained, not the question before.
  void follows_a_question_without_an_answer() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    QVERIFY(show_and_wait(workbench, plan_of(Strategy::Hsm, 1000, 50)));
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.length = 900;
    impossible.beta = 2.5;
    impossible.budget = {Budget::Measure::Slots, 70};
    workbench.set_problem(impossible);
    QTRY_VERIFY(workbench.smallest_budget().has_value());
    QCOMPARE(workbench.selected_cell(), (TableCell{900, 70}));
    QTRY_VERIFY2(panel.text().contains("C(900, 70) is impossible"), qPrintable(panel.text()));
    QVERIFY2(panel.text().endsWith(
                 QString("the smallest budget that works is %1.").arg(workbench.smallest_budget()->value)),
             qPrintable(panel.text()));
  }

  void says_why_there_is_no_plan() {
    Workbench workbench;
    WhyPanel panel(&workbench);
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench.set_problem(impossible);
    QTRY_VERIFY(!workbench.planning_error().isEmpty());
    QTRY_COMPARE(panel.text(), workbench.planning_error());
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestWhyPanel)
#include "tst_why_panel.moc"
