// SPDX-License-Identifier: Apache-2.0
#include "gpu/calibration.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace tidemark {
namespace {

constexpr int kMostRounds = 200;
constexpr int kWarmUpRounds = 2;

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Advances over two steps or a unit, then keeps and backpropagates one unit.
StepTimes time_round(Device& device, std::int64_t steps_per_unit, std::byte* internal, std::byte* input) {
  const std::int64_t skipped = std::max<std::int64_t>(2, steps_per_unit);
  const std::int64_t first = skipped + 1;
  const std::int64_t last = skipped + steps_per_unit;
  const auto begin = device.mark();
  device.advance(0, skipped);
  const auto advanced = device.mark();
  device.keep(first, last, internal, input);
  const auto kept = device.mark();
  device.backward(first, last, internal, {HiddenSource::Kind::Hidden, input});
  const auto done = device.mark();
  device.wait();
  const auto at = [&](Device::Mark mark) {
    return static_cast<double>(device.reached(mark).value_or(0)) * 1e-9;
  };
  const double begin_s = at(begin);
  const double advanced_s = at(advanced);
  const double kept_s = at(kept);
  const auto unit = static_cast<double>(steps_per_unit);
  return {.advance = (advanced_s - begin_s) / static_cast<double>(skipped),
          .keep = (kept_s - advanced_s) / unit,
          .backward = (at(done) - kept_s) / unit};
}

}  // namespace

StepTimes calibrate(Device& device, DeviceMemory& arena, const Sequence& sequence,
                    std::chrono::milliseconds longest) {
  const StateSizes sizes = device.state_sizes();
  const std::int64_t places = arena.size() / sizes.alpha;
  std::vector<double> advances;
  std::vector<double> keeps;
  std::vector<double> backwards;
  device.begin_iteration(0, sequence.length);
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < kMostRounds; ++round) {
    std::byte* internal = device.core_internal();
    std::byte* input = device.core_input();
    if (places > 0) {
      internal = arena.data() + round % places * sizes.alpha;
      input = internal + sizes.beta;
    }
    const StepTimes taken = time_round(device, sequence.steps_per_unit, internal, input);
    if (round >= kWarmUpRounds || advances.empty()) {
      advances.push_back(taken.advance);
      keeps.push_back(taken.keep);
      backwards.push_back(taken.backward);
    }
    if (std::chrono::steady_clock::now() - begin > longest) break;
  }
  return {median(advances), median(keeps), median(backwards)};
}

}  // namespace tidemark
