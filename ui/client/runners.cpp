// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/runners.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <QDeadlineTimer>
#include <QProcess>
#include <algorithm>
#include <array>
#include <csignal>

#include "ui/client/runner_programs.h"

namespace tidemark {
namespace {

constexpr int kLookMs = 50;            // between looks at the signals
constexpr int kDescribeMs = 60'000;    // a GPU's driver takes seconds to wake up
constexpr int kCalibrateMs = 600'000;  // a large cell takes its time
constexpr int kPatienceMs = 10'000;    // from "cancel" to a kill
constexpr auto kCrashed = QProcess::CrashExit;

volatile std::sig_atomic_t signals_received = 0;

/// Counts SIGINT and SIGTERM instead of dying of them, for as long as it lives.
class SignalCounter {
 public:
  SignalCounter() {
    signals_received = 0;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      before_[i] = std::signal(kSignals[i], [](int) { signals_received = signals_received + 1; });
    }
  }
  ~SignalCounter() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) std::signal(kSignals[i], before_[i]);
  }
  SignalCounter(const SignalCounter&) = delete;
  SignalCounter& operator=(const SignalCounter&) = delete;

  int count() const { return signals_received; }

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM};
  std::array<void (*)(int), kSignals.size()> before_{};
};

Result<QString> runner_program(std::string_view device) {
  const QString name =
      runner_name_for(QString::fromUtf8(device.data(), static_cast<qsizetype>(device.size())));
  const QString program = find_runner(name);
  if (program.isEmpty()) return failure(missing_runner_reason(name).toStdString());
  return program;
}

std::string last_line(const QByteArray& text) {
  const QByteArray trimmed = text.trimmed();
  return trimmed.mid(trimmed.lastIndexOf('\n') + 1).toStdString();
}

/// What a runner prints when it is started with these words and nothing else is asked of it.
Result<std::string> ask_runner(std::string_view device, const QStringList& words, int patience_ms) {
  const auto program = runner_program(device);
  if (!program) return tl::unexpected(program.error());
  QProcess runner;
  runner.start(*program, words);
  runner.closeWriteChannel();
  const bool finished = runner.waitForFinished(patience_ms);
  const std::string complaint = last_line(runner.readAllStandardError());
  if (!finished) {
    const std::string reason = runner.errorString().toStdString();
    runner.kill();
    runner.waitForFinished();
    return failure(program->toStdString(), " does not answer: ", reason);
  }
  if (runner.exitStatus() == kCrashed || runner.exitCode() != 0) {
    return failure(program->toStdString(), " failed", complaint.empty() ? "" : ": ", complaint);
  }
  return runner.readAllStandardOutput().toStdString();
}

auto cannot_use(const std::string& device) {
  return [&device](const Error& error) {
    return Error{"device " + device + " cannot be used: " + error.message};
  };
}

}  // namespace

Result<Description> describe_devices(std::string_view device, const Cell& cell, std::int64_t chunk_length) {
  const QStringList words = QStringList{"--describe", "--chunk", QString::number(chunk_length)};
  const auto answer = ask_runner(device, words + cell_options(cell), kDescribeMs);
  if (!answer) return tl::unexpected(answer.error());
  return parse_description(*answer);
}

Result<DeviceDescription> describe_device(const std::string& device, const Cell& cell,
                                          std::int64_t chunk_length) {
  const auto description = describe_devices(device, cell, chunk_length).map_error(cannot_use(device));
  if (!description) return tl::unexpected(description.error());
  const auto& devices = description->devices;
  const auto found = std::ranges::find(devices, device,
                                       [](const DeviceDescription& candidate) { return candidate.info.id; });
  if (found == devices.end()) return failure("there is no device ", device, "; see tidemark devices");
  if (!found->info.available) return failure("device ", device, " cannot be used: ", found->info.reason);
  return *found;
}

Result<DeviceSizes> device_sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length) {
  const auto step = describe_device(device, cell, 1);
  if (!step) return tl::unexpected(step.error());
  const auto chunk = chunk_length == 1 ? step : describe_device(device, cell, chunk_length);
  if (!chunk) return tl::unexpected(chunk.error());
  return DeviceSizes({step->sizes, step->fixed}, {chunk->sizes, chunk->fixed});
}

Result<Calibration> calibrate_device(const std::string& device, const Cell& cell) {
  const QStringList words = {"--calibrate", "--device", QString::fromStdString(device)};
  const auto answer =
      ask_runner(device, words + cell_options(cell), kCalibrateMs).map_error(cannot_use(device));
  if (!answer) return tl::unexpected(answer.error());
  return parse_calibration(*answer);
}

Result<RunEnd> carry_out(const Request& request, const std::function<bool(std::string_view)>& take_line) {
  const auto program = runner_program(request.plan->problem.device);
  if (!program) return tl::unexpected(program.error());
  const SignalCounter stop_signals;
  QProcess runner;
  // Ctrl-C reaches every process of the terminal's group: the runner gets our "cancel" instead.
  // Should this program itself be killed, its runner goes with it.
  runner.setChildProcessModifier([] {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  });
  runner.start(*program, {});
  if (!runner.waitForStarted()) {
    return failure(program->toStdString(), " does not start: ", runner.errorString().toStdString());
  }
  runner.write(QByteArray::fromStdString(to_json(request) + "\n"));

  RunEnd end;
  bool is_wanted = true;
  QDeadlineTimer patience(QDeadlineTimer::Forever);
  QByteArray complaints;
  const auto take_lines = [&] {
    while (runner.canReadLine()) {
      const QByteArray line = runner.readLine().trimmed();
      if (is_wanted)
        is_wanted = take_line(std::string_view(line.data(), static_cast<std::size_t>(line.size())));
    }
    complaints += runner.readAllStandardError();
  };
  while (runner.state() != QProcess::NotRunning) {
    runner.waitForReadyRead(kLookMs);
    take_lines();
    end.was_interrupted = stop_signals.count() > 0;
    const bool must_stop = end.was_interrupted || !is_wanted;
    if (must_stop && patience.isForever()) {
      runner.write("cancel\n");
      patience.setRemainingTime(kPatienceMs);
    }
    if (must_stop && (stop_signals.count() > 1 || patience.hasExpired())) runner.kill();
  }
  take_lines();
  end.has_crashed = runner.exitStatus() == kCrashed;
  end.exit_code = runner.exitCode();
  end.complaint = last_line(complaints);
  return end;
}

}  // namespace tidemark
