// SPDX-License-Identifier: Apache-2.0
/// Files for other tools: CSV of schedules, tables and curves, and traces for Perfetto or chrome://tracing.
/// All are streamed: a schedule that is not held in memory takes a few bytes per stored state.
#pragma once

#include <cstdint>
#include <ostream>
#include <vector>

#include "core/base/result.h"
#include "core/model/memory_share.h"
#include "core/model/record.h"
#include "core/plan/plan.h"
#include "core/solver/curve.h"
#include "core/study/overhead.h"

namespace tidemark {

/// CSV: i,kind,from,to,slot,forward_steps,memory_slots (after the action).
Result<void> write_schedule_csv(const ScheduleView& schedule, std::ostream& out);

/// Chrome trace event format (JSON): one track each of forward, backward and storing actions, a track for
/// each slot's lifetime, and a counter track of memory. One operation is drawn as one microsecond, or, with
/// `times`, as long as it takes. Storing, restoring and freeing take no time there.
Result<void> write_trace(const ScheduleView& schedule, std::ostream& out, const StepTimes* times = nullptr);

/// The same with what was measured: times, and counters of the bytes in the arena and, where they were read,
/// on the device.
Result<void> write_trace(const Record& record, std::ostream& out);

/// CSV: t,m,cost,choice,y for every t <= length and m <= most_slots; choice is keep, hidden or internal, y is
/// that of the choice which a schedule follows. Where no policy fits, or its cost needs more than 64 bits,
/// the last three are empty.
Result<void> write_table_csv(const Policy& policy, std::int64_t length, std::int64_t most_slots,
                             std::ostream& out);

/// What the overhead and the share of a curve's points are worked out with.
struct CurveMeasures {
  Strategy strategy;
  Sequence sequence;  ///< whose chunks the curve counts
  MemoryShare share;
  OverheadBasis basis;
};

/// CSV: m,cost,overhead,share; the last two as fractions. The share is that of the budget, counted as
/// MemoryShare says.
Result<void> write_curve_csv(const std::vector<CurvePoint>& curve, const CurveMeasures& measures,
                             std::ostream& out);

}  // namespace tidemark
