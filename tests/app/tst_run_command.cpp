// SPDX-License-Identifier: GPL-3.0-or-later
/// The commands run and devices of the real program, which starts the real runner: predictions, records, and
/// what is left of a run that is stopped, killed or cannot begin.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/files/record_file.h"
#include "tests/support/runner_processes.h"
#include "tests/support/test_files.h"
#include "tests/support/tidemark_process.h"

using namespace tidemark;

namespace {

const QString kSmallCell = QStringLiteral(" --cell lstm --hidden 32 --batch 4 --input noise");

/// A run of some seconds, to be interrupted.
const QString kLongRun = QStringLiteral(
    "run --length 200 --percent 10 --strategy msm --hidden 64 --input noise --iterations 100000 --output ");

/// A terminal that a test looks at.
class Terminal {
 public:
  Terminal() : near_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    if (near_ >= 0 && ::grantpt(near_) == 0 && ::unlockpt(near_) == 0)
      far_ = ::open(::ptsname(near_), O_RDWR | O_NOCTTY);
  }
  ~Terminal() {
    ::close(far_);
    ::close(near_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool is_open() const { return far_ >= 0; }
  int far_end() const { return far_; }
  /// What has been written since.
  QByteArray read() const {
    QByteArray text(1 << 16, '\0');
    const ssize_t length = ::read(near_, text.data(), static_cast<std::size_t>(text.size()));
    text.resize(std::max<ssize_t>(0, length));
    return text;
  }

 private:
  int near_;
  int far_ = -1;
};

}  // namespace

class TestRunCommand : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QVERIFY(folder_.isValid());
    record_ = folder_.filePath("record.jsonl");
    QFile::remove(record_);
  }

  void runs_are_as_predicted_data() {
    QTest::addColumn<QString>("options");
    QTest::newRow("hsm") << "--slots 6 --strategy hsm";
    QTest::newRow("ism") << "--percent 10 --strategy ism";
    QTest::newRow("msm") << "--percent 10 --strategy msm";
    QTest::newRow("bytes") << "--bytes 40000 --strategy msm";
    QTest::newRow("all of the device") << "--device-memory 800000 --strategy msm";
    QTest::newRow("standard") << "--strategy standard";
    QTest::newRow("on 3 threads") << "--percent 10 --strategy msm --threads 3";
    QTest::newRow("chen") << "--strategy chen";
    QTest::newRow("chen-recursive") << "--strategy chen-recursive";
  }
  void runs_are_as_predicted() {
    QFETCH(QString, options);
    const Answer answer = call(
        words("run --length 60 --iterations 2 --verify --output " + record_ + " " + options + kSmallCell));
    QVERIFY2(answer.exit_code == 0, answer.err.constData());
    QCOMPARE(answer.err, "");
    QVERIFY2(answer.out.contains("bit-identical"), answer.out.constData());
    const auto record = load_record(record_.toStdString());
    QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    QCOMPARE(record->iterations.size(), std::size_t(2));
    QCOMPARE(record->iterations.back().arena_peak_bytes, record->start.predicted_arena_peak_bytes);
    QCOMPARE(record->iterations.back().forward_steps, record->start.predicted_forward_steps);
    QVERIFY(record->verify && record->verify->bit_identical);
    QVERIFY(record->end && record->end->status == EndEvent::Status::Done);
  }

  void threads_are_part_of_the_device() {
    const auto device_of = [&](const QString& options) {
      const Answer answer = call(
          words("run --length 30 --slots 4 --strategy hsm --output " + record_ + " " + options + kSmallCell));
      const auto record = load_record(record_.toStdString());
      if (answer.exit_code != 0 || !record) return answer.err.toStdString();
      return record->start.problem.device + " on " + record->start.device.details.at("threads");
    };
    QCOMPARE(device_of("--threads 2"), std::string("cpu:2 on 2"));
    QCOMPARE(device_of("--device cpu --threads 1"), std::string("cpu:1 on 1"));
    QCOMPARE(device_of("--device CPU:2"), std::string("cpu:2 on 2"));
  }

  void runs_in_chunks_of_steps() {
    const Answer answer = call(words(
        "run --length 61 --chunk 7 --percent 60 --strategy msm --verify --output " + record_ + kSmallCell));
    QVERIFY2(answer.exit_code == 0, answer.err.constData());
    QVERIFY2(answer.out.contains("chunks of 7 steps"), answer.out.constData());
    const auto record = load_record(record_.toStdString());
    QVERIFY(record.has_value());
    QCOMPARE(record->start.problem.chunk_length, 7);
    QCOMPARE(record->iterations.back().forward_steps, record->start.predicted_forward_steps);
    QVERIFY(!record->start.calibration);
  }

  void finds_chunks_by_measuring() {
    const QString plan = folder_.filePath("auto.json");
    const Answer planned =
        call(words("plan --length 61 --chunk auto --percent 60 --strategy msm --cell lstm --hidden 32 "
                   "--batch 4 --format json --output " +
                   plan));
    QVERIFY2(planned.exit_code == 0, planned.err.constData());
    const Answer answer = call(words("run " + plan + " --input noise --verify --output " + record_));
    QVERIFY2(answer.exit_code == 0, answer.err.constData());
    const auto record = load_record(record_.toStdString());
    QVERIFY(record.has_value());
    QVERIFY(record->start.problem.chunk_length >= 1);
    QVERIFY(record->start.calibration && record->start.calibration->find(record->start.problem.chunk_length));
    QVERIFY(record->verify->relative_l2 <= 1e-6);
    // A baseline without a budget takes what it needs.
    QCOMPARE(call(words("run --length 20 --chunk auto --strategy standard" + kSmallCell)).exit_code, 0);
  }

  void carries_out_a_plan_file_with_another_cell() {
    const QString plan = folder_.filePath("plan.json");
    QCOMPARE(
        call(words("plan --length 40 --slots 12 --strategy msm --format json --output " + plan)).exit_code,
        0);
    const Answer answer = call(words("run " + plan + " --verify --output " + record_ + kSmallCell));
    QVERIFY2(answer.exit_code == 0, answer.err.constData());
    const auto record = load_record(record_.toStdString());
    QVERIFY(record.has_value());
    QCOMPARE(record->start.problem.cell.hidden, 32);
    QCOMPARE(record->start.problem.length, 40);
  }

  void streams_the_record_to_standard_output() {
    for (const char* output : {"/dev/stdout", "-"}) {
      const Answer answer =
          call(words("run --length 20 --slots 4 --strategy hsm --output " + QString(output) + kSmallCell),
               folder_.path());
      QCOMPARE(answer.exit_code, 0);
      QVERIFY(answer.out.startsWith("{\"event\":\"start\""));
      QVERIFY(answer.err.contains("predicted"));
      QVERIFY(parse_record(answer.out.toStdString()).has_value());
    }
    QVERIFY2(!QFile::exists(folder_.filePath("-")), "a file of that name");
  }

  void keeps_the_record_of_a_run_that_is_stopped() {
    QProcess process;
    QVERIFY(start_long_run(process));
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(process.readAllStandardError().contains("stopped"));
    const auto record = load_record(record_.toStdString());
    QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    QVERIFY(record->end && record->end->status == EndEvent::Status::Cancelled);
  }

  void keeps_the_record_of_a_runner_that_is_killed() {
    QProcess process;
    QVERIFY(start_long_run(process));
    const QList<pid_t> runners = children_of(process.processId());
    QCOMPARE(runners.size(), 1);
    QCOMPARE(::kill(runners.first(), SIGKILL), 0);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitCode(), 1);
    const QByteArray said = process.readAllStandardError();
    QCOMPARE(said.count('\n'), 1);
    QVERIFY2(said.contains("ended in the middle"), said.constData());
    const auto record = load_record(record_.toStdString());
    QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    QVERIFY(record->is_partial());
  }

  /// The record is at its place and says that it is unfinished, after a kill and after the terminal was
  /// closed.
  void keeps_the_record_when_it_is_killed_itself_data() {
    QTest::addColumn<int>("number");
    QTest::newRow("SIGKILL") << SIGKILL;
    QTest::newRow("SIGHUP") << SIGHUP;
  }
  void keeps_the_record_when_it_is_killed_itself() {
    QFETCH(int, number);
    QVERIFY(put_file(record_, "an old record"));
    QProcess process;
    QVERIFY(start_long_run(process));
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), number), 0);
    QVERIFY(process.waitForFinished(20'000));
    const auto record = load_record(record_.toStdString());
    QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    QVERIFY(!record->iterations.empty());
    QVERIFY(number != SIGKILL || record->is_partial());
    QCOMPARE(hidden_files(), QStringList());
    if (!record->is_partial()) return;
    const Answer drawn =
        call({"chart", record_, "--view", "memory", "--output", folder_.filePath("unfinished.svg")});
    QCOMPARE(drawn.exit_code, 0);
    QVERIFY2(drawn.err.contains("unfinished"), drawn.err.constData());
  }

  void takes_its_runner_along_when_it_is_killed() {
    QProcess process;
    QVERIFY(start_long_run(process));
    const QList<pid_t> runners = children_of(process.processId());
    QCOMPARE(runners.size(), 1);
    process.kill();
    QVERIFY(process.waitForFinished(20'000));
    QTRY_VERIFY(is_gone(runners.first()));
  }

  /// If the program that asked a runner to measure is killed, the runner ends, too, even one that was
  /// suspended meanwhile.
  void takes_its_runner_along_when_it_is_killed_while_measuring_data() {
    QTest::addColumn<bool>("is_stopped");
    QTest::newRow("measuring") << false;
    QTest::newRow("stopped") << true;
  }
  void takes_its_runner_along_when_it_is_killed_while_measuring() {
    QFETCH(bool, is_stopped);
    const QString note = folder_.filePath("measuring");
    QFile::remove(note);
    const QTemporaryDir runners;
    QVERIFY(install_runner(runners, real_only_for("\"describe\"", "#!/bin/sh\necho $$ > '" + note.toUtf8() +
                                                                      "'\nexec sleep 600\n")));
    QProcess process;
    process.start(tidemark_program(), words("plan --length 1000 --percent 5 --strategy msm --chunk auto"));
    qunsetenv("TIDEMARK_RUNNERS");
    QVERIFY(process.waitForStarted());
    const auto runner = [&] { return content_of(note).trimmed().toInt(); };
    QTRY_VERIFY_WITH_TIMEOUT(runner() > 0, 60'000);
    if (is_stopped) QCOMPARE(::kill(runner(), SIGSTOP), 0);
    process.kill();
    QVERIFY(process.waitForFinished(20'000));
    QTRY_VERIFY(is_gone(runner()));
  }

  void a_runner_that_dies_when_it_is_asked_is_said_to_have_died() {
    const QTemporaryDir runners;
    QVERIFY(install_runner(runners, "#!/bin/sh\nkill -9 $$\n"));
    const Answer answer = call(words("plan --length 30 --percent 10 --strategy msm --device cpu"));
    qunsetenv("TIDEMARK_RUNNERS");
    QVERIFY2(answer.is_one_line_refusal(), answer.err.constData());
    QVERIFY2(answer.err.contains("killed or crashed"), answer.err.constData());
  }

  /// On a terminal a line tells how far the run is, and is gone at the end; Ctrl-C still ends the run.
  void tells_a_terminal_how_far_it_is() {
    const Terminal terminal;
    QVERIFY(terminal.is_open());
    QProcess process;
    process.setChildProcessModifier([&] { ::dup2(terminal.far_end(), STDERR_FILENO); });
    process.start(tidemark_program(), words(kLongRun + record_));
    QVERIFY(process.waitForStarted());
    QByteArray told;
    const auto has_told = [&](const char* words) {
      return QTest::qWaitFor([&] { return (told += terminal.read()).contains(words); }, 60'000);
    };
    QVERIFY2(has_told("iteration "), told.constData());
    QVERIFY2(has_told(" of 100000, about "), told.constData());
    QVERIFY2(told.contains(" left"), told.constData());
    told.clear();
    QTest::qWait(1000);
    told = terminal.read();
    QVERIFY2(told.count('\r') >= 1 && told.count('\r') <= 5, told.constData());  // at most four a second
    QVERIFY2(!told.contains('\n'), told.constData());
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitCode(), 130);
    told = terminal.read();
    const qsizetype erased = told.lastIndexOf("\x1b[K");
    QVERIFY2(erased >= 0 && told.mid(erased + 3).startsWith("tidemark run: stopped"), told.constData());
  }

  /// Closing the terminal does not lose the record of hours.
  void keeps_the_record_when_the_terminal_goes() {
    QProcess process;
    QVERIFY(start_long_run(process));
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGHUP), 0);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitCode(), 130);
    const auto record = load_record(record_.toStdString());
    QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
    QVERIFY(record->end && record->end->status == EndEvent::Status::Cancelled);
  }

  void refuses_in_one_line_data() {
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("where");
    const auto add = [](const char* options, const char* where) {
      QTest::newRow(options) << options << QByteArray(where);
    };
    add("--strategy hsm --slots 4 --input /nowhere", "/nowhere");
    add("--strategy hsm --slots 4 --input /", "/: cannot be read: it is a folder");
    add("--strategy hsm --slots 4 --input empty", "empty");
    add("--strategy hsm --bytes 1 --input noise", "smallest that works is 256 bytes");
    add("--strategy hsm --slots 4 --input noise --output /nowhere/record.jsonl", "/nowhere/record.jsonl");
    add("--strategy hsm --slots 4 --input noise --output /dev/full", "No space left");
    add("--strategy hsm --slots 4 --input noise --iterations 1e3s", "--iterations");
    add("--strategy hsm --slots 4 --input noise --verify=yes", "--verify");
    add("--strategy hsm --slots 4 --input noise --device cuda:99", "cuda:99");
    add("--strategy hsm --slots 4 --input noise --device cpu:fused", "--device");
    add("--strategy hsm --slots 4 --input noise --threads 0", "--threads");
    add("--strategy hsm --slots 4 --input noise --threads 129", "--threads");
    add("--strategy hsm --slots 4 --input noise --threads 2 --device cuda:0", "--device cpu:N");
    add("--strategy hsm --slots 4 --input noise --threads 2 --device cpu:3", "--device cpu:N");
    add("--strategy hsm --slots 4 --input noise --chunk 0", "--chunk");
    add("--strategy hsm --slots 4 --input noise --chunk many", "--chunk");
    add("--strategy msm --slots 4 --beta 3 --input noise --chunk auto", "by hand");
    add("--strategy msm --device-memory 1000 --input noise", "weights");
    add("--strategy msm --bytes 100 --device-memory 1000 --input noise", "--device-memory");
    add("--strategy msm --slots 4 --precision float16 --input noise", "float16");
    add("--strategy msm --slots 4 --precision float12 --input noise", "--precision");
  }
  void refuses_in_one_line() {
    QFETCH(QString, options);
    QFETCH(QByteArray, where);
    QVERIFY(put_file(folder_.filePath("empty"), ""));
    const Answer answer = call(words("run --length 30 --hidden 16 --batch 2 " + options), folder_.path());
    QVERIFY2(answer.is_one_line_refusal(), (answer.out + " | " + answer.err).constData());
    QVERIFY2(answer.err.contains(where), answer.err.constData());
  }

  void says_that_auto_needs_a_runner() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TIDEMARK_RUNNERS", folder_.path());
    const Answer answer = run_program(
        tidemark_program(), words("plan --length 30 --slots 4 --strategy msm --chunk auto"), {}, environment);
    QVERIFY2(answer.is_one_line_refusal(), answer.err.constData());
    QVERIFY2(answer.err.contains("--chunk auto") && answer.err.contains("not installed"),
             answer.err.constData());
  }

  void keeps_an_old_record_when_a_run_cannot_begin() {
    QVERIFY(put_file(record_, "precious"));
    const Answer answer =
        call(words("run --length 30 --slots 4 --strategy hsm --input /nowhere --output " + record_));
    QVERIFY(answer.is_one_line_refusal());
    QCOMPARE(content_of(record_), "precious");
  }

  /// The input, the plan, and the input that a plan names, by any spelling of their paths.
  void refuses_to_overwrite_what_it_reads() {
    const QString corpus = folder_.filePath("corpus.txt");
    const QString plan = folder_.filePath("named.json");
    const QByteArray text(5000, 'x');
    QVERIFY(put_file(corpus, text));
    QVERIFY(QFile::link(corpus, folder_.filePath("link.txt")));
    const QString options = "run --length 30 --slots 4 --strategy hsm --hidden 16 --batch 2 ";
    QCOMPARE(
        call(words("plan --length 30 --slots 4 --strategy hsm --format json --output " + plan)).exit_code, 0);
    QByteArray naming = content_of(plan);
    naming.replace("\"input\":\"text\"", "\"input\":\"corpus.txt\"");
    QVERIFY(naming.contains("corpus.txt"));
    QVERIFY(put_file(plan, naming));
    for (const QString& line :
         {options + "--input corpus.txt --output corpus.txt",
          options + "--input corpus.txt --output link.txt",
          options + "--input link.txt --output ./corpus.txt",
          "run named.json --output ../" + QDir(folder_.path()).dirName() + "/named.json",
          QString("run named.json --output link.txt"), QString("run - --output link.txt < named.json"),
          options + "--input corpus.txt --output - >> corpus.txt"}) {
      const Answer answer = shell("\"$0\" " + line, folder_.path());
      QVERIFY2(answer.is_one_line_refusal(), qPrintable(line + ": " + answer.err));
      QVERIFY2(answer.err.contains("is the file that is read"), answer.err.constData());
      QCOMPARE(content_of(corpus), text);
      QCOMPARE(content_of(plan), naming);
    }
    // A record may have the name of a kind of input.
    for (const QString& line : {options + "--input noise --output noise", options + "--output text"}) {
      for (int time = 0; time < 2; ++time) {
        const Answer answer = call(words(line), folder_.path());
        QVERIFY2(answer.exit_code == 0, answer.err.constData());
      }
    }
  }

  void lists_devices_and_reasons() {
    const Answer answer = call({"devices"});
    QCOMPARE(answer.exit_code, 0);
    QVERIFY2(answer.out.startsWith("cpu: "), answer.out.constData());
    QVERIFY2(answer.out.contains("\ncuda"), answer.out.constData());
  }

 private:
  /// Starts a long run and waits until its first iteration is in the record, under the record's final name.
  bool start_long_run(QProcess& process) {
    process.start(tidemark_program(), words(kLongRun + record_));
    return process.waitForStarted() && QTest::qWaitFor([this] { return has_reported(); }, 60'000) &&
           hidden_files().isEmpty();
  }

  bool has_reported() const { return content_of(record_).contains("\"event\":\"iteration\""); }

  QStringList hidden_files() const {
    return QDir(folder_.path()).entryList({".tidemark-*"}, QDir::Files | QDir::Hidden);
  }

  QTemporaryDir folder_;
  QString record_;
};

QTEST_GUILESS_MAIN(TestRunCommand)
#include "tst_run_command.moc"
