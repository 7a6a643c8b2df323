// SPDX-License-Identifier: Apache-2.0
#include "gpu/step_timer.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace tidemark {
namespace {

constexpr std::size_t kMostRounds = 200;
constexpr std::size_t kWarmUpRounds = 2;
constexpr std::size_t kMostIterations = 9;

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// One round: advances over a chunk, two steps at least, then keeps and backpropagates one chunk.
class Round {
 public:
  Round(Device& device, std::int64_t chunk_length, std::byte* internal, std::byte* input)
      : skipped_(std::max<std::int64_t>(2, chunk_length)), chunk_(chunk_length) {
    const std::int64_t first = skipped_ + 1;
    const std::int64_t last = skipped_ + chunk_length;
    begin_ = device.mark();
    device.advance(0, skipped_);
    advanced_ = device.mark();
    device.keep(first, last, internal, input);
    kept_ = device.mark();
    device.backward(first, last, internal, {HiddenSource::Kind::Hidden, input});
    done_ = device.mark();
  }

  /// REQUIRES: the device has done the round, and the times of earlier rounds were asked for before.
  StepTimes times(Device& device) const {
    const auto at = [&](Device::Mark mark) {
      return static_cast<double>(device.reached(mark).value_or(0)) * 1e-9;
    };
    const double begin = at(begin_);
    const double advanced = at(advanced_);
    const double kept = at(kept_);
    return {.advance = (advanced - begin) / static_cast<double>(skipped_),
            .keep = (kept - advanced) / static_cast<double>(chunk_),
            .backward = (at(done_) - kept) / static_cast<double>(chunk_)};
  }

 private:
  std::int64_t skipped_;
  std::int64_t chunk_;
  Device::Mark begin_;
  Device::Mark advanced_;
  Device::Mark kept_;
  Device::Mark done_;
};

/// Seconds of what a device does for all steps together: at the beginning of an iteration, and with the last
/// backward step, so that step 1 takes longer to backpropagate than another step.
double seconds_beside_steps(Device& device, std::chrono::milliseconds longest) {
  std::byte* internal = device.core_internal();
  std::byte* input = device.core_input();
  std::vector<double> found;
  const auto begin = std::chrono::steady_clock::now();
  do {
    device.begin_iteration(0, 2);
    std::vector<Device::Mark> marks = {device.mark()};
    for (const std::int64_t step : {2, 1}) {
      device.keep(step, step, internal, input);
      marks.push_back(device.mark());
      device.backward(step, step, internal, {HiddenSource::Kind::Hidden, input});
      marks.push_back(device.mark());
    }
    device.wait();
    std::vector<double> at;  // nanoseconds: begun; step 2 kept, backpropagated; step 1 kept, backpropagated
    at.reserve(marks.size());
    for (const Device::Mark mark : marks) at.push_back(static_cast<double>(device.reached(mark).value_or(0)));
    found.push_back(1e-9 * (at[0] + (at[4] - at[3]) - (at[2] - at[1])));
  } while (found.size() < kMostIterations && std::chrono::steady_clock::now() - begin < longest);
  return std::max(0.0, median(found));
}

}  // namespace

StepTimes calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence,
                    std::chrono::milliseconds longest) {
  const StateBytes sizes = device.state_sizes();
  const std::int64_t places = arena.size() / sizes.alpha;
  const double iteration = seconds_beside_steps(device, longest / 4);
  std::vector<Round> rounds;  // all queued one after another, since a run has no pauses either
  device.begin_iteration(0, sequence.length);
  const auto begin = std::chrono::steady_clock::now();
  do {
    std::byte* internal = device.core_internal();
    std::byte* input = device.core_input();
    if (places > 0) {
      internal = arena.data() + static_cast<std::int64_t>(rounds.size()) % places * sizes.alpha;
      input = internal + sizes.beta;
    }
    rounds.emplace_back(device, sequence.chunk_length, internal, input);
  } while (rounds.size() < kMostRounds && std::chrono::steady_clock::now() - begin < longest);
  device.wait();

  std::vector<double> advances;
  std::vector<double> keeps;
  std::vector<double> backwards;
  for (std::size_t i = rounds.size() > kWarmUpRounds ? kWarmUpRounds : 0; i < rounds.size(); ++i) {
    const StepTimes taken = rounds[i].times(device);
    advances.push_back(taken.advance);
    keeps.push_back(taken.keep);
    backwards.push_back(taken.backward);
  }
  return {.advance = median(advances),
          .keep = median(keeps),
          .backward = median(backwards),
          .iteration = iteration};
}

}  // namespace tidemark
