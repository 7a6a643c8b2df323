// SPDX-License-Identifier: Apache-2.0
/// Records as JSON Lines ("format": "tidemark-record", "version": 1): a runner's stream and record files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/record.h"

namespace tidemark {

/// One event as one line of JSON, without the line end.
std::string to_json_line(const Event& event);

/// Whether a record is read with its actions. Without them a long record is read many times as fast, and
/// takes little memory: enough to say what was run and what came out.
enum class WithActions : bool { No, Yes };

/// Reads events a line at a time, as a runner writes them. Checks each event, and that start comes first and
/// nothing after end. The record keeps the actions of the first iteration that has any. Not thread-safe.
class RecordReader {
 public:
  explicit RecordReader(WithActions with = WithActions::Yes) : with_(with) {}

  /// Takes one line, with or without its line end. std::nullopt: an empty line, or an event of a kind that
  /// this program does not know yet. The Error names the line's number and what is wrong with it; the record
  /// so far stays valid, and reading may go on.
  Result<std::optional<Event>> read_line(std::string_view line);

  bool has_started() const { return started_; }
  const Record& record() const { return record_; }
  std::int64_t lines() const { return lines_; }

 private:
  Result<void> take(const Event& event);

  WithActions with_;
  Record record_;
  bool started_ = false;
  std::int64_t lines_ = 0;
};

/// A record from the whole text of a file; see load_record().
Result<Record> parse_record(std::string_view text, WithActions with = WithActions::Yes);

/// A whole file. A record that ends early (no `end`, a torn last line) is partial, not an error.
Result<Record> load_record(const std::filesystem::path& path, WithActions with = WithActions::Yes);

/// The record's events in order, a line each.
Result<void> write_record(const Record& record, std::ostream& out);

/// Written whole or not at all.
Result<void> save_record(const Record& record, const std::filesystem::path& path);

}  // namespace tidemark
