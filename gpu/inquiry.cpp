// SPDX-License-Identifier: Apache-2.0
#include "gpu/inquiry.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/model/calibration.h"
#include "core/files/protocol.h"
#include "gpu/byte_input.h"
#include "gpu/calibration.h"

namespace tidemark {
namespace {

constexpr std::int64_t kEveryUnitUpTo =
    16;  // steps; beyond, kUnitsPerOctave lengths are asked for their sizes
constexpr std::int64_t kUnitsPerOctave = 8;
constexpr int kPasses = 8;
constexpr std::chrono::milliseconds kPass{30};
constexpr std::int64_t kMeasuredArena =
    32 << 20;  // bytes: states do not stay in a cache as they would in one place

/// The options of an inquiry.
struct Inquiry {
  Cell cell;
  std::int64_t steps_per_unit = 1;
  std::string device = "cpu";
  std::set<std::int64_t> units = {1, 2, 4, 8, 16, 32, 64, 128};  ///< to measure
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

Result<void> read_option(std::string_view option, std::string_view value, Inquiry& inquiry) {
  if (option == "--cell") {
    const auto kind = cell_named(value);
    if (!kind) return failure("--cell takes lstm, gru or tanh, not \"", value, "\"");
    inquiry.cell.kind = *kind;
    return {};
  }
  if (option == "--precision") {
    const auto precision = precision_named(value);
    if (!precision) {
      return failure("--precision takes float32, tf32, bfloat16 or float16, not \"", value, "\"");
    }
    inquiry.cell.precision = *precision;
    return {};
  }
  if (option == "--device") {
    inquiry.device = value;
    return {};
  }
  if (option == "--units") {
    return whole_numbers(option, value, kMostStepsPerUnit).map([&](std::set<std::int64_t> units) {
      inquiry.units = std::move(units);
      inquiry.units.insert(1);  // what all others are compared with
    });
  }
  struct Number {
    std::string_view option;
    std::int64_t most;
    std::int64_t* number;
  };
  const Number numbers[] = {{"--hidden", kLargestCellSide, &inquiry.cell.hidden},
                            {"--batch", kLargestCellSide, &inquiry.cell.batch},
                            {"--layers", kLargestCellSide, &inquiry.cell.layers},
                            {"--unit", kMostStepsPerUnit, &inquiry.steps_per_unit}};
  for (const auto& [name, most, number] : numbers) {
    if (option == name)
      return whole_number(option, value, most).map([&](std::int64_t read) { *number = read; });
  }
  return failure(
      "no option \"", option,
      "\"; there are --cell, --hidden, --batch, --layers, --precision, --unit, --device and --units");
}

/// All words after the first are options with their values.
Result<Inquiry> read_inquiry(int argc, char** argv) {
  Inquiry inquiry;
  for (int i = 2; i < argc; i += 2) {
    if (i + 1 == argc) return failure(argv[i], " lacks its value");
    if (auto read = read_option(argv[i], argv[i + 1], inquiry); !read) return tl::unexpected(read.error());
  }
  return inquiry;
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

Result<StepTimes> measure_once(const DeviceProvider& provider, const Inquiry& inquiry, std::int64_t k) {
  auto input = open_input("noise", inquiry.cell.batch, 1);
  if (!input) return tl::unexpected(input.error());
  const auto device = provider.create(inquiry.device, inquiry.cell, k, *std::move(input), {});
  if (!device) return tl::unexpected(device.error());
  const std::int64_t state = (*device)->state_sizes().alpha;
  const auto arena = (*device)->allocate(std::max<std::int64_t>(1, kMeasuredArena / state) * state);
  if (!arena) return tl::unexpected(arena.error());
  const StepTimes times = calibrate(**device, **arena, Sequence(k, k), kPass);
  return (*device)->status().map([&] { return times; });
}

/// Over all lengths in turn and again, so that a busy moment of the machine does not decide between them; of
/// each time the least.
Result<std::map<std::int64_t, StepTimes>> measure(const DeviceProvider& provider, const Inquiry& inquiry) {
  std::map<std::int64_t, StepTimes> least;
  for (int pass = 0; pass < kPasses; ++pass) {
    for (const std::int64_t k : inquiry.units) {
      const auto times = measure_once(provider, inquiry, k);
      if (!times) return failure("units of ", k, " steps: ", times.error().message);
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
  const auto inquiry = read_inquiry(argc, argv);
  if (!inquiry) return tl::unexpected(inquiry.error());
  Description description;
  for (const DeviceInfo& device : provider.devices()) {
    auto described = provider.describe(device.id, inquiry->cell, inquiry->steps_per_unit);
    if (!described) return tl::unexpected(described.error());
    description.devices.push_back(*std::move(described));
  }
  return to_json(description);
}

Result<std::string> calibrate(int argc, char** argv, const DeviceProvider& provider) {
  const auto inquiry = read_inquiry(argc, argv);
  if (!inquiry) return tl::unexpected(inquiry.error());
  Calibration calibration{inquiry->device, inquiry->cell, {}};
  for (const std::int64_t k : lengths_of(inquiry->units)) {
    const auto described = provider.describe(inquiry->device, inquiry->cell, k);
    if (!described) return tl::unexpected(described.error());
    if (!described->info.available) return failure(inquiry->device, ": ", described->info.reason);
    calibration.units.push_back({k, {described->sizes, described->fixed}, std::nullopt});
  }
  const auto measured = measure(provider, *inquiry);
  if (!measured) return tl::unexpected(measured.error());
  for (UnitMeasure& unit : calibration.units) {
    if (const auto times = measured->find(unit.steps_per_unit); times != measured->end()) {
      unit.times = times->second;
    }
  }
  return to_json(calibration);
}

}  // namespace tidemark
