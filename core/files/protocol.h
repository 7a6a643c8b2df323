// SPDX-License-Identifier: Apache-2.0
/// What is said to a runner, and what it answers when asked what it can do. Its stream is
/// core/files/record_file.h's.
///
/// A runner reads one request as JSON on standard input up to the end of its first line, and writes events as
/// JSON Lines on standard output. A second line, or the end of its input, saying "cancel" stops it (the end
/// of input alone does not); it then writes an `end` event with status "cancelled" and exits 0. Exit 1: the
/// run failed, and the last event says why; 2: the request was refused, and standard error has one line.
/// `RUNNER --describe [--cell C --hidden H --batch B --layers L --precision P --chunk K]` prints a
/// Description as one JSON object. `RUNNER --calibrate --device ID [the same options of a cell] [--chunks
/// 1,2,4,..]` measures chunks of those lengths and prints a core/model/calibration.h as one JSON object, with
/// the sizes of some lengths between.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/model/record.h"
#include "core/plan/plan.h"

namespace tidemark {

struct Request {
  std::shared_ptr<const Plan> plan;
  std::int64_t iterations = 1;
  bool verify = false;          ///< compare the first iteration's gradients with standard BPTT's
  double learning_rate = 1e-3;  ///< of Adam
  std::uint64_t seed = 1;       ///< of weights and noise
};

/// "format": "tidemark-request", "version": 1; one line.
std::string to_json(const Request& request);
Result<Request> parse_request(std::string_view json);

/// A device with the exact sizes of one cell on it.
struct DeviceDescription {
  DeviceInfo info;
  std::vector<CellKind> cells;
  std::vector<Precision> precisions;
  Cell cell;                      ///< what the sizes are of
  std::int64_t chunk_length = 1;  ///< likewise
  StateSizes sizes;  ///< in bytes, as the arena counts them (256-byte aligned); alpha and beta follow
  FixedBytes fixed;
};

/// "format": "tidemark-devices", "version": 1.
struct Description {
  std::vector<DeviceDescription> devices;
};
std::string to_json(const Description& description);
Result<Description> parse_description(std::string_view json);

}  // namespace tidemark
