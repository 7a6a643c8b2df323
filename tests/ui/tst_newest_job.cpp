// SPDX-License-Identifier: GPL-3.0-or-later
/// Work in the background of which only the newest request counts.
#include <QCoreApplication>
#include <QSemaphore>
#include <QTest>
#include <stdexcept>
#include <thread>
#include <vector>

#include "ui/workbench/newest_job.h"

namespace tidemark {
namespace {

using Job = NewestJob<int, int>;

/// A job that answers a request with ten times its number once it is allowed to; if it is stopped, it answers
/// 0.
struct Bench {
  QSemaphore has_begun;
  QSemaphore may_end;
  std::vector<int> worked_on;  ///< written by one working thread at a time, read when the job is idle
  std::vector<int> told;
  std::vector<int> answers;
  Job job{[this](int request, const Job::Context& context) {
            worked_on.push_back(request);
            has_begun.release();
            context.tell([this, request] { told.push_back(request); });
            while (!may_end.tryAcquire(1, 1)) {
              if (context.stop.stop_requested()) return 0;
            }
            return 10 * request;
          },
          [this](int, int answer) { answers.push_back(answer); }};

  bool is_told_of(int request) {
    return QTest::qWaitFor([this, request] { return !told.empty() && told.back() == request; });
  }
  bool becomes_idle() {
    return QTest::qWaitFor([this] { return job.is_idle(); });
  }
};

class TestNewestJob : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tells_on_the_way_and_then_answers() {
    Bench bench;
    bench.job.ask(1);
    QVERIFY(bench.is_told_of(1));
    QVERIFY(bench.answers.empty());
    QCOMPARE(bench.job.current(), std::optional(1));
    bench.may_end.release();
    QVERIFY(bench.becomes_idle());
    QCOMPARE(bench.answers, std::vector{10});
  }

  /// Of the requests that come while one is worked on, only the last is kept, and the work is stopped.
  void requests_in_between_are_dropped() {
    Bench bench;
    bench.job.ask(1);
    QVERIFY(bench.is_told_of(1));
    for (const int request : {2, 3, 4}) bench.job.ask(request);
    QVERIFY(bench.job.is_overtaken());
    QVERIFY(bench.is_told_of(4));
    bench.may_end.release();
    QVERIFY(bench.becomes_idle());
    QCOMPARE(bench.worked_on, (std::vector{1, 4}));
    QCOMPARE(bench.answers, (std::vector{0, 40}));
  }

  void work_may_be_let_finish() {
    Bench bench;
    bench.job.ask(1);
    QVERIFY(bench.is_told_of(1));
    bench.job.ask(2, Job::Overtaken::Finishes);
    bench.may_end.release(2);
    QVERIFY(bench.becomes_idle());
    QCOMPARE(bench.answers, (std::vector{10, 20}));
  }

  /// After drop() neither interim reports nor the answer arrive, even if they were under way.
  void nothing_is_heard_of_what_was_dropped() {
    Bench bench;
    bench.job.ask(1);
    QVERIFY(bench.has_begun.tryAcquire(1, 5000));
    bench.job.drop();
    QVERIFY(bench.becomes_idle());
    QVERIFY(bench.told.empty());
    QVERIFY(bench.answers.empty());
    bench.job.ask(2);
    bench.may_end.release();
    QVERIFY(bench.becomes_idle());
    QCOMPARE(bench.answers, std::vector{20});
  }

  void an_exception_is_no_answer_and_ends_nothing_else() {
    std::vector<int> answers;
    Job job(
        [](int request, const Job::Context&) {
          if (request == 1) throw std::runtime_error("out of memory, say");
          return 10 * request;
        },
        [&answers](int, int answer) { answers.push_back(answer); });
    job.ask(1);
    QTRY_VERIFY(job.is_idle());
    job.ask(2);
    QTRY_VERIFY(job.is_idle());
    QCOMPARE(answers, (std::vector{0, 20}));
  }

  void its_end_stops_the_work() {
    Bench bench;
    {
      Job job(
          [](int, const Job::Context& context) {
            while (!context.stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return 0;
          },
          [&bench](int, int answer) { bench.answers.push_back(answer); });
      job.ask(1);
    }
    QCoreApplication::sendPostedEvents();  // whatever it had to say, it has said
    QVERIFY(bench.answers.empty());
  }
};

}  // namespace
}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestNewestJob)
#include "tst_newest_job.moc"
