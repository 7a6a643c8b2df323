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

double seconds_between(Device& device, Device::Mark begin, Device::Mark end) {
  return static_cast<double>(*device.reached(end) - *device.reached(begin)) * 1e-9;
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
    const auto started = device.mark();
    device.advance(0, kAdvanced);
    const auto advanced = device.mark();
    device.keep(kAdvanced + 1, internal, input);
    const auto kept = device.mark();
    device.backward(kAdvanced + 1, internal, {HiddenSource::Kind::Hidden, input});
    const auto done = device.mark();
    device.wait();
    if (round >= kWarmUpRounds || advances.empty()) {
      advances.push_back(seconds_between(device, started, advanced) / static_cast<double>(kAdvanced));
      keeps.push_back(seconds_between(device, advanced, kept));
      backwards.push_back(seconds_between(device, kept, done));
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
