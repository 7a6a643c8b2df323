// SPDX-License-Identifier: Apache-2.0
/// Calibrations as JSON.
#include <string>

#include "core/files/json_parts.h"
#include "core/model/calibration.h"

namespace tidemark {
namespace {

constexpr std::string_view kFormat = "tidemark-calibration";
constexpr std::int64_t kVersion = 1;

Json json_of(const ChunkMeasure& chunk) {
  Json json = {{"steps", chunk.steps}, {"sizes", json_of(chunk.sizes)}};
  if (chunk.times) put_times(*chunk.times, json);
  return json;
}

ChunkMeasure read_chunk(Fields fields) {
  ChunkMeasure chunk;
  chunk.steps = fields.whole("steps", {1, kLongestChunk});
  chunk.sizes = read_chunk_sizes(fields.object("sizes"));
  if (fields.has("step_seconds")) chunk.times = read_times(fields);
  return chunk;
}

}  // namespace

Json json_of(const Calibration& calibration) {
  Json chunks = Json::array();
  for (const ChunkMeasure& chunk : calibration.chunks) chunks.push_back(json_of(chunk));
  return {{"format", kFormat},
          {"version", kVersion},
          {"device", calibration.device},
          {"cell", json_of(calibration.cell)},
          {"chunks", std::move(chunks)}};
}

Calibration read_calibration(Fields fields) {
  fields.expect_format(kFormat, kVersion);
  Calibration calibration;
  calibration.device = fields.text("device");
  calibration.cell = read_cell(fields.object("cell"));
  for (const auto& value : fields.list("chunks")) {
    const std::string place =
        fields.place_of("chunks") + "[" + std::to_string(calibration.chunks.size()) + "]";
    const ChunkMeasure chunk = read_chunk(fields.nested(value, place));
    const std::int64_t last = calibration.chunks.empty() ? 0 : calibration.chunks.back().steps;
    if (fields.is_good() && (chunk.steps <= last || (last == 0 && chunk.steps != 1))) {
      fields.fail(place + ".steps: must be 1 at first and then rise");
    }
    calibration.chunks.push_back(chunk);
  }
  const auto& chunks = calibration.chunks;
  if (fields.is_good() && (chunks.empty() || !chunks.front().times || !chunks.back().times)) {
    fields.fail(fields.place_of("chunks") + ": the first and the last must be measured");
  }
  return calibration;
}

std::string to_json(const Calibration& calibration) {
  return dumped(json_of(calibration));
}

Result<Calibration> parse_calibration(std::string_view json) {
  const auto parsed = parse_json(json, "the calibration");
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  return fields.check(read_calibration(fields.nested(*parsed, "")));
}

}  // namespace tidemark
