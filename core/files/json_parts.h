// SPDX-License-Identifier: Apache-2.0
/// What several file formats share, with one way to write and one to read each part. Internal to core/files:
/// include it from .cpp files only.
///
/// Readers check every field, and keep the first failure in `fields`, see json_fields.h.
#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <vector>

#include "core/base/text_writer.h"
#include "core/files/json_fields.h"
#include "core/model/calibration.h"
#include "core/model/problem.h"
#include "core/model/record.h"
#include "core/plan/plan.h"

namespace tidemark {

/// Keeps the order in which fields were written.
using Json = nlohmann::ordered_json;

/// Steps and chunks that an action can name.
inline constexpr WholeRange kSteps = {0, kLongestLength};

/// The value on one line; bytes that are no UTF-8 (file names may hold some) are replaced.
std::string dumped(const Json& value);

/// {"kind": "lstm", "hidden": 256, "batch": 32, "layers": 1, "precision": "float32"}
Json json_of(const Cell& cell);
Cell read_cell(Fields fields);

/// The fields of a .tidemark file except its format and version. alpha and beta are there only if given by
/// hand; "chunk" is 0 if it is to be chosen.
Json json_of(const Problem& problem);
/// Missing fields get a Problem's defaults, except length and strategy, which are required. validate() checks
/// the whole.
Problem read_problem(Fields& fields);
/// The same for a problem that has been planned, whose chunk length is a number.
Problem read_planned_problem(Fields& fields);

/// {"hidden_bytes", "internal_bytes", "internal_alone_bytes"}; internal_bytes is beta's size.
Json json_of_bytes(const StateBytes& sizes);
StateBytes read_bytes(Fields& fields);

/// {name: bytes, ..}
FixedBytes read_fixed(Fields fields);

/// The fields of json_of_bytes(), and "fixed".
Json json_of(const ChunkSizes& sizes);
ChunkSizes read_chunk_sizes(Fields fields);

inline constexpr RealRange kSeconds = {0, 1e18};

/// "step_seconds": {"advance", "keep", "backward"}, and beside it "iteration_seconds".
void put_times(const StepTimes& times, Json& json);
StepTimes read_times(Fields& fields);

/// What to_json() of a Calibration writes.
Json json_of(const Calibration& calibration);
Calibration read_calibration(Fields fields);

Json json_of(const DeviceInfo& device);
DeviceInfo read_device(Fields& fields);

/// Streams a plan file; `line_end` is put after every action ("" for a plan inside a request).
void put_plan(const Plan& plan, TextWriter& out, std::string_view line_end);

/// Takes a plan's actions while the text with the plan is parsed.
class ActionReader : public ListReader {
 public:
  using ListReader::ListReader;

  void begin() override;
  void take(const nlohmann::json& item) override;

  /// The actions taken, once the whole text is parsed. `fields` is the plan's object.
  std::vector<Action> finish(Fields& fields);

 private:
  std::vector<Action> actions_;
  std::optional<Error> error_;  ///< of the first action that is wrong; its place is relative to the list
};

/// Reads a plan and checks it. `fields` is the plan's object, `actions` took part in parsing its text.
Result<std::shared_ptr<const Plan>> read_plan(Fields& fields, ActionReader& actions);

}  // namespace tidemark
