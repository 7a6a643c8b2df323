// SPDX-License-Identifier: Apache-2.0
/// How far a run is, and how long it will still take at the pace that was measured.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tidemark {

/// A value.
struct RunProgress {
  std::int64_t iterations_done = 0;
  std::int64_t iterations_asked = 1;
  /// How much of the iteration that goes on is done, 0 to 1. Runners report that of the first one only.
  double part_of_iteration = 0;
  /// Whether standard BPTT has still to be measured beside the first iteration.
  bool has_to_verify = false;
  std::optional<double> seconds_left = std::nullopt;  ///< none: no iteration has told the pace yet

  /// Of the whole run, 0 to 1.
  double part() const {
    const double done = static_cast<double>(iterations_done) + part_of_iteration;
    return std::clamp(done / static_cast<double>(std::max<std::int64_t>(1, iterations_asked)), 0.0, 1.0);
  }
};

/// Takes the moments at which iterations end, in seconds on any clock, and tells how long the others will
/// take. The first iteration, which warms up and reports every action, tells the pace only until there is
/// another.
class RunPace {
 public:
  void start(double now) {
    *this = RunPace();
    last_ = now;
  }
  void end_iteration(double now) {
    if (++iterations_ == 1) {
      seconds_of_first_ = now - last_;
      first_ = now;
    }
    last_ = now;
  }
  /// Standard BPTT, which took its time after the first iteration, is done.
  void end_verification(double now) {
    if (iterations_ == 1) first_ = last_ = now;
  }
  /// None: no iteration has ended yet, or none is left to do.
  std::optional<double> seconds_left(std::int64_t iterations_asked, double now) const {
    if (iterations_ < 1 || iterations_ >= iterations_asked) return std::nullopt;
    const double seconds_each =
        iterations_ == 1 ? seconds_of_first_ : (last_ - first_) / static_cast<double>(iterations_ - 1);
    return std::max(0.0, static_cast<double>(iterations_asked - iterations_) * seconds_each - (now - last_));
  }

 private:
  std::int64_t iterations_ = 0;
  double seconds_of_first_ = 0;
  double first_ = 0;  ///< the moment from which the iterations after the first are timed
  double last_ = 0;   ///< the end of the last iteration; before it, the start
};

}  // namespace tidemark
