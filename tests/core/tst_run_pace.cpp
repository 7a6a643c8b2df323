// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/study/run_pace.h"

using namespace tidemark;

class TestRunPace : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void there_is_no_pace_before_an_iteration_has_ended() {
    RunPace pace;
    pace.start(10);
    QVERIFY(!pace.seconds_left(5, 17));
    pace.end_iteration(18);
    QCOMPARE(pace.seconds_left(5, 18), std::optional(4 * 8.0));
  }

  /// The first, which warms up and writes every action down, is slower than all that follow.
  void the_first_iteration_counts_only_while_it_is_alone() {
    RunPace pace;
    pace.start(0);
    pace.end_iteration(9);
    pace.end_iteration(10);
    pace.end_iteration(11);
    QCOMPARE(pace.seconds_left(10, 11), std::optional(7.0));
    QCOMPARE(pace.seconds_left(10, 11.5), std::optional(6.5));
  }

  void standard_bptt_beside_it_is_not_counted() {
    RunPace pace;
    pace.start(0);
    pace.end_iteration(2);
    pace.end_verification(50);
    QCOMPARE(pace.seconds_left(3, 50), std::optional(4.0));
    pace.end_iteration(51);
    QCOMPARE(pace.seconds_left(3, 51), std::optional(1.0));
  }

  void what_is_late_is_not_negative_and_nothing_is_left_at_the_end() {
    RunPace pace;
    pace.start(0);
    pace.end_iteration(1);
    QCOMPARE(pace.seconds_left(2, 30), std::optional(0.0));
    pace.end_iteration(31);
    QVERIFY(!pace.seconds_left(2, 31));
    pace.start(40);
    QVERIFY(!pace.seconds_left(2, 41));
  }

  void progress_is_a_part_of_the_whole() {
    QCOMPARE((RunProgress{.iterations_done = 2, .iterations_asked = 4, .part_of_iteration = 0.5}.part()),
             0.625);
    QCOMPARE((RunProgress{.iterations_done = 4, .iterations_asked = 4}.part()), 1.0);
    QCOMPARE(RunProgress{}.part(), 0.0);
  }
};

QTEST_GUILESS_MAIN(TestRunPace)
#include "tst_run_pace.moc"
