// SPDX-License-Identifier: Apache-2.0
#include "core/study/overhead.h"

namespace tidemark {
OverheadBasis::OverheadBasis(Kind wanted, const Problem& problem, const Measurements& measured) {
  if (wanted == Kind::Paper) return;
  const auto chunk = step_times(problem.cell, problem.device, problem.chunk_length, measured);
  const auto step = step_times(problem.cell, problem.device, 1, measured);
  if (chunk && step) times_ = Times{*chunk, *step};
}

double OverheadBasis::backward_cost() const {
  if (!times_) return kBackwardOfThePaper;
  return (times_->chunk.keep + times_->chunk.backward) / times_->chunk.advance - 1;
}

double OverheadBasis::overhead(double forward_steps, std::int64_t length) const {
  const auto steps = static_cast<double>(length);
  if (times_) {
    return iteration_seconds(times_->chunk, forward_steps, length) /
               iteration_seconds(times_->step, steps, length) -
           1;
  }
  return (forward_steps + kBackwardOfThePaper * steps) / (steps * (1 + kBackwardOfThePaper)) - 1;
}

double OverheadBasis::overhead_of_steps(double forward_steps, std::int64_t length) const {
  if (!times_) return overhead(forward_steps, length);
  OverheadBasis steps = *this;
  steps.times_->chunk.iteration = 0;
  steps.times_->step.iteration = 0;
  return steps.overhead(forward_steps, length);
}

bool OverheadBasis::is_start_beyond(double overhead) const {
  return times_ && times_->chunk.iteration > (1 + overhead) * times_->step.iteration;
}

double iteration_seconds(const StepTimes& times, double forward_steps, std::int64_t length) {
  const auto steps = static_cast<double>(length);
  return (forward_steps - steps) * times.advance + steps * (times.keep + times.backward) + times.iteration;
}

}  // namespace tidemark
