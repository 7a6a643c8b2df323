// SPDX-License-Identifier: Apache-2.0
#include "gpu/recorder.h"

#include <algorithm>

namespace tidemark {
namespace {

constexpr std::int64_t kMostReported = 20'000;
constexpr std::int64_t kRisesReported =
    2'000;  // how many reports the rise to the peak is divided into at most
constexpr std::chrono::milliseconds kBetweenReadings{2};
// Readings of 8 ms have been seen, and they must not slow down what they watch.
constexpr int kShareOfReading = 50;

}  // namespace

Recorder::Recorder(Device& device, EventStream& events, RequestStream& requests, std::int64_t iteration,
                   std::int64_t actions, std::int64_t most_bytes, bool reports)
    : device_(device),
      events_(events),
      requests_(requests),
      iteration_(iteration),
      actions_(actions),
      most_bytes_(most_bytes),
      reports_(reports),
      begin_(device.mark()) {}

void Recorder::action_done(std::int64_t index, const Action& action, std::int64_t arena_bytes) {
  const std::optional<std::int64_t> device_bytes = read_device_memory();
  if (!reports_) return;
  const Device::Mark end = device_.mark();
  if (is_worth_reporting(index, arena_bytes)) {
    pending_.push_back({.event = {.iteration = iteration_,
                                  .index = index,
                                  .action = action,
                                  .begin_ns = 0,
                                  .end_ns = 0,
                                  .arena_bytes = arena_bytes,
                                  .device_bytes = device_bytes},
                        .begin = begin_,
                        .end = end});
  }
  begin_ = end;
  flush_finished();
}

bool Recorder::is_worth_reporting(std::int64_t index, std::int64_t arena_bytes) {
  const bool rises =
      arena_bytes > reported_bytes_ &&
      (arena_bytes == most_bytes_ || arena_bytes - reported_bytes_ > most_bytes_ / kRisesReported);
  const std::int64_t stride = (actions_ + kMostReported - 1) / kMostReported;
  const bool reported = rises || index % stride == 0 || index + 1 == actions_;
  if (reported) reported_bytes_ = std::max(reported_bytes_, arena_bytes);
  return reported;
}

/// None if the last reading is recent enough.
std::optional<std::int64_t> Recorder::read_device_memory() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_reading_) return std::nullopt;
  const std::int64_t bytes = device_.memory_in_use();
  const auto taken = std::chrono::steady_clock::now() - now;
  next_reading_ = now + std::max<std::chrono::nanoseconds>(kBetweenReadings, kShareOfReading * taken);
  device_peak_ = std::max(device_peak_, bytes);
  return bytes > 0 ? std::optional(bytes) : std::nullopt;  // 0: the device cannot read it
}

void Recorder::flush_finished() {
  for (; !pending_.empty(); pending_.pop_front()) {
    Pending& first = pending_.front();
    if (!first.has_begun) {
      const auto begin = device_.reached(first.begin);
      if (!begin) return;
      first.event.begin_ns = *begin;
      first.has_begun = true;
    }
    const auto end = device_.reached(first.end);
    if (!end) return;
    first.event.end_ns = *end;
    events_.put(first.event);
  }
}

double Recorder::finish() {
  const Device::Mark end = device_.mark();
  device_.wait();
  flush_finished();
  next_reading_ = {};
  read_device_memory();
  return static_cast<double>(device_.reached(end).value_or(0)) * 1e-9;
}

}  // namespace tidemark
