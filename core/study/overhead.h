// SPDX-License-Identifier: Apache-2.0
/// How extra time over standard BPTT is worked out: with the paper's word on what a backward step costs, or
/// with the step times that were measured. One basis is in use at a time, and whoever tells an overhead tells
/// its basis.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/calibration.h"
#include "core/model/problem.h"
#include "core/study/step_times.h"

namespace tidemark {

/// A value.
class OverheadBasis {
 public:
  enum class Kind : std::uint8_t {
    Paper,     ///< a backward step takes as long as 2 forward steps
    Measured,  ///< predicted seconds over those of standard BPTT in single steps, both from measured step
               ///< times
  };

  /// The paper's.
  OverheadBasis() = default;
  /// `wanted`, where the steps of the problem's chunks and single steps were both measured; else the paper's.
  OverheadBasis(Kind wanted, const Problem& problem, const Measurements& measured);

  Kind kind() const { return times_ ? Kind::Measured : Kind::Paper; }
  /// Forward steps that a backward step counts. As measured it includes what a step that keeps its internal
  /// state takes more than one that is advanced over, since each is backpropagated once.
  double backward_cost() const;
  /// Extra time over standard BPTT as a fraction, where every step is kept once and `forward_steps` are taken
  /// in all: (C + b t) / (t (1 + b)) - 1 with b the backward cost, and as measured the same with all step
  /// times.
  double overhead(double forward_steps, std::int64_t length) const;
  bool operator==(const OverheadBasis&) const = default;

 private:
  struct Times {
    StepTimes chunk;  ///< of a step, where steps are done a chunk at a time
    StepTimes step;   ///< where they are done one by one, as standard BPTT does
    bool operator==(const Times&) const = default;
  };
  std::optional<Times> times_;
};

/// Predicted seconds of an iteration in which every step is kept once, just before its backward step, and
/// every other forward step is advanced over.
double iteration_seconds(const StepTimes& times, double forward_steps, std::int64_t length);

}  // namespace tidemark
