// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/problem_options.h"

#include <algorithm>
#include <array>

#include "core/model/device_id.h"
#include "core/plan/settle.h"
#include "core/plan/smallest_budget.h"
#include "core/solver/solver.h"
#include "ui/client/blocking.h"

namespace tidemark {
namespace {

constexpr auto kMostBytes = static_cast<std::int64_t>(Budget::kLargest);

Result<std::optional<Budget>> read_budget(const Arguments& arguments) {
  const Option* given = nullptr;
  for (const Option* option : {&kSlots, &kBytes, &kDeviceMemory, &kPercent}) {
    if (!arguments.has(*option)) continue;
    if (given != nullptr) {
      return failure("takes one budget, but got ", given->name, " and ", option->name);
    }
    given = option;
  }
  if (given == nullptr) return std::nullopt;
  if (given == &kPercent) {
    const auto percent = arguments.percent(kPercent);
    if (!percent) return tl::unexpected(percent.error());
    if (!(**percent > 0 && **percent <= Budget::kMostPercent)) {
      return failure("--percent must be above 0 and at most ", Budget::kMostPercent, ", not ", **percent);
    }
    return Budget{Budget::Measure::Percent, **percent};
  }
  const bool in_slots = given == &kSlots;
  const auto number =
      in_slots ? arguments.whole_number(*given, 1, kMostSlots) : arguments.bytes(*given, kMostBytes);
  if (!number) return tl::unexpected(number.error());
  const Budget::Measure measure = in_slots           ? Budget::Measure::Slots
                                  : given == &kBytes ? Budget::Measure::Bytes
                                                     : Budget::Measure::DeviceMemory;
  return Budget{measure, static_cast<double>(**number)};
}

Result<Strategy> read_strategy(const Arguments& arguments) {
  const auto word = arguments.text(kStrategy);
  if (!word) return failure("needs --strategy ", kStrategy.value, ", one of ", kStrategyWords);
  const auto named = strategy_named(*word);
  if (!named) return failure("--strategy must be one of ", kStrategyWords, ", not \"", *word, "\"");
  return *named;
}

/// Reads --chunk; kAutoChunk for "auto".
Result<std::int64_t> read_chunk(const Arguments& arguments) {
  if (arguments.word(kChunk) == "auto") return kAutoChunk;
  return arguments.whole_number(kChunk, 1, kLongestChunk).map([](const auto& k) { return k.value_or(1); });
}

Result<Calibration> measured(const Problem& problem) {
  return calibrate_device(problem.device, problem.cell).map_error([](const Error& error) {
    return Error{"--chunk auto has to measure: " + error.message};
  });
}

/// Whether an option concerns the device: a cell, a device, a chunk, a budget in bytes.
bool names_device(const Arguments& arguments) {
  const std::array options = {&kBytes,  &kDeviceMemory, &kCell,   &kHidden,  &kBatch,
                              &kLayers, &kPrecision,    &kDevice, &kThreads, &kChunk};
  return std::ranges::any_of(options, [&](const Option* option) { return arguments.has(*option); });
}

}  // namespace

Result<std::optional<std::string>> read_device(const Arguments& arguments) {
  const auto threads = arguments.whole_number(kThreads, 1, DeviceId::kMostThreads);
  if (!threads) return tl::unexpected(threads.error());
  const auto word = arguments.word(kDevice);
  if (!word && !*threads) return std::nullopt;
  auto id = DeviceId::parse(word.value_or("cpu"));
  if (!id) return failure("--device: ", id.error().message);
  if (*threads) {
    if (*id != DeviceId{}) {
      return failure("--threads is short for --device cpu:N; it does not go with --device ", *word);
    }
    id->threads = static_cast<int>(**threads);
  }
  return id->text();
}

Result<Cell> read_cell(const Arguments& arguments, Cell cell) {
  if (const auto name = arguments.word(kCell)) {
    const auto kind = value_in(kCellNames, *name);
    if (!kind) return failure("--cell must be one of ", list_of(kCellNames), ", not \"", *name, "\"");
    cell.kind = *kind;
  }
  struct Side {
    const Option& option;
    std::int64_t& value;
  };
  for (const auto& [option, value] :
       std::array{Side{kHidden, cell.hidden}, Side{kBatch, cell.batch}, Side{kLayers, cell.layers}}) {
    const auto number = arguments.whole_number(option, 1, kLargestCellSide);
    if (!number) return tl::unexpected(number.error());
    value = number->value_or(value);
  }
  if (const auto name = arguments.word(kPrecision)) {
    const auto precision = value_in(kPrecisionNames, *name);
    if (!precision)
      return failure("--precision must be one of ", list_of(kPrecisionNames), ", not \"", *name, "\"");
    cell.precision = *precision;
  }
  return cell;
}

Result<Problem> read_policy_options(const Arguments& arguments, const LookedFor& looked_for) {
  Problem problem;
  const auto length = arguments.whole_number(kLength, 1, kLongestLength);
  if (!length) return tl::unexpected(length.error());
  if (!*length && !looked_for.length) return failure("needs --length ", kLength.value);
  problem.length = length->value_or(looked_for.length.value_or(1));

  const auto strategy =
      looked_for.strategy ? Result<Strategy>(*looked_for.strategy) : read_strategy(arguments);
  if (!strategy) return tl::unexpected(strategy.error());
  problem.strategy = *strategy;

  const auto alpha = arguments.real_number(kAlpha);
  if (!alpha) return tl::unexpected(alpha.error());
  const auto beta = arguments.real_number(kBeta);
  if (!beta) return tl::unexpected(beta.error());
  if (auto sizes = sizes_from_ratios(*alpha, *beta); !sizes) {
    return failure(*alpha ? "--alpha " : "--beta ", arguments.text(*alpha ? kAlpha : kBeta).value_or(""),
                   ": ", sizes.error().message);
  }
  problem.alpha = *alpha;
  problem.beta = *beta;
  return problem;
}

Result<Settled> settle_arguments(const Arguments& arguments, bool needs_device, const LookedFor& looked_for) {
  auto problem = read_policy_options(arguments, looked_for);
  if (!problem) return tl::unexpected(problem.error());
  auto budget = read_budget(arguments);
  if (!budget) return tl::unexpected(budget.error());
  if (!*budget) *budget = looked_for.budget;
  if (!*budget && is_optimised(problem->strategy)) {
    return failure(name_of(problem->strategy),
                   " needs a budget: --slots M, --bytes N, --device-memory N or --percent P");
  }
  const auto cell = read_cell(arguments, Cell{});
  if (!cell) return tl::unexpected(cell.error());
  problem->cell = *cell;
  const auto device = read_device(arguments);
  if (!device) return tl::unexpected(device.error());
  problem->device = device->value_or(problem->device);
  const auto chunk = read_chunk(arguments);
  if (!chunk) return tl::unexpected(chunk.error());
  problem->chunk_length = *chunk;

  Question question{*problem};
  Problem& asked = question.problem;
  const bool finds_chunk = *chunk == kAutoChunk;
  // A baseline without a budget may take chunks of any length, and any memory until the least that it needs
  // is known.
  asked.budget = budget->value_or(finds_chunk ? Budget{Budget::Measure::Percent, Budget::kMostPercent}
                                              : Budget{Budget::Measure::Slots, 1});
  if (finds_chunk) {
    auto calibration = measured(asked);
    if (!calibration) return tl::unexpected(calibration.error());
    question.calibration = std::make_shared<const Calibration>(*std::move(calibration));
  } else if (needs_device || names_device(arguments)) {
    const auto sizes = device_sizes(asked.device, asked.cell, *chunk);
    if (!sizes) return tl::unexpected(sizes.error());
    question.device = *sizes;
  }
  const auto settled = settle(question);
  if (!settled) return tl::unexpected(settled.error());
  if (*budget || finds_chunk) return **settled;
  Solver solver;
  // Without one, solving the question will say what is wrong.
  return with_smallest_budget(**settled, solver).value_or(**settled);
}

}  // namespace tidemark
