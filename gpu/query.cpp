// SPDX-License-Identifier: Apache-2.0
#include "gpu/query.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/files/protocol.h"
#include "core/model/calibration.h"
#include "gpu/byte_input.h"
#include "gpu/step_timer.h"

namespace tidemark {
namespace {

constexpr std::int64_t kEveryUnitUpTo =
    16;  // steps; beyond, kUnitsPerOctave lengths are asked for their sizes
constexpr std::int64_t kUnitsPerOctave = 8;
constexpr int kPasses = 8;
constexpr std::chrono::milliseconds kPass{30};
constexpr std::int64_t kMeasuredArena =
    32 << 20;  // bytes: states do not stay in a cache as they would in one place

/// The options of an query.
struct Query {
  Cell cell;
  std::int64_t chunk_length = 1;
  std::string device = "cpu";
  std::set<std::int64_t> chunks = {1, 2, 4, 8, 16, 32, 64, 128};  ///< to measure
};

Result<std::int64_t> whole_number(std::string_view option, std::string_view text, std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > most) {
    return failure(option, " takes a whole number from 1 to ", most, ", not \"", text, "\"");
  }
  return value;
}

Result<std::set<std::int64_t>> whole_numbers(std::string_view option, std::string_view list,
                                             std::int64_t most) {
  std::set<std::int64_t> numbers;
  while (true) {
    const std::size_t comma = list.find(',');
    const auto number = whole_number(option, list.substr(0, comma), most);
    if (!number) return tl::unexpected(number.error());
    numbers.insert(*number);
    if (comma == std::string_view::npos) return numbers;
    list.remove_prefix(comma + 1);
  }
}

Result<void> read_option(std::string_view option, std::string_view value, Query& query) {
  if (option == "--cell") {
    const auto kind = cell_named(value);
    if (!kind) return failure("--cell takes lstm, gru or tanh, not \"", value, "\"");
    query.cell.kind = *kind;
    return {};
  }
  if (option == "--precision") {
    const auto precision = precision_named(value);
    if (!precision) {
      return failure("--precision takes float32, tf32, bfloat16 or float16, not \"", value, "\"");
    }
    query.cell.precision = *precision;
    return {};
  }
  if (option == "--device") {
    query.device = value;
    return {};
  }
  if (option == "--chunks") {
    return whole_numbers(option, value, kLongestChunk).map([&](std::set<std::int64_t> chunks) {
      query.chunks = std::move(chunks);
      query.chunks.insert(1);  // what all others are compared with
    });
  }
  struct Number {
    std::string_view option;
    std::int64_t most;
    std::int64_t* number;
  };
  const Number numbers[] = {{"--hidden", kLargestCellSide, &query.cell.hidden},
                            {"--batch", kLargestCellSide, &query.cell.batch},
                            {"--layers", kLargestCellSide, &query.cell.layers},
                            {"--chunk", kLongestChunk, &query.chunk_length}};
  for (const auto& [name, most, number] : numbers) {
    if (option == name)
      return whole_number(option, value, most).map([&](std::int64_t read) { *number = read; });
  }
  return failure(
      "no option \"", option,
      "\"; there are --cell, --hidden, --batch, --layers, --precision, --chunk, --device and --chunks");
}

/// All words after the first are options with their values.
Result<Query> read_query(int argc, char** argv) {
  Query query;
  for (int i = 2; i < argc; i += 2) {
    if (i + 1 == argc) return failure(argv[i], " lacks its value");
    if (auto read = read_option(argv[i], argv[i + 1], query); !read) return tl::unexpected(read.error());
  }
  return query;
}

/// The measured lengths, and between them enough others that the best is never far from one.
std::vector<std::int64_t> lengths_of(const std::set<std::int64_t>& measured) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t k = 1; k <= *measured.rbegin(); ++k) {
    std::int64_t grain = 1;
    while (k / grain >= std::max(kEveryUnitUpTo, 2 * kUnitsPerOctave)) grain *= 2;
    if (k % grain == 0 || measured.contains(k)) lengths.push_back(k);
  }
  return lengths;
}

Result<StepTimes> measure_once(const DeviceProvider& provider, const Query& query, std::int64_t k) {
  auto input = open_input("noise", query.cell.batch, 1);
  if (!input) return tl::unexpected(input.error());
  const auto device = provider.create(query.device, query.cell, k, *std::move(input), {});
  if (!device) return tl::unexpected(device.error());
  const std::int64_t state = (*device)->state_sizes().alpha;
  const auto arena = (*device)->allocate(std::max<std::int64_t>(1, kMeasuredArena / state) * state);
  if (!arena) return tl::unexpected(arena.error());
  const StepTimes times = calibrate(**device, **arena, Sequence(k, k), kPass);
  return (*device)->status().map([&] { return times; });
}

/// Over all lengths in turn and again, so that a busy moment of the machine does not decide between them; of
/// each time the least.
Result<std::map<std::int64_t, StepTimes>> measure(const DeviceProvider& provider, const Query& query) {
  std::map<std::int64_t, StepTimes> least;
  for (int pass = 0; pass < kPasses; ++pass) {
    for (const std::int64_t k : query.chunks) {
      const auto times = measure_once(provider, query, k);
      if (!times) return failure("chunks of ", k, " steps: ", times.error().message);
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

Result<std::string> describe(int argc, char** argv, const DeviceProvider& provider) {
  const auto query = read_query(argc, argv);
  if (!query) return tl::unexpected(query.error());
  Description description;
  for (const DeviceInfo& device : provider.devices()) {
    auto described = provider.describe(device.id, query->cell, query->chunk_length);
    if (!described) return tl::unexpected(described.error());
    description.devices.push_back(*std::move(described));
  }
  return to_json(description);
}

Result<std::string> calibrate(int argc, char** argv, const DeviceProvider& provider) {
  const auto query = read_query(argc, argv);
  if (!query) return tl::unexpected(query.error());
  Calibration calibration{query->device, query->cell, {}};
  for (const std::int64_t k : lengths_of(query->chunks)) {
    const auto described = provider.describe(query->device, query->cell, k);
    if (!described) return tl::unexpected(described.error());
    if (!described->info.available) return failure(query->device, ": ", described->info.reason);
    calibration.chunks.push_back({k, {described->sizes, described->fixed}, std::nullopt});
  }
  const auto measured = measure(provider, *query);
  if (!measured) return tl::unexpected(measured.error());
  for (ChunkMeasure& chunk : calibration.chunks) {
    if (const auto times = measured->find(chunk.steps); times != measured->end()) {
      chunk.times = times->second;
    }
  }
  return to_json(calibration);
}

}  // namespace tidemark
