// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/study/run_facts.h"

using namespace tidemark;

namespace {

/// A run of 10 steps that was predicted to take 15 forward steps, 100 bytes and 4 seconds.
Record started() {
  Record record;
  record.start.problem.length = 10;
  record.start.iterations = 3;
  record.start.predicted_forward_steps = 15;
  record.start.predicted_arena_peak_bytes = 100;
  record.start.predicted_seconds = 4;
  record.start.times = {.advance = 0.1, .keep = 0.1, .backward = 0.1, .iteration = 0};
  return record;
}

IterationEvent iteration(double seconds, std::int64_t peak = 100, std::int64_t forward = 15) {
  return {.loss = seconds, .seconds = seconds, .forward_steps = forward, .arena_peak_bytes = peak};
}

}  // namespace

class TestRunFacts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The window once showed the mean, which a slow moment changes, and the command line the median. The first
  /// iteration, which warms up, counts only where there is no other.
  void time_is_the_median_of_warm_iterations() {
    Record record = started();
    record.iterations = {iteration(9)};
    QCOMPARE(run_facts(record).seconds, std::optional(9.0));
    record.iterations = {iteration(9), iteration(2), iteration(3)};
    QCOMPARE(run_facts(record).seconds, std::optional(2.5));
    record.iterations.push_back(iteration(4));
    QCOMPARE(run_facts(record).seconds, std::optional(3.0));
    QCOMPARE(run_facts(record).first_loss, std::optional(9.0));
    QCOMPARE(run_facts(record).last_loss, std::optional(4.0));
  }

  /// The command line once showed the last iteration's peak, which would have hidden a higher one before.
  void peak_is_the_highest() {
    Record record = started();
    record.iterations = {iteration(1, 100), iteration(1, 130), iteration(1, 90)};
    QCOMPARE(run_facts(record).peak_bytes, std::optional<std::int64_t>(130));
    QVERIFY(!run_facts(record).is_as_predicted);
    record.iterations = {iteration(1), iteration(1)};
    QVERIFY(run_facts(record).is_as_predicted);
  }

  /// "232 % slower" was once a verdict on one cold iteration.
  void a_cold_iteration_is_no_verdict_on_the_prediction() {
    Record record = started();
    record.iterations = {iteration(13)};
    QVERIFY(!run_facts(record).is_warm && !run_facts(record).seconds_off);
    record.iterations.push_back(iteration(5));
    QVERIFY(run_facts(record).is_warm);
    QCOMPARE(run_facts(record).seconds_off, std::optional(5 / 4.0 - 1));
    record.start.predicted_seconds = 0;
    QVERIFY(!run_facts(record).seconds_off);
  }

  /// A part of what standard BPTT stores in single steps: h_0 and ten internal states.
  void the_share_is_of_standard_bptt_in_single_steps() {
    Record record = started();
    record.iterations = {iteration(1, 250)};
    record.start.sizes = {10, 60, 49};
    QCOMPARE(run_facts(record).share, std::optional(250.0 / (10 + 10 * 49)));
    record.start.step_sizes = ChunkSizes{{10, 60, 49}, {{"working core", 5}}};
    record.start.problem.chunk_length = 2;
    record.start.sizes = {10, 110, 98};
    record.start.fixed = {{"working core", 30}, {"input", 1000}};
    QCOMPARE(run_facts(record).share, std::optional((250.0 + 25) / (10 + 10 * 49)));
    record.start.problem.beta = 3;  // planned by hand; what the run stored is known in bytes all the same
    QCOMPARE(run_facts(record).share, std::optional((250.0 + 25) / (10 + 10 * 49)));
    record.start.step_sizes.reset();
    QVERIFY(!run_facts(record).share);
  }

  void differences_are_what_the_second_takes_beyond_the_first() {
    Record first = started();
    first.iterations = {iteration(4, 200, 15)};
    Record second = started();
    second.iterations = {iteration(3, 50, 30)};
    const RunDifferences more = differences(run_facts(first), run_facts(second));
    QCOMPARE(more.seconds, std::optional(-0.25));
    QCOMPARE(more.peak_bytes, std::optional(-0.75));
    QCOMPARE(more.forward_steps, std::optional(1.0));
    QVERIFY(!more.device_peak_bytes);
    QVERIFY(!differences(run_facts(started()), run_facts(second)).seconds);
  }

  void forward_steps_are_those_farthest_from_the_prediction() {
    Record record = started();
    record.iterations = {iteration(1), iteration(1, 100, 12), iteration(1)};
    QCOMPARE(run_facts(record).forward_steps, std::optional<std::int64_t>(12));
    QVERIFY(!run_facts(record).is_as_predicted);
  }

  /// Without the sizes of single steps, a run in chunks could not be asked about again on another machine.
  void sizes_are_those_that_were_planned_with() {
    StartEvent start = started().start;
    const ChunkSizes step{{256, 1024, 768}, {{"weights", 10}, {"working core", 5}}};
    start.sizes = {256, 4096, 3840};
    start.fixed = {{"weights", 10}, {"working core", 20}, {"input", 1000}};
    start.problem.chunk_length = 4;
    QCOMPARE(recorded_sizes(start), std::optional<DeviceSizes>());
    start.step_sizes = step;
    const auto sizes = recorded_sizes(start);
    QVERIFY(sizes && sizes->step == step && sizes->chunk.states == start.sizes);
    QCOMPARE(sizes->more_fixed_bytes(), 15);
    start.problem.chunk_length = 1;
    start.step_sizes.reset();
    QVERIFY(recorded_sizes(start).has_value());
  }

  void what_was_not_measured_is_none() {
    const RunFacts facts = run_facts(started());
    QVERIFY(!facts.forward_steps && !facts.peak_bytes && !facts.seconds && !facts.device_peak_bytes);
    QVERIFY(!facts.first_loss && !facts.gradients && !facts.overhead);
    QVERIFY(facts.is_as_predicted);
    QVERIFY(facts.state == RunState::Unfinished);
    QCOMPARE(facts.iterations_done, std::int64_t{0});
    QCOMPARE(facts.iterations_asked, std::int64_t{3});
  }

  void every_end_is_told_apart() {
    Record record = started();
    for (const auto& [status, state] : {std::pair{EndEvent::Status::Done, RunState::Done},
                                        {EndEvent::Status::Cancelled, RunState::Cancelled},
                                        {EndEvent::Status::Failed, RunState::Failed}}) {
      record.end = EndEvent{status, ""};
      QVERIFY(run_facts(record).state == state);
    }
  }

  void gradients_have_one_tolerance() {
    Record record = started();
    const double tolerance = gradient_tolerance(record.start.problem.cell.precision);
    record.verify = VerifyEvent{.relative_l2 = 0, .bit_identical = true};
    QVERIFY(run_facts(record).gradients == GradientVerdict::BitIdentical);
    record.verify = VerifyEvent{.relative_l2 = tolerance};
    QVERIFY(run_facts(record).gradients == GradientVerdict::WithinTolerance);
    QVERIFY(run_facts(record).is_as_predicted);
    record.verify = VerifyEvent{.relative_l2 = 1.01 * tolerance};
    QVERIFY(run_facts(record).gradients == GradientVerdict::Differ);
    QVERIFY(!run_facts(record).is_as_predicted);
    QCOMPARE(run_facts(record).gradient_difference, 1.01 * tolerance);
    // Numbers of fewer bits round more.
    record.start.problem.cell.precision = Precision::BFloat16;
    QVERIFY(run_facts(record).gradients == GradientVerdict::WithinTolerance);
    // Not a number is no rounding error.
    record.verify = VerifyEvent{.relative_l2 = std::numeric_limits<double>::quiet_NaN()};
    QVERIFY(run_facts(record).gradients == GradientVerdict::Differ);
  }

  /// Predicted and measured overhead mean the same: an iteration's time over standard BPTT's.
  void overhead_is_time_over_standard_bptt() {
    Record record = started();
    record.iterations = {iteration(3)};
    QVERIFY(!run_facts(record).overhead);
    record.verify = VerifyEvent{.relative_l2 = 0, .bit_identical = true, .standard_seconds = 2.5};
    QCOMPARE(run_facts(record).overhead, std::optional(3 / 2.5 - 1));
    QCOMPARE(run_facts(record).predicted_overhead, std::optional(4 / 2.0 - 1));
    // With chunks, the times of standard BPTT's single steps differ, and only a calibration has them.
    record.start.problem.chunk_length = 5;
    QVERIFY(!run_facts(record).predicted_overhead);
    record.start.calibration = std::make_shared<const Calibration>(
        Calibration{.device = record.start.problem.device,
                    .cell = record.start.problem.cell,
                    .chunks = {{.steps = 1, .sizes = {}, .times = StepTimes{0.2, 0.2, 0.2, 1}}}});
    QCOMPARE(run_facts(record).predicted_overhead, std::optional(4 / 5.0 - 1));
  }
};

QTEST_GUILESS_MAIN(TestRunFacts)
#include "tst_run_facts.moc"
