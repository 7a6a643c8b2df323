// SPDX-License-Identifier: Apache-2.0
#include "gpu/query.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/files/protocol.h"
#include "core/model/calibration.h"
#include "gpu/byte_input.h"
#include "gpu/step_timer.h"

namespace tidemark {
namespace {

// Steps; beyond, kLengthsPerOctave lengths are asked for their sizes.
constexpr std::int64_t kEveryLengthUpTo = 16;
constexpr std::int64_t kLengthsPerOctave = 8;
constexpr int kPasses = 8;
constexpr std::chrono::milliseconds kPass{30};
constexpr std::chrono::milliseconds kReplays{90};
// Bytes, so many that states do not stay in a cache as they would in one place.
constexpr std::int64_t kMeasuredArena = 32 << 20;

/// The measured lengths, and so many others between them that the best length is never far from one.
std::set<std::int64_t> lengths_of(const std::set<std::int64_t>& measured) {
  std::set<std::int64_t> lengths;
  for (std::int64_t k = 1; k <= *measured.rbegin(); ++k) {
    std::int64_t grain = 1;
    while (k / grain >= std::max(kEveryLengthUpTo, 2 * kLengthsPerOctave)) grain *= 2;
    if (k % grain == 0 || measured.contains(k)) lengths.insert(k);
  }
  return lengths;
}

Cancellable<Calibrated> measure_once(const DeviceProvider& provider, const Calibrate& request, std::int64_t k,
                                     const ShouldStop& should_stop) {
  auto input = open_input("noise", request.cell.batch, 1);
  if (!input) return tl::unexpected(input.error());
  const auto device = provider.create(request.device, request.cell, k, *std::move(input), {});
  if (!device) return tl::unexpected(device.error());
  const std::int64_t state = (*device)->state_sizes().alpha;
  const auto arena = (*device)->allocate(std::max<std::int64_t>(1, kMeasuredArena / state) * state);
  if (!arena) return tl::unexpected(arena.error());
  const auto longest = (*device)->graph_capture() ? kReplays : kPass;
  const auto calibrated =
      calibrate(**device, **arena, Sequence(k, k), Issuing::Replayed, should_stop, longest);
  return (*device)->status().map([&] { return calibrated; });
}

/// Measures all lengths in turn, several times over, so that a busy moment of the machine does not decide
/// between them; once if operations are replayed, which does not wait for the machine. Returns the least of
/// each time.
Cancellable<std::map<std::int64_t, StepTimes>> measure(const DeviceProvider& provider,
                                                       const Calibrate& request,
                                                       const std::set<std::int64_t>& chunk_lengths,
                                                       const ShouldStop& should_stop) {
  std::map<std::int64_t, StepTimes> least;
  bool are_all_replayed = false;
  for (int pass = 0; pass < kPasses && !are_all_replayed; ++pass) {
    are_all_replayed = true;
    for (const std::int64_t k : chunk_lengths) {
      if (should_stop()) return std::nullopt;
      const auto measured = measure_once(provider, request, k, should_stop);
      if (!measured) return failure("chunks of ", k, " steps: ", measured.error().message);
      if (!*measured) return std::nullopt;
      are_all_replayed = are_all_replayed && (*measured)->issuing == Issuing::Replayed;
      const StepTimes* times = &(*measured)->times;
      StepTimes& known = least.try_emplace(k, *times).first->second;
      known = {.advance = std::min(known.advance, times->advance),
               .keep = std::min(known.keep, times->keep),
               .backward = std::min(known.backward, times->backward),
               .iteration = std::min(known.iteration, times->iteration)};
    }
  }
  return least;
}

}  // namespace

Cancellable<Description> answer_to(const Describe& request, const DeviceProvider& provider,
                                   const ShouldStop& should_stop) {
  std::vector<std::string> ids;
  for (const DeviceInfo& device : provider.devices()) ids.push_back(device.id);
  for (const std::string& id : request.devices) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  Description description;
  for (const std::string& id : ids) {
    if (should_stop()) return std::nullopt;
    auto described = provider.describe(id, request.cell, request.chunk_lengths);
    if (!described) return tl::unexpected(described.error());
    description.devices.push_back(*std::move(described));
  }
  return description;
}

Cancellable<Calibration> answer_to(const Calibrate& request, const DeviceProvider& provider,
                                   const ShouldStop& should_stop) {
  std::set<std::int64_t> measured_lengths = request.chunk_lengths;
  measured_lengths.insert(1);  // single steps, with which all others are compared
  const auto described = provider.describe(request.device, request.cell, lengths_of(measured_lengths));
  if (!described) return tl::unexpected(described.error());
  if (!described->info.available) return failure(request.device, ": ", described->info.reason);
  const auto measured = measure(provider, request, measured_lengths, should_stop);
  if (!measured) return tl::unexpected(measured.error());
  if (!*measured) return std::nullopt;
  Calibration calibration{request.device, request.cell, {}};
  for (const auto& [steps, sizes] : described->chunks) {
    if (!sizes) continue;  // too long for the device; a length to be measured has failed above
    ChunkMeasure chunk{steps, *sizes, std::nullopt};
    if (const auto times = (*measured)->find(steps); times != (*measured)->end()) chunk.times = times->second;
    calibration.chunks.push_back(std::move(chunk));
  }
  return calibration;
}

}  // namespace tidemark
