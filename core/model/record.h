// SPDX-License-Identifier: Apache-2.0
/// What happened when a plan was carried out, as a stream of events: the last station of the road Problem ->
/// Settled -> Solution -> Plan -> Record.
///
/// A record file and a runner's output are the same thing: JSON Lines, one event a line, `start` first, `end`
/// last. A record without an `end` is partial: its run is still going on, or was killed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/action.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"

namespace tidemark {

/// One device a runner can use, or the reason why it cannot.
struct DeviceInfo {
  std::string id;    ///< the text of a DeviceId
  std::string name;  ///< as the hardware calls itself
  bool available = true;
  std::string reason;                          ///< a sentence, when not available
  std::int64_t memory_bytes = 0;               ///< of the device in all
  std::int64_t free_bytes = 0;                 ///< at the moment of asking
  std::map<std::string, std::string> details;  ///< for people: threads, kernel type, driver, library versions
};

struct StartEvent {
  DeviceInfo device;
  Problem problem;
  StateBytes sizes;  ///< of a chunk
  FixedBytes fixed;
  /// Sizes in single steps, as they were planned with: with them the run's question can be asked again on a
  /// machine that does not have the device. None: in files from before they were written.
  std::optional<ChunkSizes> step_sizes = {};
  std::int64_t iterations = 1;
  std::int64_t budget_bytes = 0;  ///< the arena's size
  std::int64_t predicted_forward_steps = 0;
  std::int64_t predicted_arena_peak_bytes = 0;
  double predicted_seconds = 0;                    ///< of one iteration, from `times`
  StepTimes times;                                 ///< calibrated in the runner's process before the run
  std::shared_ptr<const Calibration> calibration;  ///< the plan's
};

struct ActionEvent {
  std::int64_t iteration = 0;
  std::int64_t index = 0;  ///< of the action in the plan
  Action action{};
  std::int64_t begin_ns = 0;  ///< from the iteration's start, on the device's clock
  std::int64_t end_ns = 0;
  std::int64_t arena_bytes = 0;  ///< after the action, exact
  /// GPU memory in use; on the CPU the process's resident set. None: not read, since a reading takes longer
  /// than most actions.
  std::optional<std::int64_t> device_bytes = {};
};

struct IterationEvent {
  std::int64_t n = 0;  ///< from 1
  double loss = 0;     ///< mean over steps and batch, nats per byte
  double seconds = 0;
  std::int64_t forward_steps = 0;
  std::int64_t arena_peak_bytes = 0;
  std::int64_t device_peak_bytes = 0;  ///< the most that was read, see ActionEvent; 0: nothing was read
};

/// Gradients of the plan against standard BPTT's in the same process.
struct VerifyEvent {
  double relative_l2 = 0;
  bool bit_identical = false;
  /// Of the standard iteration, measured in the same process. 0: it was not timed as the run's iterations
  /// are.
  double standard_seconds = 0;
  std::int64_t standard_bytes = 0;  ///< what that iteration stored
};

struct EndEvent {
  enum class Status : std::uint8_t { Done, Cancelled, Failed };
  Status status = Status::Done;
  std::string message;
};

using Event = std::variant<StartEvent, ActionEvent, IterationEvent, VerifyEvent, EndEvent>;

/// The events of a run, sorted by kind. Immutable once finished.
struct Record {
  StartEvent start;
  /// Of the first iteration that has any; a long one's are thinned, but for rises of memory.
  std::vector<ActionEvent> actions;
  std::vector<IterationEvent> iterations;
  std::optional<VerifyEvent> verify;
  std::optional<EndEvent> end;  ///< none: partial

  bool is_partial() const { return !end.has_value(); }
};

}  // namespace tidemark
