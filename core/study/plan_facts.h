// SPDX-License-Identifier: Apache-2.0
/// What a plan or a solution costs, as window, command line, exports and reports all state it.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/memory_share.h"
#include "core/plan/plan.h"
#include "core/solver/optimality.h"
#include "core/study/overhead.h"
#include "core/study/step_times.h"

namespace tidemark {

/// The most that a schedule's stored states take.
struct PeakMemory {
  std::int64_t quanta = 0;
  std::optional<std::int64_t> bytes = std::nullopt;  ///< on the device, where it is known
};

/// A value.
struct PlanFacts {
  std::int64_t forward_steps = 0;
  double forward_steps_per_step = 0;

  /// The peak as a part of what standard BPTT stores, and both amounts, in bytes or in quanta. The budget
  /// takes the peak's place where the schedule is not written out.
  double share = 0;
  double share_amount = 0;
  double share_standard = 0;
  MemoryShare::Basis share_basis = MemoryShare::Basis::States;

  /// Extra time over standard BPTT, as a fraction, and what it is worked out with.
  double overhead = 0;
  OverheadBasis overhead_basis;

  /// Predicted seconds of one iteration; none where the device was not measured for this cell and these
  /// chunks.
  std::optional<double> seconds = std::nullopt;
  /// Predicted seconds of one iteration of standard BPTT in single steps; none where those were not measured.
  std::optional<double> standard_seconds = std::nullopt;

  Optimality optimality = Optimality::NotKnown;
};

/// `peak`: none where the schedule was not written out. `wanted`: which basis the overhead should have;
/// without measured times it is the paper's.
PlanFacts plan_facts(const Solution& solution, const std::optional<PeakMemory>& peak,
                     const Measurements& measured, OverheadBasis::Kind wanted);
PlanFacts plan_facts(const Plan& plan, const Measurements& measured, OverheadBasis::Kind wanted);

}  // namespace tidemark
