// SPDX-License-Identifier: Apache-2.0
#include "core/files/protocol.h"

#include <sstream>
#include <utility>

#include "core/files/json_parts.h"

namespace tidemark {
namespace {

constexpr std::string_view kRequestFormat = "tidemark-request";
constexpr std::string_view kDevicesFormat = "tidemark-devices";
constexpr std::int64_t kVersion = 1;

constexpr WholeRange kIterations = {1, 1'000'000'000};
constexpr RealRange kLearningRate = {0, 1e6};

std::string_view name_of_kind(const Request& request) {
  constexpr std::string_view kNames[] = {"describe", "calibrate", "run"};  // in the order of the variant
  return kNames[request.index()];
}

Json json_of(const std::set<std::int64_t>& chunk_lengths) {
  return Json(std::vector<std::int64_t>(chunk_lengths.begin(), chunk_lengths.end()));
}

std::set<std::int64_t> read_chunk_lengths(Fields& fields, const std::set<std::int64_t>& fallback) {
  if (!fields.has("chunks")) return fallback;
  std::set<std::int64_t> lengths;
  for (const auto& value : fields.list("chunks")) {
    const std::string place = fields.place_of("chunks") + "[" + std::to_string(lengths.size()) + "]";
    const auto length = whole_number(value, {1, kLongestChunk}, place);
    if (!length) {
      fields.fail(length.error().message);
      return fallback;
    }
    lengths.insert(*length);
  }
  if (fields.is_good() && lengths.empty()) fields.fail(fields.place_of("chunks") + ": must not be empty");
  return lengths;
}

Describe read_describe(Fields& fields) {
  Describe describe;
  if (fields.has("cell")) describe.cell = read_cell(fields.object("cell"));
  describe.chunk_lengths = read_chunk_lengths(fields, describe.chunk_lengths);
  if (fields.has("devices")) {
    for (const auto& device : fields.list("devices")) {
      if (device.is_string()) {
        describe.devices.insert(device.get<std::string>());
      } else {
        fields.fail(fields.place_of("devices") + ": must be texts");
      }
    }
  }
  return describe;
}

Calibrate read_calibrate(Fields& fields) {
  Calibrate calibrate;
  calibrate.device = fields.text("device", calibrate.device);
  if (fields.has("cell")) calibrate.cell = read_cell(fields.object("cell"));
  calibrate.chunk_lengths = read_chunk_lengths(fields, calibrate.chunk_lengths);
  return calibrate;
}

Result<Run> read_run(Fields& fields, ActionReader& actions) {
  Run run;
  run.iterations = fields.whole("iterations", kIterations, run.iterations);
  run.verify = fields.flag("verify", run.verify);
  run.learning_rate = fields.real("learning_rate", kLearningRate, run.learning_rate);
  run.seed = fields.natural("seed", run.seed);
  Fields plan_fields = fields.object("plan");
  if (!fields.is_good()) return tl::unexpected(fields.error());
  auto plan = read_plan(plan_fields, actions);
  if (!plan) return tl::unexpected(plan.error());
  run.plan = *std::move(plan);
  return run;
}

Json json_of(const DeviceDescription& device) {
  Json cells = Json::array();
  for (CellKind kind : device.cells) cells.push_back(name_of(kind));
  Json precisions = Json::array();
  for (Precision precision : device.precisions) precisions.push_back(name_of(precision));
  Json chunks = Json::array();
  for (const auto& [steps, sizes] : device.chunks) {
    Json chunk = {{"steps", steps}};
    if (sizes) {
      chunk["sizes"] = json_of(*sizes);
    } else {
      chunk["reason"] = sizes.error().message;
    }
    chunks.push_back(std::move(chunk));
  }
  Json json = json_of(device.info);
  json["cells"] = std::move(cells);
  json["precisions"] = std::move(precisions);
  json["cell"] = json_of(device.cell);
  json["chunks"] = std::move(chunks);
  return json;
}

/// A list of names; those this program does not know are left out, since a newer runner may know more.
template <class T, std::size_t N>
std::vector<T> read_names(const nlohmann::json& list, const Named<T> (&table)[N]) {
  std::vector<T> known;
  for (const auto& value : list) {
    if (!value.is_string()) continue;
    if (const auto found = value_in(table, value.get_ref<const std::string&>())) known.push_back(*found);
  }
  return known;
}

DeviceDescription read_description(Fields fields) {
  DeviceDescription device;
  device.info = read_device(fields);
  device.cells = read_names(fields.list("cells"), kCellNames);
  device.precisions = read_names(fields.list("precisions"), kPrecisionNames);
  if (fields.has("cell")) device.cell = read_cell(fields.object("cell"));
  std::size_t count = 0;
  for (const auto& value : fields.list("chunks")) {
    Fields chunk = fields.nested(value, fields.place_of("chunks") + "[" + std::to_string(count++) + "]");
    const std::int64_t steps = chunk.whole("steps", {1, kLongestChunk});
    const Result<ChunkSizes> sizes = chunk.has("reason")
                                         ? Result<ChunkSizes>(failure(chunk.text("reason")))
                                         : Result<ChunkSizes>(read_chunk_sizes(chunk.object("sizes")));
    device.chunks.insert_or_assign(steps, sizes);
  }
  if (fields.is_good() && device.info.available && device.chunks.empty()) {
    fields.fail(fields.place_of("chunks") + ": must not be empty where the device is available");
  }
  return device;
}

}  // namespace

std::string to_json(const Request& request) {
  const auto begin = [&](const Json& json) {
    Json whole = {{"format", kRequestFormat}, {"version", kVersion}, {"kind", name_of_kind(request)}};
    whole.update(json);
    return dumped(whole);
  };
  if (const auto* describe = std::get_if<Describe>(&request)) {
    return begin({{"cell", json_of(describe->cell)},
                  {"chunks", json_of(describe->chunk_lengths)},
                  {"devices", std::vector(describe->devices.begin(), describe->devices.end())}});
  }
  if (const auto* calibrate = std::get_if<Calibrate>(&request)) {
    return begin({{"device", calibrate->device},
                  {"cell", json_of(calibrate->cell)},
                  {"chunks", json_of(calibrate->chunk_lengths)}});
  }
  const Run& run = std::get<Run>(request);
  std::ostringstream text;
  TextWriter out(text);
  out << "{\"format\":\"" << kRequestFormat << "\",\"version\":" << kVersion << ",\"kind\":\""
      << name_of_kind(request) << "\""
      << ",\"iterations\":" << run.iterations << ",\"verify\":" << (run.verify ? "true" : "false")
      << ",\"learning_rate\":" << run.learning_rate << ",\"seed\":" << run.seed << ",\"plan\":";
  put_plan(*run.plan, out, "");
  out << "}";
  (void)out.finish();  // a string stream takes everything
  return std::move(text).str();
}

Result<Request> parse_request(std::string_view json) {
  ActionReader actions({"plan", "actions"});
  const auto parsed = parse_json(json, "the request", &actions);
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  fields.expect_format(kRequestFormat, kVersion);
  const std::string kind = fields.text("kind");
  if (!fields.is_good()) return tl::unexpected(fields.error());
  if (kind == "describe") return fields.check(Request(read_describe(fields)));
  if (kind == "calibrate") return fields.check(Request(read_calibrate(fields)));
  if (kind == "run") return read_run(fields, actions).map([](Run run) { return Request(std::move(run)); });
  return failure("kind: must be describe, calibrate or run, not ", shown(kind));
}

Result<ChunkSizes> DeviceDescription::sizes_in_chunks_of(std::int64_t steps) const {
  if (!info.available) return failure(info.reason);
  const auto found = chunks.find(steps);
  if (found == chunks.end()) return failure("nothing was said of chunks of ", steps, " steps");
  return found->second;
}

Result<DeviceSizes> DeviceDescription::sizes_for(std::int64_t steps) const {
  return sizes_in_chunks_of(1).and_then([&](const ChunkSizes& step) {
    return sizes_in_chunks_of(steps).map([&](const ChunkSizes& chunk) { return DeviceSizes(step, chunk); });
  });
}

std::string to_json(const Description& description) {
  Json devices = Json::array();
  for (const DeviceDescription& device : description.devices) devices.push_back(json_of(device));
  return dumped({{"format", kDevicesFormat}, {"version", kVersion}, {"devices", std::move(devices)}});
}

Result<Description> parse_description(std::string_view json) {
  const auto parsed = parse_json(json, "the description of the devices");
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  fields.expect_format(kDevicesFormat, kVersion);
  Description description;
  for (const auto& device : fields.list("devices")) {
    const std::string place = "devices[" + std::to_string(description.devices.size()) + "]";
    description.devices.push_back(read_description(fields.nested(device, place)));
  }
  return fields.check(std::move(description));
}

}  // namespace tidemark
