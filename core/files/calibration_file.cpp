// SPDX-License-Identifier: Apache-2.0
/// Calibrations as JSON.
#include <string>

#include "core/model/calibration.h"
#include "core/files/json_parts.h"

namespace tidemark {
namespace {

constexpr std::string_view kFormat = "tidemark-calibration";
constexpr std::int64_t kVersion = 1;

Json json_of(const UnitMeasure& unit) {
  Json json = {{"steps", unit.steps_per_unit}, {"sizes", json_of(unit.sizes)}};
  if (unit.times) put_times(*unit.times, json);
  return json;
}

UnitMeasure read_unit(Fields fields) {
  UnitMeasure unit;
  unit.steps_per_unit = fields.whole("steps", {1, kMostStepsPerUnit});
  unit.sizes = read_unit_sizes(fields.object("sizes"));
  if (fields.has("step_seconds")) unit.times = read_times(fields);
  return unit;
}

}  // namespace

Json json_of(const Calibration& calibration) {
  Json units = Json::array();
  for (const UnitMeasure& unit : calibration.units) units.push_back(json_of(unit));
  return {{"format", kFormat},
          {"version", kVersion},
          {"device", calibration.device},
          {"cell", json_of(calibration.cell)},
          {"units", std::move(units)}};
}

Calibration read_calibration(Fields fields) {
  fields.expect_format(kFormat, kVersion);
  Calibration calibration;
  calibration.device = fields.text("device");
  calibration.cell = read_cell(fields.object("cell"));
  for (const auto& value : fields.list("units")) {
    const std::string place = fields.place_of("units") + "[" + std::to_string(calibration.units.size()) + "]";
    const UnitMeasure unit = read_unit(fields.nested(value, place));
    const std::int64_t last = calibration.units.empty() ? 0 : calibration.units.back().steps_per_unit;
    if (fields.is_good() && (unit.steps_per_unit <= last || (last == 0 && unit.steps_per_unit != 1))) {
      fields.fail(place + ".steps: must be 1 at first and then rise");
    }
    calibration.units.push_back(unit);
  }
  const auto& units = calibration.units;
  if (fields.is_good() && (units.empty() || !units.front().times || !units.back().times)) {
    fields.fail(fields.place_of("units") + ": the first and the last must be measured");
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
