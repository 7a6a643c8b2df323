// SPDX-License-Identifier: Apache-2.0
/// Turns an iteration into events as it is carried out.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "gpu/device.h"
#include "gpu/event_stream.h"
#include "gpu/interpreter.h"

namespace tidemark {

/// Reports the actions of one iteration, with the device's own times, and reads its memory now and then. Of
/// more than 20,000 actions it reports an even selection, and every action at which the memory in use rises
/// noticeably.
class Recorder final : public Observer {
 public:
  /// If `reports` is false, no actions are reported, and only the memory is read. `most_bytes`: the predicted
  /// peak.
  Recorder(Device& device, EventStream& events, RequestStream& requests, std::int64_t iteration,
           std::int64_t actions, std::int64_t most_bytes, bool reports);

  void action_done(std::int64_t index, const Action& action, std::int64_t arena_bytes) override;
  bool should_stop() override { return events_.has_failed() || requests_.is_cancelled(); }

  /// To be called after the last action: waits for the device and reports the rest. Returns the seconds since
  /// the first action began.
  double finish();
  std::int64_t device_peak_bytes() const { return device_peak_; }

 private:
  struct Pending {
    ActionEvent event;
    Device::Mark begin;
    Device::Mark end;
    bool has_begun = false;  ///< begin_ns is known
  };

  bool is_worth_reporting(std::int64_t index, std::int64_t arena_bytes);
  std::optional<std::int64_t> read_device_memory();
  void flush_finished();

  Device& device_;
  EventStream& events_;
  RequestStream& requests_;
  const std::int64_t iteration_;
  const std::int64_t actions_;
  const std::int64_t most_bytes_;
  const bool reports_;
  std::int64_t reported_bytes_ = -1;  ///< the highest reported so far
  std::int64_t device_peak_ = 0;
  std::chrono::steady_clock::time_point next_reading_{};
  Device::Mark begin_;
  std::deque<Pending> pending_;
};

}  // namespace tidemark
