// SPDX-License-Identifier: Apache-2.0
#include "gpu/calibration.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace tidemark {
namespace {

constexpr int kMostRounds = 200;
constexpr int kWarmUpRounds = 2;
constexpr std::chrono::milliseconds kLongest{300};
constexpr std::int64_t kAdvanced = 2;  // steps of a round that keep nothing

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// What one round took, in seconds, in the order of StepTimes.
struct Round {
  double advance;
  double keep;
  double backward;
};

Round time_round(Device& device, std::byte* internal, std::byte* input) {
  constexpr std::int64_t kKept = kAdvanced + 1;
  const auto begin = device.mark();
  device.advance(0, kAdvanced);
  const auto advanced = device.mark();
  device.keep(kKept, internal, input);
  const auto kept = device.mark();
  device.backward(kKept, internal, {HiddenSource::Kind::Hidden, input});
  const auto done = device.mark();
  device.wait();
  const auto at = [&](Device::Mark mark) {
    return static_cast<double>(device.reached(mark).value_or(0)) * 1e-9;
  };
  const double begin_s = at(begin);
  const double advanced_s = at(advanced);
  const double kept_s = at(kept);
  return {(advanced_s - begin_s) / static_cast<double>(kAdvanced), kept_s - advanced_s, at(done) - kept_s};
}

}  // namespace

StepTimes calibrate(Device& device, DeviceMemory& arena, std::int64_t length) {
  const StateSizes sizes = device.state_sizes();
  const std::int64_t places = arena.size() / sizes.alpha;
  std::vector<double> advances;
  std::vector<double> keeps;
  std::vector<double> backwards;
  device.begin_iteration(0, length);
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < kMostRounds; ++round) {
    std::byte* internal = device.core_internal();
    std::byte* input = device.core_input();
    if (places > 0) {
      internal = arena.data() + round % places * sizes.alpha;
      input = internal + sizes.beta;
    }
    const Round taken = time_round(device, internal, input);
    if (round >= kWarmUpRounds || advances.empty()) {
      advances.push_back(taken.advance);
      keeps.push_back(taken.keep);
      backwards.push_back(taken.backward);
    }
    if (std::chrono::steady_clock::now() - begin > kLongest) break;
  }
  return {median(advances), median(keeps), median(backwards)};
}

double predicted_seconds(const StepTimes& times, const ForwardSplit& split, std::int64_t length) {
  return static_cast<double>(split.advanced) * times.advance + static_cast<double>(split.kept) * times.keep +
         static_cast<double>(length) * times.backward;
}

}  // namespace tidemark
