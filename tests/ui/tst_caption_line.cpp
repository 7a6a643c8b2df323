// SPDX-License-Identifier: GPL-3.0-or-later
/// What the caption below the timeline says at each moment, and that it never moves what is around it.
#include <QVBoxLayout>

#include "tests/support/planned_workbench.h"
#include "ui/timeline/caption_line.h"
#include "ui/words/caption_words.h"

namespace tidemark {
namespace {

std::shared_ptr<const Plan> plan_from(Strategy strategy, std::int64_t length,
                                      const std::vector<Action>& actions) {
  const auto like = plan_of(strategy, length, 100);
  return value_of(plan_from_actions(*like, actions));
}

QStringList told(const std::shared_ptr<const Plan>& plan) {
  const auto timeline = Timeline::make(plan, plan->sizes);
  QStringList sentences;
  for (std::int64_t moment = 0; moment <= timeline->last_moment(); ++moment)
    sentences += caption_words(*timeline, moment);
  return sentences;
}

class TestCaptionLine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepare_for_views(); }
  void init() { fail_on_any_warning(); }

  void says_what_is_done_and_why() {
    const auto plan = plan_from(
        Strategy::Hsm, 3,
        {Action::store_hidden(0, 0), Action::advance(0, 1), Action::store_hidden(1, 1), Action::advance(1, 2),
         Action::keep(3), Action::backward(3), Action::restore(1, 1), Action::keep(2), Action::backward(2),
         Action::free(1), Action::restore(0, 0), Action::keep(1), Action::backward(1), Action::free(0)});
    const QStringList expected = {
        "Play: 3 steps forward, then backward. To save memory, 2 of 5 forward steps are recomputations.",
        "Store h₀, the initial state, in slot 0: step 1 will be recomputed from here",
        "Step 1 goes forward; its internal state is not kept",
        "Store h₁ in slot 1: step 2 will be recomputed from here",
        "Step 2 goes forward; its internal state is not kept",
        "Step 3 goes forward; its internal state stays in the core",
        "Backpropagate step 3, from the internal state just kept",
        "Go back to h₁ in slot 1, the nearest state stored: step 2 is next to be backpropagated",
        "Recompute step 2 from h₁, the nearest state stored; its internal state stays in the core",
        "Backpropagate step 2, from the internal state just kept",
        "Free slot 1: h₁ is not needed any more",
        "Go back to h₀ in slot 0, the nearest state stored: step 1 is next to be backpropagated",
        "Recompute step 1 from h₀, the nearest state stored; its internal state stays in the core",
        "Backpropagate step 1, from the internal state just kept",
        "Done: every step has been backpropagated; 2 of 5 forward steps are recomputations."};
    QCOMPARE(told(plan), expected);
  }

  void says_what_becomes_of_internal_states() {
    const auto plan =
        plan_from(Strategy::Msm, 4,
                  {Action::store_hidden(0, 0), Action::keep(1), Action::store_internal(1, 1),
                   Action::advance(1, 3), Action::keep(4), Action::backward(4), Action::restore(0, 0),
                   Action::advance(0, 1), Action::restore(1, 1), Action::advance(1, 2), Action::keep(3),
                   Action::backward(3), Action::restore(0, 0), Action::advance(0, 1), Action::keep(2),
                   Action::free(0), Action::backward(2), Action::backward(1, 1), Action::free(1)});
    const QStringList sentences = told(plan);
    QCOMPARE(sentences[3],
             "Store the internal state of step 1 in slot 1, for its backward step: steps 2 to 3 will be "
             "recomputed from here");
    QCOMPARE(sentences[4], "Steps 2 to 3 go forward; their internal states are not kept");
    QCOMPARE(sentences[7], "Go back to h₀ in slot 0: step 3 is next to be backpropagated");  // h₁ is nearer
    QCOMPARE(sentences[8], "Recompute step 1 from h₀, which is stored");
    QCOMPARE(sentences[11], "Recompute step 3 from h₂; its internal state stays in the core");
    QCOMPARE(sentences[16], "Free slot 0, which held h₀");
    QCOMPARE(sentences[17], "Backpropagate step 2, from the internal state kept a moment ago");
    QCOMPARE(sentences[18], "Backpropagate step 1, from the internal state stored in slot 1");
  }

  void says_that_nothing_is_recomputed() {
    const auto plan = plan_of(Strategy::Standard, 10, 100);
    const auto timeline = Timeline::make(plan, plan->sizes);
    QCOMPARE(
        caption_words(*timeline, 0),
        "Play: 10 steps forward, then backward. Nothing is recomputed, since every internal state is kept.");
    QCOMPARE(caption_words(*timeline, timeline->last_moment()),
             "Done: every step has been backpropagated, and none was recomputed.");
  }

  void chunks_are_called_chunks() {
    Problem problem = problem_of(Strategy::Hsm, 80, 4);
    problem.chunk_length = 8;
    problem.beta = 2.5;
    const auto plan = plan_of(problem);
    QVERIFY(plan);
    const QStringList sentences = told(plan);
    QVERIFY2(sentences[0].startsWith("Play: 80 steps forward"), qPrintable(sentences[0]));
    QVERIFY2(sentences[2].startsWith("Chunk"), qPrintable(sentences[2]));
  }

  void follows_the_cursor() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    CaptionLine line(&workbench, &timelines);
    const auto plan = plan_of(Strategy::Msm, 40, 5);
    QVERIFY(show_and_wait(workbench, plan));
    for (const std::int64_t moment : {std::int64_t{0}, std::int64_t{7}, std::ssize(plan->actions)}) {
      workbench.set_cursor(moment);
      QCOMPARE(line.text(), caption_words(*timelines.timeline(), moment));
      QCOMPARE(line.toolTip(), line.text());
      QCOMPARE(line.accessibleDescription(), line.text());
    }
  }

  void is_always_as_high() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* line = new CaptionLine(&workbench, &timelines, &window);
    column->addWidget(line);
    column->addWidget(new QWidget(&window), 1);
    window.resize(320, 300);
    window.show();
    const auto plan = plan_of(Strategy::Msm, 40, 5);
    QVERIFY(show_and_wait(workbench, plan));
    QTRY_VERIFY(line->width() > 0 && line->isVisible());
    const QRect place = line->geometry();
    QCOMPARE(place.height(), line->sizeHint().height());
    for (std::int64_t moment = 0; moment <= std::ssize(plan->actions); ++moment) {
      workbench.set_cursor(moment);
      QCoreApplication::processEvents();
      QCOMPARE(line->geometry(), place);
    }
    QFont large = line->font();
    large.setPointSizeF(2 * large.pointSizeF());
    window.setFont(large);
    QTRY_VERIFY(line->height() > place.height());
  }

  void says_why_there_is_no_schedule() {
    Workbench workbench;
    TimelineSource timelines(&workbench);
    CaptionLine line(&workbench, &timelines);
    Problem impossible;
    impossible.strategy = Strategy::Standard;
    impossible.budget = {Budget::Measure::Slots, 1};
    workbench.set_problem(impossible);
    QTRY_VERIFY(!workbench.planning_error().isEmpty());
    QTRY_COMPARE(line.text(), workbench.planning_error());
  }
};

}  // namespace
}  // namespace tidemark

QTEST_MAIN(tidemark::TestCaptionLine)
#include "tst_caption_line.moc"
