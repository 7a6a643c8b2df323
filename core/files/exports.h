// SPDX-License-Identifier: Apache-2.0
/// Files for other tools: CSV of schedules, tables and curves, and traces for Perfetto or chrome://tracing.
/// All are streamed: a schedule that is not held in memory takes a few bytes per stored state.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <vector>

#include "core/base/result.h"
#include "core/model/memory_share.h"
#include "core/model/record.h"
#include "core/plan/plan.h"
#include "core/solver/curve.h"
#include "core/study/overhead.h"

namespace tidemark {

/// The actions of a schedule that a file has, by their numbers; both ends are included.
struct ScheduleRange {
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

/// An Error if a schedule of so many actions has none of the range.
Result<void> refuse_beyond(std::int64_t actions, const ScheduleRange& range);

/// CSV: i,kind,from,to,slot,forward_steps,memory_slots (after the action).
Result<void> write_schedule_csv(const ScheduleView& schedule, std::ostream& out,
                                const ScheduleRange& range = {});

/// Chrome trace event format (JSON): one track each of forward, backward and storing actions, a track for
/// each slot's lifetime, and a counter track of memory. One operation is drawn as one microsecond, or, with
/// `times`, as long as it takes. Storing, restoring and freeing take no time there. Times count from the
/// schedule's start; states that are stored before the range and freed in it or later live from the range's
/// start.
Result<void> write_trace(const ScheduleView& schedule, std::ostream& out, const StepTimes* times = nullptr,
                         const ScheduleRange& range = {});

/// The same with what was measured: times, and counters of the bytes in the arena and, where they were read,
/// on the device.
Result<void> write_trace(const Record& record, std::ostream& out);

/// CSV: t,m,cost,choice,y for every t <= length and m <= most_slots; choice is keep, hidden or internal, y is
/// that of the choice which a schedule follows. Where no policy fits, or its cost needs more than 64 bits,
/// the last three are empty.
Result<void> write_table_csv(const Policy& policy, std::int64_t length, std::int64_t most_slots,
                             std::ostream& out);

/// What a curve's points are worked out with.
struct CurveMeasures {
  Sequence sequence;  ///< whose chunks the curves count
  StateSizes sizes;   ///< of a chunk's states, in the curves' quanta
  MemoryShare share;
  OverheadBasis basis;
  std::optional<StepTimes> times = std::nullopt;  ///< of a step in such chunks, where it was measured
};

/// CSV, a budget a line, strategy after strategy: strategy,slots,hidden_states,bytes,percent_of_standard,
/// forward_steps,forward_steps_per_step,overhead_percent,milliseconds. Bytes are empty where no device is
/// known, milliseconds where nothing was measured. Forward steps are single steps, whatever the chunk.
Result<void> write_curves_csv(const std::map<Strategy, std::vector<CurvePoint>>& curves,
                              const CurveMeasures& measures, std::ostream& out);

}  // namespace tidemark
