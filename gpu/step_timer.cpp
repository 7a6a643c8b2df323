// SPDX-License-Identifier: Apache-2.0
#include "gpu/step_timer.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace tidemark {
namespace {

constexpr std::size_t kMostRounds = 200;
constexpr std::size_t kWarmUpRounds = 2;
constexpr std::size_t kMostIterations = 9;
constexpr std::size_t kMostReplays = 9;
constexpr std::int64_t kStepsReplayed = 512;  // some milliseconds on a GPU
constexpr std::int64_t kMostRoundsReplayed = 64;

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

/// Places for the internal states of rounds, each with its input: in turn all over the arena.
class Places {
 public:
  Places(Device& device, DeviceMemory& arena)
      : device_(device), arena_(arena), sizes_(device.state_sizes()), count_(arena.size() / sizes_.alpha) {}

  std::byte* internal(std::int64_t round) const {
    return count_ > 0 ? arena_.data() + round % count_ * sizes_.alpha : device_.core_internal();
  }
  std::byte* input(std::int64_t round) const {
    return count_ > 0 ? internal(round) + sizes_.beta : device_.core_input();
  }

 private:
  Device& device_;
  DeviceMemory& arena_;
  const StateBytes sizes_;
  const std::int64_t count_;  ///< 0: the arena is too small for one
};

StepTimes times_one_by_one(Device& device, const Places& places, const Sequence& sequence,
                           std::chrono::milliseconds longest) {
  std::vector<Round> rounds;  // all queued one after another, since a run has no pauses either
  device.begin_iteration(0, sequence.length);
  const auto begin = std::chrono::steady_clock::now();
  do {
    const auto round = static_cast<std::int64_t>(rounds.size());
    rounds.emplace_back(device, sequence.chunk_length, places.internal(round), places.input(round));
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
  return {.advance = median(advances), .keep = median(keeps), .backward = median(backwards)};
}

/// Measures replays of rounds.
class Replays {
 public:
  Replays(Device& device, const Sequence& sequence, const std::function<bool()>& should_stop,
          std::chrono::milliseconds longest)
      : device_(device),
        capture_(*device.graph_capture()),
        length_(sequence.length),
        steps_(std::clamp<std::int64_t>(kStepsReplayed / sequence.chunk_length, 1, kMostRoundsReplayed) *
               sequence.chunk_length),
        rounds_(steps_ / sequence.chunk_length),
        should_stop_(should_stop),
        longest_(longest) {}

  /// Seconds of a round, divided by its steps; it takes them in so many directions. None: it cannot be
  /// captured, or was stopped.
  std::optional<double> seconds_per_step(std::int64_t directions,
                                         const std::function<void(std::int64_t)>& round) {
    if (should_stop_()) return std::nullopt;
    device_.begin_iteration(0, length_);
    capture_.begin_capture(directions * steps_);
    for (std::int64_t i = 0; i < rounds_ && capture_.can_capture(); ++i) round(i);
    if (!capture_.end_capture()) return std::nullopt;
    const auto memory = device_.allocate(kMoreThanCaches);
    std::vector<double> found;
    const auto begin = std::chrono::steady_clock::now();
    do {
      device_.begin_iteration(0, length_);
      // In a run a graph comes around once an iteration, when caches have forgotten it. Replayed at once,
      // cuDNN's graphs took 3 % less on an H200.
      if (memory) device_.poison((*memory)->data(), (*memory)->size());
      const Device::Mark first = device_.mark();
      if (!capture_.replay(should_stop_)) return std::nullopt;
      const Device::Mark last = device_.mark();
      device_.wait();
      const std::int64_t first_ns = device_.reached(first).value_or(0);
      found.push_back(1e-9 * static_cast<double>(device_.reached(last).value_or(first_ns) - first_ns));
    } while (found.size() < kMostReplays && std::chrono::steady_clock::now() - begin < longest_);
    return median(found) / static_cast<double>(steps_);
  }

 private:
  static constexpr std::int64_t kMoreThanCaches = 256 << 20;  // bytes
  Device& device_;
  GraphCapture& capture_;
  std::int64_t length_;
  std::int64_t steps_;
  std::int64_t rounds_;
  const std::function<bool()>& should_stop_;
  std::chrono::milliseconds longest_;
};

/// Inside a replay there are no marks. So rounds of advances alone are captured, of keeps alone, and of keeps
/// with their backward steps, from which the keeps' seconds are taken off.
std::optional<StepTimes> times_replayed(Device& device, const Places& places, const Sequence& sequence,
                                        const std::function<bool()>& should_stop,
                                        std::chrono::milliseconds longest) {
  const std::int64_t chunk = sequence.chunk_length;
  const std::int64_t first = chunk + 1;  // not step 1, with which an iteration's gradients are completed
  const std::int64_t last = 2 * chunk;
  const auto advance = [&](std::int64_t) { device.advance(0, chunk); };
  const auto keep = [&](std::int64_t round) {
    device.keep(first, last, places.internal(round), places.input(round));
  };
  const auto keep_and_go_back = [&](std::int64_t round) {
    keep(round);
    device.backward(first, last, places.internal(round), {HiddenSource::Kind::Hidden, places.input(round)});
  };
  device.begin_iteration(0, sequence.length);  // libraries load at a first call, which cannot be captured
  advance(0);
  keep_and_go_back(0);
  device.wait();

  Replays replays(device, sequence, should_stop, longest / 3);
  std::optional<StepTimes> times;
  const auto advances = replays.seconds_per_step(1, advance);
  const auto keeps = advances ? replays.seconds_per_step(1, keep) : std::nullopt;
  const auto both = keeps ? replays.seconds_per_step(2, keep_and_go_back) : std::nullopt;
  if (both) times = {.advance = *advances, .keep = *keeps, .backward = std::max(0.0, *both - *keeps)};
  device.graph_capture()->drop_capture();
  return times;
}

}  // namespace

std::optional<Calibrated> calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence,
                                    Issuing issuing, const std::function<bool()>& should_stop,
                                    std::chrono::milliseconds longest) {
  const double iteration = seconds_beside_steps(device, longest / 4);
  const Places places(device, arena);
  std::optional<StepTimes> times;
  if (issuing == Issuing::Replayed && device.graph_capture()) {
    times = times_replayed(device, places, sequence, should_stop, longest);
  }
  if (should_stop()) return std::nullopt;
  const Issuing issued = times ? Issuing::Replayed : Issuing::OneByOne;
  if (!times) times = times_one_by_one(device, places, sequence, longest);
  times->iteration = iteration;
  return Calibrated{*times, issued};
}

}  // namespace tidemark
