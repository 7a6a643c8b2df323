// SPDX-License-Identifier: Apache-2.0
#include "core/study/run_facts.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "core/model/memory_share.h"
#include "core/plan/plan.h"
#include "core/study/step_times.h"

namespace tidemark {
namespace {

RunState state_of(const std::optional<EndEvent>& end) {
  if (!end) return RunState::Unfinished;
  switch (end->status) {
    case EndEvent::Status::Done:
      return RunState::Done;
    case EndEvent::Status::Cancelled:
      return RunState::Cancelled;
    case EndEvent::Status::Failed:
      break;
  }
  return RunState::Failed;
}

/// The median of all but the first, if there are others; the mean of the two middle values where there are
/// two. REQUIRES: at least one iteration.
double median_seconds(const std::vector<IterationEvent>& iterations) {
  std::vector<double> seconds;
  seconds.reserve(iterations.size());
  for (const IterationEvent& iteration : iterations) seconds.push_back(iteration.seconds);
  if (seconds.size() > 1) seconds.erase(seconds.begin());
  std::ranges::sort(seconds);
  const std::size_t middle = seconds.size() / 2;
  return seconds.size() % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
}

GradientVerdict verdict_on(const VerifyEvent& verify, Precision precision) {
  if (verify.bit_identical) return GradientVerdict::BitIdentical;
  return verify.relative_l2 <= gradient_tolerance(precision) ? GradientVerdict::WithinTolerance
                                                             : GradientVerdict::Differ;
}

/// Predicted seconds of one iteration of standard BPTT in single steps; none where those were not measured.
std::optional<double> predicted_standard_seconds(const StartEvent& start) {
  const Problem& problem = start.problem;
  const auto times = problem.chunk_length == 1
                         ? (start.times.advance > 0 ? std::optional(start.times) : std::nullopt)
                         : step_times(problem.cell, problem.device, 1, {.calibration = start.calibration});
  if (!times) return std::nullopt;
  return standard_seconds(*times, problem.length);
}

/// The share of standard BPTT's memory that stored states of so many bytes take.
std::optional<double> share_of(const StartEvent& start, std::int64_t bytes) {
  const auto sizes = recorded_sizes(start);
  if (!sizes) return std::nullopt;
  Problem problem = start.problem;
  problem.alpha = problem.beta = std::nullopt;  // what a run stores is known in bytes
  const MemoryShare share(problem, {}, sizes);
  return share.part(share.amount_of_bytes(static_cast<double>(bytes)), problem.strategy);
}

template <class Number>
std::optional<double> more(const std::optional<Number>& first, const std::optional<Number>& second) {
  if (!first || !second || *first <= 0) return std::nullopt;
  return static_cast<double>(*second) / static_cast<double>(*first) - 1;
}

}  // namespace

RunFacts run_facts(const Record& record) {
  const StartEvent& start = record.start;
  RunFacts facts{.state = state_of(record.end),
                 .iterations_done = static_cast<std::int64_t>(record.iterations.size()),
                 .iterations_asked = start.iterations,
                 .predicted_forward_steps = start.predicted_forward_steps,
                 .predicted_peak_bytes = start.predicted_arena_peak_bytes,
                 .predicted_seconds = start.predicted_seconds};
  const auto standard = predicted_standard_seconds(start);
  if (standard && start.predicted_seconds > 0)
    facts.predicted_overhead = start.predicted_seconds / *standard - 1;
  if (!record.iterations.empty()) {
    const auto how_far = [&](const IterationEvent& iteration) {
      return std::abs(iteration.forward_steps - start.predicted_forward_steps);
    };
    facts.forward_steps = std::ranges::max(record.iterations, {}, how_far).forward_steps;
    facts.peak_bytes =
        std::ranges::max(record.iterations, {}, &IterationEvent::arena_peak_bytes).arena_peak_bytes;
    facts.seconds = median_seconds(record.iterations);
    facts.is_warm = record.iterations.size() > 1;
    if (facts.is_warm && start.predicted_seconds > 0)
      facts.seconds_off = *facts.seconds / start.predicted_seconds - 1;
    const auto held =
        std::ranges::max(record.iterations, {}, &IterationEvent::device_peak_bytes).device_peak_bytes;
    if (held > 0) facts.device_peak_bytes = held;
    facts.first_loss = record.iterations.front().loss;
    facts.last_loss = record.iterations.back().loss;
    facts.is_as_predicted = std::ranges::all_of(record.iterations, [&](const IterationEvent& iteration) {
      return iteration.forward_steps == start.predicted_forward_steps &&
             iteration.arena_peak_bytes == start.predicted_arena_peak_bytes;
    });
  }
  facts.share = share_of(start, facts.peak_bytes.value_or(facts.predicted_peak_bytes));
  if (record.verify) {
    facts.gradients = verdict_on(*record.verify, record.start.problem.cell.precision);
    facts.gradient_difference = record.verify->relative_l2;
    if (facts.gradients == GradientVerdict::Differ) facts.is_as_predicted = false;
    if (facts.seconds && record.verify->standard_seconds > 0)
      facts.overhead = *facts.seconds / record.verify->standard_seconds - 1;
  }
  return facts;
}

Record without_actions(const Record& record) {
  return {.start = record.start,
          .actions = {},
          .iterations = record.iterations,
          .verify = record.verify,
          .end = record.end};
}

RunDifferences differences(const RunFacts& first, const RunFacts& second) {
  return {.forward_steps = more(first.forward_steps, second.forward_steps),
          .seconds = more(first.seconds, second.seconds),
          .peak_bytes = more(first.peak_bytes, second.peak_bytes),
          .device_peak_bytes = more(first.device_peak_bytes, second.device_peak_bytes)};
}

std::optional<DeviceSizes> recorded_sizes(const StartEvent& start) {
  ChunkSizes chunk{start.sizes, start.fixed};
  const std::int64_t steps = start.problem.chunk_length;
  if (start.step_sizes) {
    // What only the run could tell (the input, the GPU's own memory) was in no size that was planned with.
    std::erase_if(chunk.fixed,
                  [&](const auto& part) { return !start.step_sizes->fixed.contains(part.first); });
    return DeviceSizes(*start.step_sizes, chunk);
  }
  if (steps == 1) return DeviceSizes(chunk, chunk);
  if (start.calibration && start.calibration->find(steps)) return start.calibration->sizes_for(steps);
  return std::nullopt;
}

}  // namespace tidemark
