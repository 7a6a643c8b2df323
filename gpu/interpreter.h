// SPDX-License-Identifier: Apache-2.0
/// Carries a schedule out: places its states in the arena, and calls the working core for its steps.
///
/// A stored internal state takes beta bytes while its input hidden state is held by another slot, and carries
/// its input along (alpha bytes in all) while it is not. For ISM every internal state carries its input
/// along, the core's included, and the initial state lies in the device's fixed memory. A Checker that counts
/// bytes runs alongside: after every action the arena must hold exactly what the Checker says, or the run
/// stops with an Error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/model/action.h"
#include "core/model/sequence.h"
#include "core/model/sizes.h"
#include "core/model/strategy.h"
#include "gpu/device.h"

namespace tidemark {

/// A schedule to carry out, with the sizes of a chunk's states in bytes. `actions` is not owned.
struct BoundSchedule {
  Sequence sequence;
  Strategy strategy;
  StateBytes sizes;
  const std::vector<Action>& actions;
};

/// Is called for every action when it is done (or queued, on a device that queues). This base class ignores
/// it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void action_done(std::int64_t index, const Action& action, std::int64_t arena_bytes);
  /// Asked between actions and within long advances.
  virtual bool should_stop() { return false; }
};

struct RunOutcome {
  bool completed = false;          ///< false: the observer stopped the run
  std::int64_t forward_steps = 0;  ///< in single steps
  std::int64_t arena_peak = 0;     ///< bytes
};

/// Carries out one iteration on `core`, with its states in the `capacity` bytes from `arena` on. `poison`:
/// fill freed bytes with NaNs.
Result<RunOutcome> carry_out(const BoundSchedule& program, WorkingCore& core, std::byte* arena,
                             std::int64_t capacity, bool poison, Observer& observer);

/// The same without computing anything: the arena's peak, or why the schedule cannot run within `capacity`
/// bytes.
Result<RunOutcome> rehearse(const BoundSchedule& program, std::int64_t capacity);

}  // namespace tidemark
