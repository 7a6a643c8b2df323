// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLocale>
#include <QTest>

#include "ui/words/run_words.h"

using namespace tidemark;

namespace {

StartEvent some_start() {
  StartEvent start;
  start.problem.strategy = Strategy::Msm;
  start.problem.length = 1000;
  start.problem.cell = {CellKind::Lstm, 1024, 64, 1};
  start.device.name = "NVIDIA H200";
  start.problem.device = "cuda:0";
  return start;
}

}  // namespace

class TestRunWords : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

  void a_record_is_called_by_what_was_run() {
    QCOMPARE(record_title(some_start()),
             QStringLiteral("MSM · 1,000 steps · LSTM 1,024, batch 64, on NVIDIA H200"));
  }

  void progress_tells_the_time_left_once_there_is_a_pace() {
    RunProgress progress{.iterations_asked = 1000, .part_of_iteration = 0.349};
    QCOMPARE(progress_text(progress), QStringLiteral("the first iteration: 35 %"));
    progress = {.iterations_done = 11, .iterations_asked = 1000, .seconds_left = 40.2};
    QCOMPARE(progress_text(progress), QStringLiteral("iteration 12 of 1,000 · about 40 s left"));
    progress.seconds_left.reset();
    QCOMPARE(progress_text(progress), QStringLiteral("iteration 12 of 1,000"));
    progress = {.iterations_done = 1, .iterations_asked = 1, .has_to_verify = true};
    QCOMPARE(progress_text(progress), QStringLiteral("standard BPTT, to compare with"));
  }

  /// A cancelled run once looked finished.
  void how_far_it_got_is_said() {
    RunFacts facts{.state = RunState::Cancelled, .iterations_done = 12, .iterations_asked = 1000};
    QCOMPARE(run_state_text(facts), QStringLiteral("cancelled after 12 of 1,000 iterations"));
    facts.state = RunState::Failed;
    QCOMPARE(run_state_text(facts), QStringLiteral("failed after 12 of 1,000 iterations"));
    facts.state = RunState::Unfinished;
    QCOMPARE(run_state_text(facts), QStringLiteral("not finished, 12 of 1,000 iterations"));
    QCOMPARE(run_verdict_text(facts), run_state_text(facts));
    facts = {.state = RunState::Done, .iterations_done = 3, .iterations_asked = 3};
    QCOMPARE(run_state_text(facts), QStringLiteral("3 iterations"));
    QCOMPARE(run_verdict_text(facts), QStringLiteral("as predicted"));
    facts.is_as_predicted = false;
    QCOMPARE(run_verdict_text(facts), QStringLiteral("NOT as predicted"));
  }

  void the_sentence_is_time_over_standard_bptt_as_measured() {
    RunFacts facts{.is_warm = true, .share = 0.051, .overhead = 0.38};
    QCOMPARE(run_sentence(some_start(), facts),
             QStringLiteral("38 % more time than standard BPTT, in 5.1 % of its memory"));
    QCOMPARE(run_sentence_note(some_start(), facts, false), QStringLiteral("measured in the same process"));
    facts.is_warm = false;  // says little, and is no headline
    QCOMPARE(run_sentence(some_start(), facts), QStringLiteral("5.1 % of standard BPTT's memory"));
    QVERIFY(
        run_sentence_note(some_start(), facts, false)
            .startsWith("38 % more in the same process, but of one iteration that nothing has warmed up"));
    facts.is_warm = true;
    facts.predicted_overhead = 0.41;
    QVERIFY(
        run_sentence_note(some_start(), facts, false).endsWith("predicted from measured steps: 41 % more"));
    facts.overhead = -0.31;
    QVERIFY(run_sentence(some_start(), facts).startsWith("31 % less time than standard BPTT, in"));
    facts.overhead = 0.0002;
    QVERIFY(run_sentence(some_start(), facts).startsWith("As much time as standard BPTT, in"));
    facts.share.reset();
    QCOMPARE(run_sentence(some_start(), facts), QStringLiteral("As much time as standard BPTT"));
  }

  void what_was_not_measured_is_said_with_the_way_to_it() {
    RunFacts facts{.share = 0.051};
    QCOMPARE(run_sentence(some_start(), facts), QStringLiteral("5.1 % of standard BPTT's memory"));
    QVERIFY(run_sentence_note(some_start(), facts, false).contains("Verify"));
    QVERIFY(!run_sentence_note(some_start(), facts, true).contains("Verify"));
    facts.gradients = GradientVerdict::BitIdentical;  // a GPU that replays: verified, but not timed
    QVERIFY(run_sentence_note(some_start(), facts, false).contains("replayed"));
    StartEvent standard = some_start();
    standard.problem.strategy = Strategy::Standard;
    facts.seconds = 0.652;
    QCOMPARE(run_sentence(standard, facts), QStringLiteral("Standard BPTT: 652 ms an iteration"));
  }
};

QTEST_GUILESS_MAIN(TestRunWords)
#include "tst_run_words.moc"
