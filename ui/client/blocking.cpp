// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/client/blocking.h"

#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include "core/model/device_id.h"
#include "ui/client/device_book.h"

namespace tidemark {
namespace {

constexpr int kLookMs = 50;  // between two looks at the number of signals and at how far the run is

volatile std::sig_atomic_t signals_received = 0;

/// While this object lives, signals that ask the program to end are counted instead of ending it. A signal
/// that is ignored, as under nohup, stays ignored.
class SignalCounter {
 public:
  SignalCounter() {
    signals_received = 0;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      before_[i] = std::signal(kSignals[i], [](int) { signals_received = signals_received + 1; });
      if (before_[i] == SIG_IGN) std::signal(kSignals[i], SIG_IGN);
    }
  }
  ~SignalCounter() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) std::signal(kSignals[i], before_[i]);
  }
  SignalCounter(const SignalCounter&) = delete;
  SignalCounter& operator=(const SignalCounter&) = delete;

  int count() const { return signals_received; }

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
  std::array<void (*)(int), kSignals.size()> before_{};
};

/// Runs an event loop until `is_answered`.
template <class IsAnswered>
void wait_for(DeviceBook& book, const DeviceBook::Wanted& wanted, const IsAnswered& is_answered) {
  QEventLoop loop;
  QObject::connect(&book, &DeviceBook::changed, &loop, [&] {
    if (is_answered()) loop.quit();
  });
  book.want(wanted);
  if (!is_answered()) loop.exec();
}

/// The value of an answer that is no longer pending.
template <class Value, class Answer>
Result<Value> value_of(const Answer& answer, const std::string& device) {
  if (const auto* value = std::get_if<Value>(&answer)) return *value;
  const auto* reason = std::get_if<Reason>(&answer);
  return failure("device ", device, " cannot be used: ", reason ? reason->sentence.toStdString() : "");
}

}  // namespace

std::vector<DeviceDescription> describe_devices(const Cell& cell) {
  DeviceBook book;
  wait_for(book, {.cell = cell, .of_every_device = true}, [&] {
    return std::ranges::none_of(kOneOfEachRunner, [&](const DeviceId& id) {
      return std::holds_alternative<Pending>(book.sizes(id.text(), cell, 1));
    });
  });
  return book.devices();
}

Result<DeviceSizes> device_sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length) {
  DeviceBook book;
  SizesAnswer answer;
  wait_for(book, {.device = device, .cell = cell, .chunk_length = chunk_length}, [&] {
    answer = book.sizes(device, cell, chunk_length);
    return !std::holds_alternative<Pending>(answer);
  });
  return value_of<DeviceSizes>(answer, device);
}

Result<Calibration> calibrate_device(const std::string& device, const Cell& cell) {
  DeviceBook book;
  TimesAnswer answer;
  wait_for(book, {.device = device, .cell = cell, .chunk_length = kAutoChunk}, [&] {
    answer = book.times(device, cell);
    return !std::holds_alternative<Pending>(answer);
  });
  return value_of<std::shared_ptr<const Calibration>>(answer, device).map([](const auto& calibration) {
    return *calibration;
  });
}

FinishedRun carry_out(const Run& run, const std::function<bool(std::string_view)>& take_line,
                      const std::function<void(const RunProgress&)>& tell) {
  const SignalCounter stop_signals;
  FinishedRun finished;
  // Ctrl-C reaches every process of the terminal's group: so the runner gets a group of its own, and "cancel"
  // from this program instead.
  Runs runs([](std::string_view runner) {
    return std::make_unique<LocalTransport>(runner, LocalTransport::Signals::Ours);
  });
  bool is_wanted = true;
  QEventLoop loop;
  QObject::connect(&runs, &Runs::line, &loop, [&](const QByteArray& line) {
    if (!is_wanted) return;
    is_wanted = take_line(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
    if (!is_wanted) runs.cancel();
  });
  QObject::connect(&runs, &Runs::ended, &loop, [&](const RunEnd& end) {
    finished.end = end;
    loop.quit();
  });
  QTimer look;
  QObject::connect(&look, &QTimer::timeout, &loop, [&] {
    finished.was_interrupted = stop_signals.count() > 0;
    if (stop_signals.count() > 1) return runs.kill();
    if (finished.was_interrupted) return runs.cancel();
    tell(runs.progress());
  });
  look.start(kLookMs);
  runs.start(run);
  loop.exec();
  return finished;
}

}  // namespace tidemark
