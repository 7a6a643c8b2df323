// SPDX-License-Identifier: GPL-3.0-or-later
/// The runner's client, against the real CPU runner and against runners that misbehave in every way.
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "ui/client/runner_process.h"

namespace tidemark {
namespace {

constexpr int kPatienceMs = 60'000;

Request small_request(std::int64_t iterations = 2, std::int64_t length = 40) {
  Problem problem;
  problem.strategy = Strategy::Msm;
  problem.length = length;
  problem.budget = {Budget::Measure::Slots, 6};
  problem.cell = {CellKind::Lstm, 64, 1, 1};  // its states are 2 and 5 times 256 bytes: no rounding
  problem.input = "noise";
  Solver solver;
  const auto plan = make_plan(problem, std::nullopt, solver);
  return {.plan = **plan, .iterations = iterations, .verify = true};
}

bool is_alive(qint64 process) {
  return process > 0 && ::kill(static_cast<pid_t>(process), 0) == 0;
}

/// How one run ended.
struct Ending {
  explicit Ending(RunnerProcess* runner) {
    QObject::connect(runner, &RunnerProcess::finished, runner, [this](bool done, const QString& said) {
      ++times;
      is_done = done;
      sentence = said;
    });
  }
  int times = 0;
  bool is_done = false;
  QString sentence;
};

}  // namespace

class TestRunnerProcess : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    qputenv("TIDEMARK_RUNNERS", TIDEMARK_BIN_DIR);
  }

  void real_run_measures_what_was_predicted() {
    RunnerProcess runner;
    Ending ending(&runner);
    runner.start(small_request());
    QVERIFY(runner.is_running());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY2(ending.is_done, qPrintable(ending.sentence));
    QVERIFY(!runner.is_running());
    QCOMPARE(runner.progress(), 1.0);
    const Record& record = *runner.record();
    QCOMPARE(record.iterations.size(), std::size_t{2});
    QCOMPARE(record.iterations.back().arena_peak_bytes, record.start.predicted_arena_peak_bytes);
    QCOMPARE(record.iterations.back().forward_steps, record.start.predicted_forward_steps);
    QVERIFY(record.verify && record.verify->bit_identical);
    QCOMPARE(static_cast<int>(record.end->status), static_cast<int>(EndEvent::Status::Done));
  }

  void a_second_run_starts_afresh() {
    RunnerProcess runner;
    Ending ending(&runner);
    runner.start(small_request());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    const auto first = runner.record();
    runner.start(small_request(3));
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 2, kPatienceMs);
    QCOMPARE(first->iterations.size(), std::size_t{2});
    QCOMPARE(runner.record()->iterations.size(), std::size_t{3});
  }

  void cancel_stops_a_real_run_and_keeps_its_record() {
    RunnerProcess runner;
    Ending ending(&runner);
    QSignalSpy updated(&runner, &RunnerProcess::updated);
    runner.start(small_request(100'000'000, 200));
    QTRY_VERIFY_WITH_TIMEOUT(runner.record() && !runner.record()->iterations.empty(), kPatienceMs);
    const qint64 process = runner.process_id();
    QVERIFY(is_alive(process));
    runner.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY(!ending.is_done);
    QVERIFY(ending.sentence.contains(QStringLiteral("cancelled")));
    QCOMPARE(static_cast<int>(runner.record()->end->status), static_cast<int>(EndEvent::Status::Cancelled));
    QTRY_VERIFY(!is_alive(process));
  }

  void killed_runner_gives_a_message_and_the_partial_record() {
    RunnerProcess runner;
    Ending ending(&runner);
    runner.start(small_request(100'000'000, 200));
    QTRY_VERIFY_WITH_TIMEOUT(runner.record() && !runner.record()->iterations.empty(), kPatienceMs);
    ::kill(static_cast<pid_t>(runner.process_id()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY(!ending.is_done);
    QVERIFY2(ending.sentence.contains(QStringLiteral("killed")), qPrintable(ending.sentence));
    QVERIFY(runner.record()->is_partial());
    QVERIFY(!runner.record()->iterations.empty());
  }

  void dropped_mid_run_it_leaves_no_process() {
    qint64 process = 0;
    {
      RunnerProcess runner;
      runner.start(small_request(100'000'000, 200));
      QTRY_VERIFY_WITH_TIMEOUT(runner.record(), kPatienceMs);
      process = runner.process_id();
      QVERIFY(is_alive(process));
    }
    QVERIFY(!is_alive(process));
  }

  void updates_are_no_more_than_frames() {
    RunnerProcess runner;
    Ending ending(&runner);
    QSignalSpy updated(&runner, &RunnerProcess::updated);
    QElapsedTimer time;
    time.start();
    runner.start(small_request(500, 40));
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY2(updated.count() <= time.elapsed() / 30 + 2, qPrintable(QString::number(updated.count())));
  }

  void misbehaving_runner_gives_its_reason_data() {
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("said");
    QTest::newRow("missing") << QByteArray() << QStringLiteral("is not installed");
    QTest::newRow("does not start") << QByteArray("#!/no/such/interpreter\n")
                                    << QStringLiteral("could not be started");
    QTest::newRow("rubbish") << QByteArray("#!/bin/sh\nread line\necho 'once upon a time'\nsleep 60\n")
                             << QStringLiteral("no record");
    QTest::newRow("refuses") << QByteArray(
                                    "#!/bin/sh\nread line\necho 'no memory left for this' >&2\nexit 2\n")
                             << QStringLiteral("no memory left for this");
    QTest::newRow("ends at once") << QByteArray("#!/bin/sh\nexit 3\n") << QStringLiteral("3");
  }
  void misbehaving_runner_gives_its_reason() {
    QFETCH(QByteArray, script);
    QFETCH(QString, said);
    const QTemporaryDir folder;
    install(folder, script);
    RunnerProcess runner;
    Ending ending(&runner);
    runner.start(small_request());
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY(!ending.is_done);
    QVERIFY2(ending.sentence.contains(said), qPrintable(ending.sentence));
    QVERIFY(!runner.is_running());
    QCOMPARE(runner.process_id(), 0);
  }

  void runner_deaf_to_cancel_is_killed() {
    const QTemporaryDir folder;
    install(folder, "#!/bin/sh\nread line\nexec sleep 600\n");
    RunnerProcess runner;
    Ending ending(&runner);
    runner.start(small_request());
    QTRY_VERIFY_WITH_TIMEOUT(runner.process_id() > 0, kPatienceMs);
    const qint64 process = runner.process_id();
    runner.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(ending.times, 1, kPatienceMs);
    QVERIFY(!ending.is_done);
    QVERIFY(!is_alive(process));
  }

 private:
  /// Puts `script` where the CPU runner is looked for; empty: nothing is there.
  static void install(const QTemporaryDir& folder, const QByteArray& script) {
    qputenv("TIDEMARK_RUNNERS", folder.path().toUtf8());
    if (script.isEmpty()) return;
    QFile file(folder.filePath(QStringLiteral("tidemark-run-cpu")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(script);
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
  }
};

}  // namespace tidemark

QTEST_GUILESS_MAIN(tidemark::TestRunnerProcess)
#include "tst_runner_process.moc"
