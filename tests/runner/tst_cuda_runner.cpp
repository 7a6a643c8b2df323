// SPDX-License-Identifier: GPL-3.0-or-later
// The CUDA runner as a program: the real one, which on a machine without a GPU has to say why, and the same
// one on an emulated GPU, which carries plans out.
#include <QTemporaryDir>
#include <QTest>

#include "core/files/protocol.h"
#include "core/files/record_file.h"
#include "core/model/calibration.h"
#include "core/plan/plan.h"
#include "core/solver/solver.h"
#include "tests/support/plans.h"
#include "tests/support/runner_requests.h"
#include "tests/support/test_files.h"

using namespace tidemark;

namespace {

const QString kReal = QStringLiteral(TIDEMARK_BIN_DIR "/tidemark-run-cuda");
const QString kEmulated = QStringLiteral(TIDEMARK_EMULATED_DIR "/run-cuda-emulated");
const QString kEmulatedLibraries = QStringLiteral(TIDEMARK_EMULATED_DIR "/emulated");

/// `libraries`: where libcudnn is looked for first. `setting`: an environment variable that has the emulated
/// one behave differently.
RunnerAnswer ask(const QString& program, const Request& request,
                 const QString& libraries = kEmulatedLibraries,
                 const std::pair<QString, QString>& setting = {}) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  if (program == kEmulated) environment.insert(QStringLiteral("LD_LIBRARY_PATH"), libraries);
  if (!setting.first.isEmpty()) environment.insert(setting.first, setting.second);
  return ask_runner(program, line_of(request), {}, environment);
}

constexpr Cell kSmall{
    .kind = CellKind::Lstm, .hidden = 8, .batch = 2, .layers = 1, .precision = Precision::Float32};

Problem problem_on(const std::string& device) {
  Problem problem;
  problem.length = 24;
  problem.cell = kSmall;
  problem.device = device;
  problem.budget = {Budget::Measure::Percent, 25};
  return problem;
}

Run request_for(const Problem& problem, const DeviceSizes& sizes) {
  Solver solver;
  Run request;
  request.plan = make_plan(problem, sizes, solver).value().value();
  return request;
}

/// The first device of the real program.
DeviceInfo real_device() {
  return ask(kReal, Describe{}).description().devices.at(0).info;
}

/// The small cell on an emulated device, in single steps and in chunks of so many.
DeviceSizes emulated_sizes(const std::string& id, std::int64_t chunk_length = 1) {
  const RunnerAnswer answer = ask(kEmulated, Describe{kSmall, {1, chunk_length}});
  for (const DeviceDescription& device : answer.description().devices) {
    if (device.info.id == id) return device.sizes_for(chunk_length).value();
  }
  throw std::runtime_error("no device " + id);
}

}  // namespace

class TestCudaRunner : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void says_why_there_is_no_gpu();
  void refuses_a_run_without_a_gpu();
  void lists_a_gpu_twice();
  void does_without_cudnn();
  void leaves_out_what_an_old_cudnn_lacks();
  void carries_plans_out_data();
  void carries_plans_out();
  void stops_at_a_chunk_that_needs_more_room();
  void calibrates_data();
  void calibrates();
  void says_when_memory_is_short();
};

void TestCudaRunner::says_why_there_is_no_gpu() {
  if (real_device().available) QSKIP("there is a GPU on this machine");
  for (const Describe& question : {Describe{}, Describe{{.kind = CellKind::Gru}, {64}}}) {
    const RunnerAnswer answer = ask(kReal, question);
    QCOMPARE(answer.code, 0);
    QVERIFY2(answer.complaint.isEmpty(), answer.complaint);
    const Description description = answer.description();
    QCOMPARE(description.devices.size(), std::size_t{1});
    QCOMPARE(description.devices[0].info.id, std::string("cuda:0"));
    QVERIFY(description.devices[0].info.reason.size() > 20);
    QVERIFY(!answer.out.contains("hidden_bytes"));
  }
}

void TestCudaRunner::refuses_a_run_without_a_gpu() {
  const DeviceInfo device = real_device();
  if (device.available) QSKIP("there is a GPU on this machine");
  const StateBytes sizes{.hidden = 512, .alpha = 2048, .beta = 1536};
  for (const char* id : {"cuda:0", "cuda:0:fused"}) {
    const RunnerAnswer answer = ask(kReal, request_for(problem_on(id), sizes));
    QCOMPARE(answer.code, 2);
    QVERIFY(answer.out.isEmpty());
    QVERIFY2(answer.is_one_line() && answer.complaint.contains(device.reason.c_str()), answer.complaint);
  }
  const RunnerAnswer calibration = ask(kReal, Calibrate{"cuda:0"});
  QVERIFY2(calibration.code == 2 && calibration.is_one_line(), calibration.complaint);
  const RunnerAnswer unknown = ask(kReal, request_for(problem_on("cuda:x"), sizes));
  QVERIFY2(unknown.code == 2 && unknown.is_one_line(), unknown.complaint);
}

void TestCudaRunner::lists_a_gpu_twice() {
  const Description description = ask(kEmulated, Describe{{.kind = CellKind::Gru}, {3}}).description();
  QCOMPARE(description.devices.size(), std::size_t{2});
  QCOMPARE(description.devices[0].info.id, std::string("cuda:0"));
  QCOMPARE(description.devices[1].info.id, std::string("cuda:0:fused"));
  for (const DeviceDescription& device : description.devices) {
    QVERIFY2(device.info.available, device.info.reason.c_str());
    QVERIFY(device.info.memory_bytes > 0 && device.info.free_bytes > 0);
    QCOMPARE(device.chunks.size(), std::size_t{1});
    const ChunkSizes sizes = device.chunks.at(3).value();
    QVERIFY(sizes.states.beta > sizes.states.hidden);
    QCOMPARE(sizes.states.alpha, sizes.states.beta + sizes.states.hidden);
    QCOMPARE(device.precisions.size(), std::size(kPrecisionNames));
    for (const char* part : {"weights", "gradients", "optimiser", "working core", "scratch", "workspace"}) {
      QVERIFY2(sizes.fixed.contains(part), part);
    }
  }
  QVERIFY(description.devices[0].info.details.contains("cuDNN"));
  QVERIFY(description.devices[1].chunks.at(3)->states.beta <
          description.devices[0].chunks.at(3)->states.beta);
}

void TestCudaRunner::does_without_cudnn() {
  const QTemporaryDir folder;  // a library that cannot be loaded hides one that the system has
  QVERIFY(put_file(folder.filePath(QStringLiteral("libcudnn.so.9")), "not a library"));
  const RunnerAnswer answer = ask(kEmulated, Describe{}, folder.path());
  QCOMPARE(answer.code, 0);
  const Description description = answer.description();
  QCOMPARE(description.devices.size(), std::size_t{2});
  const DeviceInfo& cudnn = description.devices[0].info;
  QVERIFY(!cudnn.available);
  QVERIFY2(cudnn.reason.find("libcudnn.so.9") != std::string::npos, cudnn.reason.c_str());
  QVERIFY2(description.devices[1].info.available, description.devices[1].info.reason.c_str());
}

void TestCudaRunner::leaves_out_what_an_old_cudnn_lacks() {
  const std::pair<QString, QString> old = {"EMULATED_CUDNN_VERSION", "91200"};
  const auto described = [&](Precision precision) {
    return ask(kEmulated, Describe{{.precision = precision}}, kEmulatedLibraries, old).description();
  };
  const Description single = described(Precision::Float32);
  QVERIFY2(single.devices.at(0).info.available, single.devices[0].info.reason.c_str());
  QCOMPARE(single.devices[0].precisions,
           (std::vector<Precision>{Precision::Float32, Precision::Tf32, Precision::Float16}));
  QCOMPARE(single.devices.at(1).precisions.size(), std::size(kPrecisionNames));
  const Description half = described(Precision::BFloat16);
  QVERIFY(!half.devices.at(0).info.available);
  QVERIFY2(half.devices[0].info.reason.find("9.13") != std::string::npos,
           half.devices[0].info.reason.c_str());
  QVERIFY2(half.devices.at(1).info.available, half.devices[1].info.reason.c_str());
}

void TestCudaRunner::carries_plans_out_data() {
  QTest::addColumn<QString>("device");
  QTest::addColumn<int>("chunk");
  QTest::newRow("cuDNN") << "cuda:0" << 1;
  QTest::newRow("cuDNN, chunks") << "cuda:0" << 3;
  QTest::newRow("fused") << "cuda:0:fused" << 1;
  QTest::newRow("fused, chunks") << "cuda:0:fused" << 3;
}

void TestCudaRunner::carries_plans_out() {
  QFETCH(QString, device);
  QFETCH(int, chunk);
  Problem problem = problem_on(device.toStdString());
  problem.chunk_length = chunk;
  const DeviceSizes sizes = emulated_sizes(device.toStdString(), chunk);
  problem.budget = {Budget::Measure::Bytes,
                    0.6 * static_cast<double>(standard_memory(problem.length, sizes.step.states)) +
                        static_cast<double>(sizes.more_fixed_bytes())};
  Run request = request_for(problem, sizes);
  request.iterations = 3;
  request.verify = true;
  const RunnerAnswer answer = ask(kEmulated, request);
  QVERIFY2(answer.code == 0, answer.complaint + answer.out.right(300));
  const Record record = answer.record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Done);
  QCOMPARE(record.iterations.size(), std::size_t{3});
  for (const IterationEvent& iteration : record.iterations) {
    QCOMPARE(iteration.arena_peak_bytes, record.start.predicted_arena_peak_bytes);
    QCOMPARE(iteration.forward_steps, request.plan->forward_steps);
    QVERIFY(iteration.seconds > 0 && iteration.loss > 0 && iteration.loss < 6);
    QVERIFY(iteration.device_peak_bytes > record.start.budget_bytes);
  }
  QCOMPARE(record.start.device.details.at("iterations"), std::string("replayed as a whole"));
  QVERIFY(record.start.fixed.contains("CUDA context and libraries"));
  QCOMPARE(record.start.step_sizes, std::optional(sizes.step));
  QVERIFY(record.verify);
  QVERIFY(chunk == 1 ? record.verify->bit_identical : record.verify->relative_l2 <= 1e-6);
  std::int64_t now = 0;
  for (const ActionEvent& event : record.actions) {
    QVERIFY(event.begin_ns >= now && event.end_ns >= event.begin_ns);
    now = event.end_ns;
  }
  QCOMPARE(record.actions.size(), request.plan->actions.size());
  QVERIFY(now > 0);
}

/// The device asks about long chunks alone, so that a shorter last one may turn out to need more.
void TestCudaRunner::stops_at_a_chunk_that_needs_more_room() {
  Problem problem = problem_on("cuda:0");
  problem.chunk_length = 140;
  problem.length = 270;
  problem.strategy = Strategy::Standard;
  const DeviceSizes sizes = emulated_sizes("cuda:0", 140);
  problem.budget = {Budget::Measure::Bytes, 1e7 + static_cast<double>(sizes.more_fixed_bytes())};
  const Run request = request_for(problem, sizes);
  QCOMPARE(ask(kEmulated, request).code, 0);
  const RunnerAnswer answer =
      ask(kEmulated, request, kEmulatedLibraries, {"EMULATED_CUDNN_GREEDY_STEPS", "130"});
  QCOMPARE(answer.code, 1);
  const Record record = answer.record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Failed);
  QVERIFY2(record.end->message.find("more memory for 130 steps than for 140") != std::string::npos,
           record.end->message.c_str());
}

void TestCudaRunner::calibrates_data() {
  QTest::addColumn<QString>("device");
  QTest::newRow("cuDNN, with a single handle: the emulated one gives no other") << "cuda:0";
  QTest::newRow("fused") << "cuda:0:fused";
}

void TestCudaRunner::calibrates() {
  QFETCH(QString, device);
  const RunnerAnswer answer = ask(kEmulated, Calibrate{device.toStdString(), kSmall, {1, 4}});
  QVERIFY2(answer.code == 0, answer.complaint);
  const auto calibration = parse_calibration(answer.out.toStdString());
  QVERIFY(calibration);
  for (const std::int64_t chunk : {1, 4}) {
    const ChunkMeasure* measured = calibration->find(chunk);
    QVERIFY(measured && measured->times);
    QVERIFY(measured->times->advance > 0 && measured->times->keep > 0 && measured->times->backward > 0);
  }
}

void TestCudaRunner::says_when_memory_is_short() {
  const DeviceSizes sizes = emulated_sizes("cuda:0:fused");
  Problem problem = problem_on("cuda:0:fused");
  problem.budget = {Budget::Measure::Bytes, 1e12};
  const RunnerAnswer answer = ask(kEmulated, request_for(problem, sizes));
  QCOMPARE(answer.code, 1);
  const Record record = answer.record();
  QVERIFY(record.end && record.end->status == EndEvent::Status::Failed);
  QVERIFY2(record.end->message.find("out of memory on the GPU") != std::string::npos,
           record.end->message.c_str());
}

QTEST_GUILESS_MAIN(TestCudaRunner)
#include "tst_cuda_runner.moc"
