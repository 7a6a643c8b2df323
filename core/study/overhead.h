// SPDX-License-Identifier: Apache-2.0
/// How extra time over standard BPTT is worked out: from what a backward step costs in the paper, or from the
/// step times that were measured. One basis is in use at a time, and whoever states an overhead states its
/// basis.
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
    Paper,  ///< a backward step takes as long as 2 forward steps
    /// Predicted seconds divided by those of standard BPTT in single steps, both from measured step times.
    Measured,
  };

  /// The basis of the paper.
  OverheadBasis() = default;
  /// The basis `wanted`, if the steps of the problem's chunks and single steps were both measured; else the
  /// paper's.
  OverheadBasis(Kind wanted, const Problem& problem, const Measurements& measured);

  Kind kind() const { return times_ ? Kind::Measured : Kind::Paper; }
  /// How many forward steps a backward step counts as. The measured number includes what keeping an internal
  /// state takes beyond advancing, since every step is kept once for its backward step.
  double backward_cost() const;
  /// Extra time over standard BPTT as a fraction, where every step is kept once and `forward_steps` are taken
  /// in all. In the paper it is (C + b t) / (t (1 + b)) - 1, with b the backward cost; the measured one is
  /// the same ratio of times, with all step times.
  double overhead(double forward_steps, std::int64_t length) const;
  /// The same without what an iteration takes beside its steps: what the overhead comes to in the end if
  /// ever longer sequences repeat the same part of their steps.
  double overhead_of_steps(double forward_steps, std::int64_t length) const;
  /// Whether what an iteration takes beside its steps is by itself more than `overhead` above the same of
  /// standard BPTT, so that short sequences can be slower than longer ones. Never in the paper.
  bool is_start_beyond(double overhead) const;
  bool operator==(const OverheadBasis&) const = default;

 private:
  struct Times {
    StepTimes chunk;  ///< of a step where steps are computed a chunk at a time
    StepTimes step;   ///< of a step computed on its own, as in standard BPTT
    bool operator==(const Times&) const = default;
  };
  std::optional<Times> times_;
};

/// Predicted seconds of an iteration in which every step is kept once, just before its backward step, and
/// every other forward step is advanced over.
double iteration_seconds(const StepTimes& times, double forward_steps, std::int64_t length);

}  // namespace tidemark
