// SPDX-License-Identifier: Apache-2.0
/// The settled question: a Problem with nothing left open, the second station of the road Problem -> Settled
/// -> Solution -> Plan -> Record.
///
/// Everything that planning needs follows from the problem and from what a device says of the cell: the sizes
/// of states, the budget in whole quanta, the arena in bytes. All that is worked out here and nowhere else;
/// window, command line and runner all hand on the same value.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/result.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"
#include "core/model/sequence.h"
#include "core/model/sizes.h"

namespace tidemark {

/// A value. Every function that plans takes one of these, never a problem and sizes.
struct Settled {
  Problem problem;          ///< its chunk_length is a number of steps, never kAutoChunk
  StateSizes sizes;         ///< of a chunk's states, in quanta
  std::int64_t budget = 0;  ///< in quanta
  /// The cell's sizes on the problem's device, in bytes; none where no device was asked.
  std::optional<DeviceSizes> device = std::nullopt;
  /// Bytes that the budget leaves for stored states: the arena's size. None without `device`.
  std::optional<std::int64_t> arena_bytes = std::nullopt;
  /// The measurement that the chunk's length was found with; null where the length was given.
  std::shared_ptr<const Calibration> calibration = nullptr;

  Sequence sequence() const { return {problem.length, problem.chunk_length}; }
  /// How the strategy's memory is counted.
  const MemoryRule& rule() const { return rule_of(problem.strategy); }
  /// Quanta that one slot of the strategy holds.
  std::int64_t slot() const { return slot_size(problem.strategy, sizes); }
  double in_slots(std::int64_t quanta) const {
    return static_cast<double>(quanta) / static_cast<double>(slot());
  }
  /// Bytes of the device that the budget pays for beside the stored states: for a budget in bytes or percent,
  /// what chunks take beyond single steps; for one in device memory, everything fixed; for one in slots,
  /// nothing. 0 without `device`.
  std::int64_t bytes_beside_states() const;
};

/// Works the question out for a chunk whose length is given. `device`: the cell's sizes on the problem's
/// device for chunks of that length, where a runner has reported them. Sizes given by hand (alpha, beta) come
/// before the device's, and without either the default cell's are taken for single steps. A budget in slots
/// or percent of single steps needs no device. Errors: what validate() says, a chunk whose length is still to
/// be chosen, sizes or bytes that only a device can report.
Result<Settled> settle(const Problem& problem, const std::optional<DeviceSizes>& device);

}  // namespace tidemark
