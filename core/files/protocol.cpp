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

Json json_of(const DeviceDescription& device) {
  Json cells = Json::array();
  for (CellKind kind : device.cells) cells.push_back(name_of(kind));
  Json precisions = Json::array();
  for (Precision precision : device.precisions) precisions.push_back(name_of(precision));
  Json json = json_of(device.info);
  json["cells"] = std::move(cells);
  json["precisions"] = std::move(precisions);
  json["cell"] = json_of(device.cell);
  json["chunk"] = device.chunk_length;
  if (device.info.available) {
    json["sizes"] = json_of_bytes(device.sizes);
    json["sizes"]["fixed"] = device.fixed;
  }
  return json;
}

/// A list of names; those this program does not know are left out, since a newer runner may know more.
template <class T>
std::vector<T> read_names(const nlohmann::json& list, std::optional<T> (*named)(std::string_view)) {
  std::vector<T> known;
  for (const auto& value : list) {
    const auto found = value.is_string() ? named(value.get_ref<const std::string&>()) : std::nullopt;
    if (found) known.push_back(*found);
  }
  return known;
}

DeviceDescription read_description(Fields fields) {
  DeviceDescription device;
  device.info = read_device(fields);
  device.cells = read_names(fields.list("cells"), cell_named);
  device.precisions = read_names(fields.list("precisions"), precision_named);
  if (fields.has("cell")) device.cell = read_cell(fields.object("cell"));
  device.chunk_length = fields.whole("chunk", {1, kLongestChunk}, 1);
  if (device.info.available || fields.has("sizes")) {
    Fields sizes = fields.object("sizes");
    device.sizes = read_bytes(sizes);
    device.fixed = read_fixed(sizes.object("fixed"));
  }
  return device;
}

}  // namespace

std::string to_json(const Request& request) {
  std::ostringstream text;
  TextWriter out(text);
  out << "{\"format\":\"" << kRequestFormat << "\",\"version\":" << kVersion
      << ",\"iterations\":" << request.iterations << ",\"verify\":" << (request.verify ? "true" : "false")
      << ",\"learning_rate\":" << request.learning_rate << ",\"seed\":" << request.seed << ",\"plan\":";
  put_plan(*request.plan, out, "");
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
  Request request;
  request.iterations = fields.whole("iterations", kIterations, request.iterations);
  request.verify = fields.flag("verify", request.verify);
  request.learning_rate = fields.real("learning_rate", kLearningRate, request.learning_rate);
  request.seed = fields.natural("seed", request.seed);
  Fields plan_fields = fields.object("plan");
  if (!fields.is_good()) return tl::unexpected(fields.error());
  return read_plan(plan_fields, actions).map([&](auto plan) {
    request.plan = std::move(plan);
    return request;
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
