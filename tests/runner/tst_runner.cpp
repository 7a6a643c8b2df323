// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "core/files/protocol.h"
#include "core/files/record_file.h"
#include "core/model/calibration.h"
#include "core/plan/plan.h"
#include "core/solver/solver.h"
#include "tests/support/plans.h"
#include "tests/support/runner_requests.h"

using namespace tidemark;

namespace {

const QString kRunner = QStringLiteral(TIDEMARK_BIN_DIR "/tidemark-run-cpu");

RunnerAnswer ask(const QByteArray& line, const QStringList& arguments = {}) {
  return ask_runner(kRunner, line, arguments);
}

/// Sizes of the cell on the CPU, in single steps and in chunks of so many.
DeviceSizes sizes_of(const Cell& cell, std::int64_t chunk_length = 1, const std::string& device = "cpu") {
  const Description description = ask(line_of(Describe{cell, {1, chunk_length}, {device}})).description();
  const auto found = std::ranges::find_if(
      description.devices, [&](const DeviceDescription& described) { return described.info.id == device; });
  return value_of(found->sizes_for(chunk_length));
}

Problem lstm_problem() {
  Problem problem;
  problem.length = 60;
  problem.cell.hidden = 24;
  problem.cell.batch = 4;
  problem.budget = {Budget::Measure::Percent, 15};
  return problem;
}

/// A problem whose run takes minutes unless it is stopped.
Problem long_problem() {
  Problem problem;
  problem.length = 50'000;
  problem.strategy = Strategy::Hsm;
  problem.budget = {Budget::Measure::Slots, 200};
  return problem;
}

Run request_for(const Problem& problem) {
  Solver solver;
  const DeviceSizes sizes = sizes_of(problem.cell, problem.chunk_length, problem.device);
  return {.plan = *value_of(make_plan(problem, sizes, solver))};
}

}  // namespace

class TestRunner : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void describes_sizes_and_devices();
  void takes_no_options();
  void questions_are_cancelled_data();
  void questions_are_cancelled();
  void measuring_ends_when_nobody_reads();
  void runs_as_predicted_data();
  void runs_as_predicted();
  void describes_devices_by_name();
  void takes_its_threads_from_the_environment();
  void runs_chunks_as_predicted_data();
  void runs_chunks_as_predicted();
  void measures_chunks();
  void keeps_what_the_chunks_were_found_with();
  void reports_the_same_for_the_same_seed();
  void thins_long_plans_and_keeps_the_peak();
  void cancels_data();
  void cancels();
  void cancels_at_the_end_of_its_input();
  void the_end_of_its_input_alone_cancels_nothing();
  void leaves_a_readable_record_when_killed();
  void ends_when_nobody_reads();
  void says_when_it_cannot_write();
  void refuses_bad_requests_data();
  void refuses_bad_requests();
  void refuses_a_plan_for_smaller_states();
  void fails_in_words_when_memory_is_short();
};

void TestRunner::describes_sizes_and_devices() {
  const Cell cell{.kind = CellKind::Gru, .layers = 2};
  const RunnerAnswer answer = ask(line_of(Describe{cell, {1, 4}}));
  QCOMPARE(answer.code, 0);
  QVERIFY(answer.complaint.isEmpty());
  QCOMPARE(answer.out.count('\n'), 1);
  const auto description = parse_description(answer.out.toStdString());
  QVERIFY(description);
  const DeviceDescription& device = description->devices.at(0);
  QCOMPARE(device.info.id, std::string("cpu"));
  QVERIFY(device.info.available);
  QVERIFY(device.info.memory_bytes > 0);
  QVERIFY(device.info.details.contains("BLAS kernels"));
  QCOMPARE(device.cells.size(), std::size_t{3});
  QCOMPARE(device.cell, cell);
  const ChunkSizes step = device.chunks.at(1).value();
  QCOMPARE(step.states, (StateBytes{.hidden = 65'536, .alpha = 393'216, .beta = 327'680}));
  QVERIFY(step.fixed.contains("weights"));
  // One process answers for single steps and chunks alike.
  QCOMPARE(device.chunks.at(4).value().states.beta, 4 * step.states.beta);
}

void TestRunner::takes_no_options() {
  for (const char* option : {"--describe", "--calibrate", "--help", "plan.json"}) {
    const RunnerAnswer refused = ask(line_of(Describe{}), {option});
    QVERIFY2(refused.code == 2 && refused.is_one_line() && refused.out.isEmpty(), option);
    QVERIFY2(refused.complaint.contains(option) && refused.complaint.contains("standard input"),
             refused.complaint);
  }
}

/// Requests are cancelled however long their work would take, and with or without the line's end.
void TestRunner::questions_are_cancelled_data() {
  QTest::addColumn<QByteArray>("request");
  const Cell wide{.hidden = 1024, .batch = 64};
  QTest::newRow("describe") << line_of(Describe{wide, {1, 64}});
  QTest::newRow("calibrate") << line_of(Calibrate{"cpu", wide});
}

void TestRunner::questions_are_cancelled() {
  QFETCH(QByteArray, request);
  QElapsedTimer waited;
  waited.start();
  const RunnerAnswer answer = ask(request + "cancel");
  QCOMPARE(answer.code, 0);
  QVERIFY2(answer.out.isEmpty(), answer.out);
  QVERIFY(answer.complaint.isEmpty());
  QVERIFY(waited.elapsed() < 20'000);
}

/// A runner that would measure for half a minute stops when nobody reads its answer.
void TestRunner::measuring_ends_when_nobody_reads() {
  QProcess process;  // the shell waits for both; head goes at once
  process.start(QStringLiteral("/bin/sh"), {"-c", QStringLiteral("\"%1\" | head -c 0").arg(kRunner)});
  process.write(line_of(Calibrate{"cpu", Cell{.hidden = 1024, .batch = 64}}));
  QElapsedTimer waited;
  waited.start();
  QVERIFY(process.waitForFinished(kRunnerPatienceMs));
  QVERIFY(waited.elapsed() < 20'000);
  QVERIFY(process.readAllStandardError().isEmpty());
}

void TestRunner::runs_as_predicted_data() {
  QTest::addColumn<int>("strategy");
  QTest::addColumn<QString>("device");
  for (const char* device : {"cpu", "cpu:1", "cpu:3"}) {
    for (const Strategy strategy : kStrategies) {
      QTest::addRow("%s, %s", std::string(name_of(strategy)).c_str(), device)
          << static_cast<int>(strategy) << QString(device);
    }
  }
}

void TestRunner::runs_as_predicted() {
  QFETCH(int, strategy);
  QFETCH(QString, device);
  Problem problem = lstm_problem();
  problem.device = device.toStdString();
  problem.strategy = static_cast<Strategy>(strategy);
  if (!is_optimised(problem.strategy)) problem.budget.value = 110;
  Run request = request_for(problem);
  request.iterations = 3;
  request.verify = true;
  const RunnerAnswer answer = ask(line_of(request));
  QVERIFY2(answer.code == 0, answer.complaint);
  QVERIFY(answer.complaint.isEmpty());
  const Record record = answer.record();

  QCOMPARE(record.start.problem, problem);
  QCOMPARE(record.start.device.id, problem.device);
  if (device == "cpu:3") QCOMPARE(record.start.device.details.at("threads"), std::string("3"));
  QCOMPARE(record.start.predicted_forward_steps, request.plan->forward_steps);
  QVERIFY(record.start.predicted_arena_peak_bytes <= record.start.budget_bytes);
  QVERIFY(record.start.times.advance > 0 && record.start.times.keep > 0 && record.start.times.backward > 0);
  QVERIFY(record.start.times.iteration > 0);  // the table of the first layer's input
  QCOMPARE(record.start.predicted_seconds, predicted_seconds(record.start.times, *request.plan));
  QVERIFY(record.start.fixed.contains("input"));

  QCOMPARE(record.actions.size(), request.plan->actions.size());
  std::int64_t peak = 0;
  std::int64_t now = 0;
  for (std::size_t i = 0; i < record.actions.size(); ++i) {
    const ActionEvent& event = record.actions[i];
    QCOMPARE(event.index, static_cast<std::int64_t>(i));
    QVERIFY(event.action.kind == request.plan->actions[i].kind);
    QCOMPARE(event.iteration, std::int64_t{1});
    QVERIFY(event.begin_ns >= now && event.end_ns >= event.begin_ns);
    now = event.end_ns;
    peak = std::max(peak, event.arena_bytes);
  }
  QCOMPARE(peak, record.start.predicted_arena_peak_bytes);

  QCOMPARE(record.iterations.size(), std::size_t{3});
  for (const IterationEvent& iteration : record.iterations) {
    QCOMPARE(iteration.forward_steps, request.plan->forward_steps);
    QCOMPARE(iteration.arena_peak_bytes, record.start.predicted_arena_peak_bytes);
    QVERIFY(iteration.device_peak_bytes > record.start.budget_bytes);
    QVERIFY(iteration.loss > 0 && iteration.loss < 6);
  }
  QVERIFY(record.verify);
  QVERIFY(record.verify->bit_identical);
  QCOMPARE(record.verify->relative_l2, 0.0);
  QVERIFY(record.end && record.end->status == EndEvent::Status::Done);
}

/// States are as large on any number of threads, and each thread has gradients of its own.
void TestRunner::describes_devices_by_name() {
  const Cell cell{.kind = CellKind::Gru, .batch = 5};
  const Description description =
      ask(line_of(Describe{cell, {1, 4}, {"cpu:3", "cpu:100", "cpu"}})).description();
  const auto named = [&](const std::string& id) {
    const auto found = std::ranges::find_if(
        description.devices, [&](const DeviceDescription& device) { return device.info.id == id; });
    return found == description.devices.end() ? DeviceDescription() : *found;
  };
  const ChunkSizes three = value_of(named("cpu:3").sizes_in_chunks_of(4));
  const ChunkSizes many = value_of(named("cpu:100").sizes_in_chunks_of(4));
  QCOMPARE(named("cpu:3").info.details.at("threads"), std::string("3"));
  QCOMPARE(named("cpu:100").info.details.at("threads"),
           std::string("5"));  // as many as the batch has entries
  QCOMPARE(named("cpu").sizes_in_chunks_of(4).value().states, three.states);
  QCOMPARE(many.states, three.states);
  QCOMPARE(three.fixed.at("gradients"), 3 * three.fixed.at("weights"));
  QCOMPARE(many.fixed.at("gradients"), 5 * many.fixed.at("weights"));
  QCOMPARE(
      std::ranges::count_if(description.devices, [](const auto& device) { return device.info.id == "cpu"; }),
      1);

  const RunnerAnswer refused = ask(line_of(Describe{cell, {1}, {"cpu:0"}}));
  QCOMPARE(refused.code, 2);
  QVERIFY2(refused.is_one_line() && refused.complaint.contains("cpu:0"), refused.complaint);
}

/// "cpu" has the threads that the environment says, but no more than small cells have use for.
void TestRunner::takes_its_threads_from_the_environment() {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  const auto threads = [&](const char* wanted, const Cell& cell) {
    environment.insert("TIDEMARK_THREADS", wanted);
    const RunnerAnswer answer = ask_runner(kRunner, line_of(Describe{cell}), {}, environment);
    return answer.description().devices.front().info.details.at("threads");
  };
  QCOMPARE(threads("3", Cell{}), std::string("3"));
  QCOMPARE(threads("1", Cell{}), std::string("1"));
  QCOMPARE(threads("many", Cell{}), std::string("1"));
  QCOMPARE(threads("64", Cell{}), std::string("32"));
  QCOMPARE(threads("64", Cell{.hidden = 8, .batch = 4}), std::string("1"));
}

void TestRunner::runs_chunks_as_predicted_data() {
  QTest::addColumn<qint64>("chunk");
  QTest::addColumn<int>("budget_measure");
  QTest::addColumn<double>("budget");
  const auto add = [](const char* name, qint64 chunk, Budget::Measure budget_measure, double budget) {
    QTest::newRow(name) << chunk << static_cast<int>(budget_measure) << budget;
  };
  add("7 steps, percent", 7, Budget::Measure::Percent, 60);
  add("8 steps, slots", 8, Budget::Measure::Slots, 10);
  add("4 steps, bytes", 4, Budget::Measure::Bytes, 60'000);
  add("4 steps, all of the device", 4, Budget::Measure::DeviceMemory, 700'000);
  add("longer than the sequence", 100, Budget::Measure::Slots, 3);
}

void TestRunner::runs_chunks_as_predicted() {
  QFETCH(qint64, chunk);
  QFETCH(int, budget_measure);
  QFETCH(double, budget);
  Problem problem = lstm_problem();
  problem.chunk_length = chunk;
  problem.budget = {static_cast<Budget::Measure>(budget_measure), budget};
  Run request = request_for(problem);
  request.verify = true;
  const RunnerAnswer answer = ask(line_of(request));
  QVERIFY2(answer.code == 0, answer.complaint);
  const Record record = answer.record();
  QCOMPARE(record.start.problem, problem);
  QCOMPARE(record.iterations.front().forward_steps, request.plan->forward_steps);
  QCOMPARE(record.iterations.front().arena_peak_bytes, record.start.predicted_arena_peak_bytes);
  QVERIFY(record.verify && record.verify->relative_l2 <= 1e-6);
  // Standard BPTT, in single steps; the last one's internal state stays in the core.
  QCOMPARE(record.verify->standard_bytes, standard_memory(59, sizes_of(problem.cell).step.states));
  if (problem.budget.measure == Budget::Measure::DeviceMemory) {
    const std::int64_t fixed = total(sizes_of(problem.cell, chunk).chunk.fixed);
    QCOMPARE(record.start.budget_bytes, static_cast<std::int64_t>(budget) - fixed);
  }
}

void TestRunner::measures_chunks() {
  const Cell cell{.hidden = 24, .batch = 4};
  const RunnerAnswer answer = ask(line_of(Calibrate{"cpu", cell, {3, 20}}));
  QVERIFY2(answer.code == 0, answer.complaint);
  QCOMPARE(answer.out.count('\n'), 1);
  const auto calibration = parse_calibration(answer.out.toStdString());
  QVERIFY2(calibration, calibration ? "" : calibration.error().message.c_str());
  QCOMPARE(calibration->device, std::string("cpu"));
  QCOMPARE(calibration->cell, cell);
  for (const std::int64_t k : {1, 3, 20}) {
    QVERIFY(calibration->find(k) && calibration->find(k)->times);
    const StepTimes times = *calibration->find(k)->times;
    QVERIFY(times.advance > 0 && times.keep > 0 && times.backward > 0);
    QVERIFY(times.iteration >= 0);  // next to nothing for so small a cell
    QCOMPARE(calibration->find(k)->sizes, sizes_of(cell, k).chunk);
  }
  QVERIFY(calibration->find(7) && !calibration->find(7)->times);
}

void TestRunner::keeps_what_the_chunks_were_found_with() {
  Run request = request_for(lstm_problem());
  auto plan = std::make_shared<Plan>(*request.plan);
  Calibration calibration{
      "cpu", plan->problem.cell, {{1, {sizes_of(plan->problem.cell).step.states, {}}, StepTimes{1, 2, 3}}}};
  plan->calibration = std::make_shared<const Calibration>(calibration);
  request.plan = plan;
  const Record record = ask(line_of(request)).record();
  QVERIFY(record.start.calibration && *record.start.calibration == calibration);
}

void TestRunner::reports_the_same_for_the_same_seed() {
  Run request = request_for(lstm_problem());
  request.iterations = 2;
  const Record first = ask(line_of(request)).record();
  const Record second = ask(line_of(request)).record();
  request.seed = 2;
  const Record other = ask(line_of(request)).record();
  QCOMPARE(first.iterations[1].loss, second.iterations[1].loss);
  QVERIFY(first.iterations[1].loss != other.iterations[1].loss);
}

void TestRunner::thins_long_plans_and_keeps_the_peak() {
  Problem problem = lstm_problem();
  problem.length = 12'000;
  problem.cell.hidden = 8;
  problem.cell.batch = 2;
  problem.budget.value = 2;
  const Run request = request_for(problem);
  QVERIFY(request.plan->actions.size() > 40'000);
  const Record record = ask(line_of(request)).record();
  QVERIFY(record.actions.size() <= 25'000);
  QVERIFY(record.actions.size() >= 10'000);
  std::int64_t peak = 0;
  for (const ActionEvent& event : record.actions) peak = std::max(peak, event.arena_bytes);
  QCOMPARE(peak, record.start.predicted_arena_peak_bytes);
  QCOMPARE(record.actions.back().index, static_cast<std::int64_t>(request.plan->actions.size()) - 1);
}

void TestRunner::cancels_data() {
  QTest::addColumn<QString>("device");
  for (const char* device : {"cpu:1", "cpu:3"}) QTest::newRow(device) << QString(device);
}

void TestRunner::cancels() {
  QFETCH(QString, device);
  Problem problem = long_problem();
  problem.device = device.toStdString();
  QProcess process;
  process.start(kRunner, QStringList());
  process.write(line_of(request_for(problem)));
  QVERIFY(process.waitForReadyRead(kRunnerPatienceMs));  // the run has started
  process.write("cancel\n");
  QElapsedTimer waited;
  waited.start();
  const RunnerAnswer answer = answer_of(process);
  QVERIFY(waited.elapsed() < 5000);
  QCOMPARE(answer.code, 0);
  const Record record = answer.record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Cancelled);
  QVERIFY(record.iterations.empty());
}

void TestRunner::cancels_at_the_end_of_its_input() {
  const RunnerAnswer answer = ask(line_of(request_for(long_problem())).append("cancel"));
  QCOMPARE(answer.code, 0);
  const Record record = answer.record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Cancelled);
}

void TestRunner::the_end_of_its_input_alone_cancels_nothing() {
  QByteArray request = line_of(request_for(lstm_problem()));
  request.chop(1);  // the line's end is not needed, either
  const Record record = ask(request).record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Done);
}

void TestRunner::leaves_a_readable_record_when_killed() {
  Run request = request_for(lstm_problem());
  request.iterations = 1'000'000;  // it would go on for hours
  QProcess process;
  process.start(kRunner, QStringList());
  process.write(line_of(request));
  QByteArray out;
  QTRY_VERIFY_WITH_TIMEOUT(
      (process.waitForReadyRead(10), out += process.readAllStandardOutput(), out.count('\n') > 100),
      kRunnerPatienceMs);
  process.kill();
  QVERIFY(process.waitForFinished(kRunnerPatienceMs));
  out += process.readAllStandardOutput();
  const auto record = parse_record(out.toStdString());
  QVERIFY2(record, record ? "" : record.error().message.c_str());
  QVERIFY(record->is_partial());
  QVERIFY(record->actions.size() > 50);
}

void TestRunner::ends_when_nobody_reads() {
  QProcess process;  // the shell waits for both; head goes after the first line
  process.start(QStringLiteral("/bin/sh"), {"-c", QStringLiteral("\"%1\" | head -n 1").arg(kRunner)});
  process.write(line_of(request_for(long_problem())));
  QVERIFY(process.waitForReadyRead(kRunnerPatienceMs));
  QElapsedTimer waited;
  waited.start();
  QVERIFY(process.waitForFinished(kRunnerPatienceMs));
  QVERIFY(waited.elapsed() < 10'000);
  QVERIFY(process.readAllStandardOutput().startsWith("{\"event\":\"start\""));
  QVERIFY(process.readAllStandardError().isEmpty());
}

void TestRunner::says_when_it_cannot_write() {
  QProcess process;
  process.setStandardOutputFile(QStringLiteral("/dev/full"));
  process.start(kRunner, QStringList());
  process.write(line_of(request_for(lstm_problem())));
  const RunnerAnswer answer = answer_of(process);
  QCOMPARE(answer.code, 1);
  QVERIFY(answer.is_one_line());
  QVERIFY(answer.complaint.contains("No space left on device"));
}

void TestRunner::refuses_bad_requests_data() {
  QTest::addColumn<QByteArray>("request");
  QTest::addColumn<QByteArray>("said");
  const QTemporaryDir folder;
  const auto with_input = [](const QString& input) {
    Problem problem = lstm_problem();
    problem.input = input.toStdString();
    return line_of(request_for(problem));
  };
  const Run run = request_for(lstm_problem());
  QTest::newRow("nothing") << QByteArray() << QByteArray("the request is empty");
  QTest::newRow("an empty line") << QByteArray("\n") << QByteArray("the request is empty");
  QTest::newRow("no JSON") << QByteArray("run!\n") << QByteArray("not valid JSON at line 1, column 1");
  QTest::newRow("half a request") << line_of(run).chopped(200)
                                  << QByteArray("the request ends early, at byte ");
  QTest::newRow("a later version") << line_of(run).replace("\"version\":1", "\"version\":99")
                                   << QByteArray("version");
  Run run_elsewhere = run;
  Plan plan_elsewhere = *run_elsewhere.plan;
  plan_elsewhere.problem.device = "cuda:0";
  run_elsewhere.plan = std::make_shared<const Plan>(plan_elsewhere);
  QTest::newRow("another device") << line_of(run_elsewhere) << QByteArray("cuda:0");
  QTest::newRow("another device's measures") << line_of(Calibrate{"cuda:7"}) << QByteArray("cuda:7");
  QTest::newRow("a precision it has not")
      << line_of(Describe{{.precision = Precision::Float16}}) << QByteArray("float16");
  QTest::newRow("measures of it") << line_of(Calibrate{"cpu", {.precision = Precision::Float16}})
                                  << QByteArray("float16");
  QTest::newRow("a cell past all bounds")
      << line_of(Describe{{.hidden = 1 << 20, .layers = 1 << 20}}) << QByteArray("hidden units");
  QTest::newRow("no such file") << with_input("/nowhere/text") << QByteArray("/nowhere/text");
  QTest::newRow("a folder") << with_input(folder.path()) << folder.path().toUtf8();
  QTest::newRow("an empty file") << with_input("/dev/null") << QByteArray("/dev/null");
}

void TestRunner::refuses_bad_requests() {
  QFETCH(QByteArray, request);
  QFETCH(QByteArray, said);
  const RunnerAnswer answer = ask(request);
  QCOMPARE(answer.code, 2);
  QVERIFY(answer.out.isEmpty());
  QVERIFY2(answer.is_one_line(), answer.complaint);
  QVERIFY2(answer.complaint.contains(said), answer.complaint);
}

void TestRunner::refuses_a_plan_for_smaller_states() {
  Problem problem = lstm_problem();
  problem.strategy = Strategy::Msm;
  problem.beta = 0.5;
  problem.budget = {Budget::Measure::Slots, 20};
  const RunnerAnswer answer = ask(line_of(request_for(problem)));
  QCOMPARE(answer.code, 2);
  QVERIFY(answer.out.isEmpty());
  QVERIFY(answer.is_one_line());
  QVERIFY2(answer.complaint.contains("beta 0.5") && answer.complaint.contains("beta 2.66667"),
           answer.complaint);
}

void TestRunner::fails_in_words_when_memory_is_short() {
  Problem problem = lstm_problem();
  problem.budget = {Budget::Measure::Bytes, 9e14};
  const RunnerAnswer answer = ask(line_of(request_for(problem)));
  QCOMPARE(answer.code, 1);
  const Record record = answer.record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Failed);
  QVERIFY2(record.end->message.find("out of memory") != std::string::npos, record.end->message.c_str());
}

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
