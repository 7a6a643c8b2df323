// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/problem_options.h"

#include <algorithm>
#include <array>

#include "core/model/device_id.h"
#include "core/plan/chunk_search.h"
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
    const auto percent = arguments.real_number(kPercent);
    if (!percent) return tl::unexpected(percent.error());
    if (!(**percent > 0 && **percent <= Budget::kMostPercent)) {
      return failure("--percent must be above 0 and at most ", Budget::kMostPercent, ", not ", **percent);
    }
    return Budget{Budget::Measure::Percent, **percent};
  }
  const bool in_slots = given == &kSlots;
  const auto number = arguments.whole_number(*given, 1, in_slots ? kMostSlots : kMostBytes);
  if (!number) return tl::unexpected(number.error());
  const Budget::Measure chunk = in_slots           ? Budget::Measure::Slots
                                : given == &kBytes ? Budget::Measure::Bytes
                                                   : Budget::Measure::DeviceMemory;
  return Budget{chunk, static_cast<double>(**number)};
}

/// The least that `problem`'s strategy needs, in slots.
Result<Budget> smallest_budget(const Question& question) {
  const Problem& problem = question.problem;
  const auto sizes = planning_sizes(problem, question.device);
  if (!sizes) return tl::unexpected(sizes.error());
  Solver solver;
  const auto policy = solver.policy(problem.strategy, *sizes, sequence_of(problem).chunks(), 0);
  if (!policy) return tl::unexpected(policy.error());
  const std::int64_t slot = slot_size(problem.strategy, *sizes);
  const std::int64_t slots = ((**policy)->smallest_budget(sequence_of(problem).chunks()) + slot - 1) / slot;
  return Budget{Budget::Measure::Slots, static_cast<double>(slots)};
}

/// --chunk: kAutoChunk for "auto".
Result<std::int64_t> read_chunk(const Arguments& arguments) {
  if (arguments.text(kChunk) == "auto") return kAutoChunk;
  return arguments.whole_number(kChunk, 1, kLongestChunk).map([](const auto& k) { return k.value_or(1); });
}

/// Measures the device and takes the chunks that are fastest. A baseline without a budget may take any.
Result<Question> settle_chunk(Question question, bool has_budget) {
  Problem& problem = question.problem;
  auto calibration = calibrate_device(problem.device, problem.cell).map_error([](const Error& error) {
    return Error{"--chunk auto has to measure: " + error.message};
  });
  if (!calibration) return tl::unexpected(calibration.error());
  if (!has_budget) problem.budget = {Budget::Measure::Percent, Budget::kMostPercent};
  const auto found = find_chunk(problem, *calibration);
  if (!found) return tl::unexpected(found.error());
  problem = (*found)->problem;
  question.device = (*found)->sizes;
  question.calibration = std::make_shared<const Calibration>(*std::move(calibration));
  return question;
}

}  // namespace

Result<std::string> read_device(const Arguments& arguments) {
  return DeviceId::parse(arguments.text(kDevice).value_or("cpu"))
      .map([](const DeviceId& id) { return id.text(); })
      .map_error([](const Error& error) { return Error{"--device: " + error.message}; });
}

Result<Cell> read_cell(const Arguments& arguments, Cell cell) {
  if (const auto name = arguments.text(kCell)) {
    const auto kind = cell_named(*name);
    if (!kind) return failure("--cell must be lstm, gru or tanh, not \"", *name, "\"");
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
  if (const auto name = arguments.text(kPrecision)) {
    const auto precision = precision_named(*name);
    if (!precision) return failure("--precision must be ", kPrecision.help, ", not \"", *name, "\"");
    cell.precision = *precision;
  }
  return cell;
}

Result<Problem> read_policy_options(const Arguments& arguments) {
  Problem problem;
  const auto length = arguments.whole_number(kLength, 1, kLongestLength);
  if (!length) return tl::unexpected(length.error());
  if (!*length) return failure("needs --length ", kLength.value);
  problem.length = **length;

  const auto strategy = arguments.text(kStrategy);
  if (!strategy) return failure("needs --strategy ", kStrategy.value, ", one of ", kStrategyWords);
  const auto named = strategy_named(*strategy);
  if (!named) return failure("--strategy must be one of ", kStrategyWords, ", not \"", *strategy, "\"");
  problem.strategy = *named;

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

Result<Question> read_question(const Arguments& arguments, bool needs_device) {
  const auto problem = read_policy_options(arguments);
  if (!problem) return tl::unexpected(problem.error());
  Question question{*problem, std::nullopt, nullptr};
  const auto budget = read_budget(arguments);
  if (!budget) return tl::unexpected(budget.error());
  if (!*budget && is_optimised(problem->strategy)) {
    return failure(name_of(problem->strategy),
                   " needs a budget: --slots M, --bytes N, --device-memory N or --percent P");
  }
  if (*budget) question.problem.budget = **budget;
  const auto cell = read_cell(arguments, Cell{});
  if (!cell) return tl::unexpected(cell.error());
  question.problem.cell = *cell;
  const auto device = read_device(arguments);
  if (!device) return tl::unexpected(device.error());
  question.problem.device = *device;
  const auto chunk = read_chunk(arguments);
  if (!chunk) return tl::unexpected(chunk.error());
  question.problem.chunk_length = *chunk;

  if (*chunk == kAutoChunk) return settle_chunk(question, budget->has_value());
  for (const Option* option :
       {&kBytes, &kDeviceMemory, &kCell, &kHidden, &kBatch, &kLayers, &kPrecision, &kDevice, &kChunk}) {
    needs_device = needs_device || arguments.has(*option);
  }
  if (needs_device) {
    const auto sizes = device_sizes(*device, *cell, *chunk);
    if (!sizes) return tl::unexpected(sizes.error());
    question.device = *sizes;
  }
  if (*budget) return question;
  return smallest_budget(question).map([&](const Budget& least) {
    question.problem.budget = least;
    return question;
  });
}

}  // namespace tidemark
