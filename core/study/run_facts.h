// SPDX-License-Identifier: Apache-2.0
/// What a run was predicted to take and what it took.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/problem.h"
#include "core/model/record.h"

namespace tidemark {

enum class RunState : std::uint8_t {
  Unfinished,  ///< the record has no end: the run goes on, or its runner was killed
  Done,
  Cancelled,
  Failed,
};

/// A run's gradients beside standard BPTT's, computed in the same process.
enum class GradientVerdict : std::uint8_t {
  BitIdentical,
  WithinTolerance,  ///< the same up to rounding
  Differ,
};

/// Gradients further than this from standard BPTT's, as relative L2, differ by more than rounding: TF32 and
/// float16 have 10 bits of a factor, bfloat16 has 7.
constexpr double gradient_tolerance(Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return 1e-5;
    case Precision::Tf32:
    case Precision::Float16:
      return 1e-2;
    case Precision::BFloat16:
      break;
  }
  return 5e-2;
}

/// A value. What was not measured (yet) is none.
struct RunFacts {
  RunState state = RunState::Unfinished;
  std::int64_t iterations_done = 0;
  std::int64_t iterations_asked = 0;

  std::int64_t predicted_forward_steps = 0;  ///< of one iteration
  /// Those of the iteration that differs most from the prediction.
  std::optional<std::int64_t> forward_steps = std::nullopt;
  std::int64_t predicted_peak_bytes = 0;                  ///< of the arena
  std::optional<std::int64_t> peak_bytes = std::nullopt;  ///< the highest of all iterations
  double predicted_seconds = 0;                           ///< of one iteration
  /// The median of the iterations after the first, which one slow moment of the machine does not move; of the
  /// first where there is no other.
  std::optional<double> seconds = std::nullopt;
  /// Whether `seconds` is of iterations that another one has warmed up.
  bool is_warm = false;
  /// How far `seconds` is above the predicted ones, as a fraction; none for a cold iteration, which says
  /// little about the prediction.
  std::optional<double> seconds_off = std::nullopt;
  /// The most that the process held, or that was in use on the GPU.
  std::optional<std::int64_t> device_peak_bytes = std::nullopt;

  /// The peak, with what longer chunks take beside the states, as a part of what standard BPTT stores in
  /// single steps. None: the record does not tell the sizes of single steps.
  std::optional<double> share = std::nullopt;

  std::optional<double> first_loss = std::nullopt;
  std::optional<double> last_loss = std::nullopt;

  std::optional<GradientVerdict> gradients = std::nullopt;
  double gradient_difference = 0;  ///< relative L2; 0 where gradients were not compared

  /// Time over standard BPTT's in single steps, as a fraction: predicted from the step times that were
  /// measured before the run, and measured in the run's own process.
  std::optional<double> predicted_overhead = std::nullopt;
  std::optional<double> overhead = std::nullopt;

  /// Whether every iteration so far took the forward steps and the peak that were predicted, and gradients,
  /// where they were compared, are standard BPTT's.
  bool is_as_predicted = true;
};

RunFacts run_facts(const Record& record);

/// All that the facts about a run are worked out from, in a small part of the memory.
Record without_actions(const Record& record);

/// How much more one run took than another, as fractions; none where it is not known of both.
struct RunDifferences {
  std::optional<double> forward_steps = std::nullopt;
  std::optional<double> seconds = std::nullopt;
  std::optional<double> peak_bytes = std::nullopt;
  std::optional<double> device_peak_bytes = std::nullopt;
};

/// What `second` took beyond `first`.
RunDifferences differences(const RunFacts& first, const RunFacts& second);

/// The sizes that the run's question was settled with, as far as its record tells them. A record from before
/// sizes of single steps were written tells them with its calibration or not at all; if its chunks are single
/// steps, with what the run found beside them, which only a budget of the device's whole memory notices.
std::optional<DeviceSizes> recorded_sizes(const StartEvent& start);

}  // namespace tidemark
