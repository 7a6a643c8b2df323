// SPDX-License-Identifier: Apache-2.0
/// What a runner is asked, and what it answers.
///
/// A runner takes no options. It reads one request as one line of JSON on standard input:
///
///     {"format":"tidemark-request","version":1,"kind":"describe","cell":{..},"chunks":[1,4],"devices":["cpu:3"]}
///     {"format":"tidemark-request","version":1,"kind":"calibrate","device":"cpu","cell":{..},"chunks":[1,8]}
///     {"format":"tidemark-request","version":1,"kind":"run","iterations":1,..,"plan":{..}}
///
/// It answers on standard output: `describe` with one line, a Description; `calibrate` with one line, a
/// Calibration (core/model/calibration.h); `run` with a record as it happens (core/files/record_file.h). A
/// later line "cancel" on standard input stops any of them, with or without its line end; the end of standard
/// input alone stops nothing. A run that is stopped ends its record with status "cancelled"; the other two
/// then answer nothing. A runner also stops when the reader of its standard output has gone.
///
/// Exit code 0: done, or cancelled. 1: the work failed; the record's last event says why, or standard error
/// does. 2: the request was refused, and standard error has one line that says why.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/model/record.h"
#include "core/plan/plan.h"

namespace tidemark {

/// "Which devices do you have, and how large is this cell on them in chunks of so many steps?"
struct Describe {
  Cell cell = {};
  std::set<std::int64_t> chunk_lengths = {1};
  std::set<std::string> devices = {};  ///< to be described beside those that the runner lists by itself
};

/// "How fast is this cell on this device in chunks of so many steps?" Chunks of one step are always measured.
struct Calibrate {
  std::string device = "cpu";
  Cell cell = {};
  std::set<std::int64_t> chunk_lengths = {1, 2, 4, 8, 16, 32, 64, 128};
};

/// "Carry this plan out."
struct Run {
  std::shared_ptr<const Plan> plan;
  std::int64_t iterations = 1;
  bool verify = false;          ///< compare the first iteration's gradients with standard BPTT's
  double learning_rate = 1e-3;  ///< of Adam
  std::uint64_t seed = 1;       ///< of weights and noise
};

using Request = std::variant<Describe, Calibrate, Run>;

/// One line, without its end.
std::string to_json(const Request& request);
Result<Request> parse_request(std::string_view json);

/// A device, and how large one cell is on it.
struct DeviceDescription {
  DeviceInfo info;
  std::vector<CellKind> cells;
  std::vector<Precision> precisions;
  Cell cell;  ///< the one whose sizes these are
  /// By chunk length: sizes in bytes as the arena counts them (256-byte aligned), or why the device cannot
  /// take chunks of that length. Empty if the device cannot be used.
  std::map<std::int64_t, Result<ChunkSizes>> chunks;

  /// Errors: the reason why the device, or chunks of that length on it, cannot be used.
  Result<ChunkSizes> sizes_in_chunks_of(std::int64_t steps) const;
  /// Sizes in single steps and in chunks of `steps`. An Error also if one of them was not asked about.
  Result<DeviceSizes> sizes_for(std::int64_t steps) const;
};

/// "format": "tidemark-devices", "version": 1.
struct Description {
  std::vector<DeviceDescription> devices;
};
/// One line, without its end.
std::string to_json(const Description& description);
Result<Description> parse_description(std::string_view json);

}  // namespace tidemark
