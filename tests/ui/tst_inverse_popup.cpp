// SPDX-License-Identifier: GPL-3.0-or-later
/// The questions asked backwards, by mouse and by keyboard, while the question itself changes.
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/support/planned_workbench.h"
#include "ui/ask/inverse_popup.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 30'000;

/// A button in a window, with a workbench on the paper's headline.
struct Bench {
  explicit Bench(const Problem& problem = problem_of(Strategy::Ism, 1000, 20)) {
    workbench.set_problem(problem);
    window.resize(700, 400);
    button.move(20, 20);
    window.show();
  }

  template <class Widget>
  Widget* find(const char* name) {
    return window.findChild<Widget*>(QLatin1String(name));
  }
  InversePopup* popup() { return find<InversePopup>("find_popup"); }
  QString answer(const char* name) { return find<QLabel>(name)->text(); }
  bool has_answer(const char* use, const char* name, const QString& start) {
    return QTest::qWaitFor(
        [&] { return find<QPushButton>(use)->isEnabled() && answer(name).startsWith(start); }, kPatienceMs);
  }
  bool has_least(const QString& start) { return has_answer("find_least_use", "find_least_answer", start); }
  bool has_longest(const QString& start) {
    return has_answer("find_longest_use", "find_longest_answer", start);
  }

  Workbench workbench{nullptr, Workbench::Asks::WhereNeeded};
  QWidget window;
  FindButton button{&workbench, &window};
};

class TestInversePopup : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() { fail_on_any_warning(); }

  void by_mouse_the_least_memory_becomes_the_question() {
    Bench bench;
    QTest::mouseClick(&bench.button, Qt::LeftButton);
    QVERIFY(bench.popup()->isVisible());
    QVERIFY2(bench.has_least("43 internal states, 4.3 % of standard memory; 32.3 % more time"),
             qPrintable(bench.answer("find_least_answer")));
    auto* percent = bench.find<QDoubleSpinBox>("find_least_percent");
    percent->setValue(31.7);
    QVERIFY2(bench.has_least("49 internal states"), qPrintable(bench.answer("find_least_answer")));
    QTest::mouseClick(bench.find<QPushButton>("find_least_use"), Qt::LeftButton);
    QVERIFY(!bench.popup()->isVisible());
    QVERIFY((bench.workbench.problem().budget == Budget{Budget::Measure::Slots, 49}));
    QCOMPARE(bench.workbench.problem().length, std::int64_t{1000});
  }

  void by_keyboard_the_longest_sequence_becomes_the_question() {
    Bench bench(problem_of(Strategy::Ism, 10, 50));
    bench.button.setFocus();
    QTest::keyClick(&bench.button, Qt::Key_Space);
    auto* least = bench.find<QDoubleSpinBox>("find_least_percent");
    QTRY_VERIFY(least->hasFocus());
    const auto tab = [] { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab); };
    auto* longest = bench.find<QDoubleSpinBox>("find_longest_percent");
    for (int i = 0; i < 4 && !longest->hasFocus(); ++i) tab();
    QVERIFY(longest->hasFocus());
    longest->selectAll();
    QTest::keyClicks(longest, "31.7");
    QVERIFY2(bench.has_longest("1020 steps, "), qPrintable(bench.answer("find_longest_answer")));
    auto* use = bench.find<QPushButton>("find_longest_use");
    QTRY_VERIFY(use->isEnabled());
    for (int i = 0; i < 3 && !use->hasFocus(); ++i) tab();
    QVERIFY(use->hasFocus());
    QTest::keyClick(use, Qt::Key_Space);
    QVERIFY(!bench.popup()->isVisible());
    const Problem& problem = bench.workbench.problem();
    QCOMPARE(problem.length, std::int64_t{1020});
    QVERIFY((problem.budget == Budget{Budget::Measure::Slots, 50}));
  }

  void escape_closes_it_and_leaves_the_question_alone() {
    Bench bench;
    const Problem before = bench.workbench.problem();
    QTest::mouseClick(&bench.button, Qt::LeftButton);
    QVERIFY(bench.has_least("43"));
    QTest::keyClick(bench.find<QDoubleSpinBox>("find_least_percent"), Qt::Key_Escape);
    QVERIFY(!bench.popup()->isVisible());
    QVERIFY(bench.workbench.problem() == before);
  }

  /// Answers follow the numbers and the question, and one that was overtaken is not shown.
  void answers_follow_the_question() {
    Bench bench;
    QTest::mouseClick(&bench.button, Qt::LeftButton);
    QVERIFY(bench.has_least("43 internal states"));
    // The first of these is slow; nothing waits for it.
    Problem slow = problem_of(Strategy::Msm, 1'000'000, 20);
    bench.workbench.set_problem(slow);
    QVERIFY2(!bench.find<QPushButton>("find_least_use")->isEnabled(), "of an earlier question");
    QVERIFY(!bench.find<QLabel>("find_least_answer")->isEnabled());
    bench.workbench.set_problem(problem_of(Strategy::Ism, 100, 20));
    QVERIFY2(bench.has_least("12 internal states"), qPrintable(bench.answer("find_least_answer")));
    QTest::mouseClick(bench.find<QPushButton>("find_least_use"), Qt::LeftButton);
    QCOMPARE(bench.workbench.problem().length, std::int64_t{100});
  }

  void a_question_without_an_answer_says_why() {
    Bench bench(problem_of(Strategy::Hsm, 1000, 20));
    QTest::mouseClick(&bench.button, Qt::LeftButton);
    const auto says = [&](const QString& words) {
      return QTest::qWaitFor([&] { return bench.answer("find_least_answer").contains(words); }, kPatienceMs);
    };
    QVERIFY2(
        says("No budget makes HSM as fast as that: in all the memory it can use it still takes 33.3% more"),
        qPrintable(bench.answer("find_least_answer")));
    QVERIFY(!bench.find<QPushButton>("find_least_use")->isEnabled());
    bench.workbench.set_problem(problem_of(Strategy::ChenSqrt, 100, 200));
    QVERIFY2(says("is a fixed rule"), qPrintable(bench.answer("find_least_answer")));
  }

  /// Nothing is worked on that nobody sees.
  void a_closed_popup_does_nothing() {
    Bench bench;
    bench.workbench.set_problem(problem_of(Strategy::Ism, 100, 20));
    QCOMPARE(bench.answer("find_least_answer"), QString());
    QTest::mouseClick(&bench.button, Qt::LeftButton);
    bench.popup()->hide();
    bench.workbench.set_problem(problem_of(Strategy::Ism, 200, 20));
    QTest::qWait(200);
    QVERIFY(!bench.find<QPushButton>("find_least_use")->isEnabled());
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestInversePopup)
#include "tst_inverse_popup.moc"
