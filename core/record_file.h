// SPDX-License-Identifier: Apache-2.0
/// Records as JSON Lines ("format": "tidemark-record", "version": 1): the runner's stream, and files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/record.h"
#include "core/result.h"

namespace tidemark {

/// One event as one line of JSON, without the line end.
std::string to_json_line(const Event& event);

/// Reads events a line at a time, as a runner writes them: checks each at the door and keeps their order honest
/// (start first, nothing after end). Not thread-safe.
class RecordReader {
 public:
  /// Takes one line. The Error names the line's number and what is wrong with it; the record so far stays good.
  Result<Event> read_line(std::string_view line);

  bool has_started() const { return started_; }
  const Record& record() const { return record_; }
  std::int64_t lines() const { return lines_; }

 private:
  Record record_;
  bool started_ = false;
  std::int64_t lines_ = 0;
};

/// A whole file. A record that ends early (no `end`, a torn last line) is partial, not an error.
Result<Record> load_record(const std::filesystem::path& path);

/// Written whole or not at all.
Result<void> save_record(const Record& record, const std::filesystem::path& path);

}  // namespace tidemark
