// SPDX-License-Identifier: Apache-2.0
#include "core/files/json_parts.h"

namespace tidemark {
namespace {

constexpr WholeRange kCellSide = {1, kLargestCellSide};
constexpr WholeRange kStateBytes = {1, std::int64_t{1} << 40};  // of one state
constexpr WholeRange kFixedBytes = {0, std::int64_t{1} << 48};
constexpr RealRange kAlpha = {1, kLargestRatio};
constexpr RealRange kBeta = {0, kLargestRatio};
constexpr RealRange kBudget = {0, Budget::kLargest};

Budget read_budget(Fields fields) {
  Budget budget;
  budget.measure = fields.word("measure", kMeasureNames);
  budget.value = fields.real("value", kBudget);
  return budget;
}

}  // namespace

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const Cell& cell) {
  return {{"kind", name_of(cell.kind)},
          {"hidden", cell.hidden},
          {"batch", cell.batch},
          {"layers", cell.layers},
          {"precision", name_of(cell.precision)}};
}

Cell read_cell(Fields fields) {
  Cell cell;
  cell.kind = fields.word("kind", kCellNames);
  cell.hidden = fields.whole("hidden", kCellSide, cell.hidden);
  cell.batch = fields.whole("batch", kCellSide, cell.batch);
  cell.layers = fields.whole("layers", kCellSide, cell.layers);
  if (fields.has("precision")) cell.precision = fields.word("precision", kPrecisionNames);
  return cell;
}

Json json_of(const Problem& problem) {
  Json json = {
      {"length", problem.length},
      {"strategy", name_of(problem.strategy)},
      {"budget",
       {{"measure", name_in(kMeasureNames, problem.budget.measure)}, {"value", problem.budget.value}}}};
  if (problem.alpha) json["alpha"] = *problem.alpha;
  if (problem.beta) json["beta"] = *problem.beta;
  json["chunk"] = problem.chunk_length;
  json["cell"] = json_of(problem.cell);
  json["device"] = problem.device;
  json["input"] = problem.input;
  return json;
}

Problem read_problem(Fields& fields) {
  Problem problem;
  problem.length = fields.whole("length", {1, kLongestLength});
  problem.strategy = fields.word("strategy", strategy_named, "one of " + std::string(kStrategyWords));
  if (fields.has("budget")) problem.budget = read_budget(fields.object("budget"));
  problem.alpha = fields.real_if_any("alpha", kAlpha);
  problem.beta = fields.real_if_any("beta", kBeta);
  problem.chunk_length = fields.whole("chunk", {kAutoChunk, kLongestChunk}, problem.chunk_length);
  if (fields.has("cell")) problem.cell = read_cell(fields.object("cell"));
  problem.device = fields.text("device", problem.device);
  problem.input = fields.text("input", problem.input);
  if (!fields.is_good()) return {};
  if (auto valid = validate(problem); !valid) {
    fields.fail((fields.path().empty() ? "" : fields.path() + ": ") + valid.error().message);
  }
  return problem;
}

Problem read_planned_problem(Fields& fields) {
  const Problem problem = read_problem(fields);
  if (problem.chunk_length != kAutoChunk) return problem;
  fields.fail(fields.place_of("chunk") + ": must be the number that was planned with, not 0");
  return {};
}

Json json_of_bytes(const StateBytes& sizes) {
  return {
      {"hidden_bytes", sizes.hidden}, {"internal_bytes", sizes.beta}, {"internal_alone_bytes", sizes.alpha}};
}

StateBytes read_bytes(Fields& fields) {
  StateBytes sizes;
  sizes.hidden = fields.whole("hidden_bytes", kStateBytes);
  sizes.beta = fields.whole("internal_bytes", kStateBytes);
  sizes.alpha = fields.whole("internal_alone_bytes", kStateBytes, sizes.beta + sizes.hidden);
  if (sizes.alpha < sizes.beta) {
    fields.fail(fields.place_of("internal_alone_bytes") + ": must be at least internal_bytes (" +
                std::to_string(sizes.beta) + "), not " + std::to_string(sizes.alpha));
  }
  return sizes;
}

FixedBytes read_fixed(Fields fields) {
  FixedBytes fixed;
  for (const auto& item : fields.raw().items()) fixed[item.key()] = fields.whole(item.key(), kFixedBytes);
  return fixed;
}

Json json_of(const ChunkSizes& sizes) {
  Json json = json_of_bytes(sizes.states);
  json["fixed"] = sizes.fixed;
  return json;
}

ChunkSizes read_chunk_sizes(Fields fields) {
  const StateBytes states = read_bytes(fields);
  return {states, read_fixed(fields.object("fixed"))};
}

void put_times(const StepTimes& times, Json& json) {
  json["step_seconds"] = {{"advance", times.advance}, {"keep", times.keep}, {"backward", times.backward}};
  json["iteration_seconds"] = times.iteration;
}

StepTimes read_times(Fields& fields) {
  Fields step = fields.object("step_seconds");
  return {.advance = step.real("advance", kSeconds, 0),
          .keep = step.real("keep", kSeconds, 0),
          .backward = step.real("backward", kSeconds, 0),
          .iteration = fields.real("iteration_seconds", kSeconds, 0)};
}

Json json_of(const DeviceInfo& device) {
  Json json = {{"id", device.id}, {"name", device.name}, {"available", device.available}};
  if (!device.reason.empty()) json["reason"] = device.reason;
  json["memory_bytes"] = device.memory_bytes;
  json["free_bytes"] = device.free_bytes;
  json["details"] = device.details;
  return json;
}

DeviceInfo read_device(Fields& fields) {
  DeviceInfo device;
  device.id = fields.text("id");
  device.name = fields.text("name", "");
  device.available = fields.flag("available", true);
  device.reason = fields.text("reason", "");
  device.memory_bytes = fields.whole("memory_bytes", kCounts, 0);
  device.free_bytes = fields.whole("free_bytes", kCounts, 0);
  Fields details = fields.object("details");
  for (const auto& item : details.raw().items()) device.details[item.key()] = details.text(item.key());
  return device;
}

}  // namespace tidemark
