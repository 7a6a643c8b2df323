// SPDX-License-Identifier: Apache-2.0
/// A runner's side of the protocol: events go out, the request and "cancel" come in.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/record.h"

namespace tidemark {

/// Writes events as lines. They are gathered and written now and then, so that writing does not disturb what
/// is timed. Not thread-safe.
class EventStream {
 public:
  explicit EventStream(int descriptor) : descriptor_(descriptor) {}

  /// Gathers; writes when the last writing is 50 ms ago.
  void put(const Event& event);
  /// Writes what is gathered.
  void flush();
  bool has_failed() const { return error_number_ != 0; }
  /// The first error of writing, in words.
  std::string trouble() const;

 private:
  int descriptor_;
  int error_number_ = 0;
  std::string gathered_;
  std::chrono::steady_clock::time_point last_flush_ = std::chrono::steady_clock::now();
};

/// Reads lines without ever waiting for a second one. Not thread-safe, and needs no thread: it is asked now
/// and then whether something has come.
class RequestStream {
 public:
  /// `answers`: where events are written, watched for a reader that went away.
  RequestStream(int descriptor, int answers) : descriptor_(descriptor), answers_(answers) {}

  /// Waits for the first line, which may be very long. An Error when it cannot be read.
  Result<std::string> first_line();

  /// Whether a line "cancel" has come since, or nobody reads the answers any more. Looks at most every 2 ms.
  bool is_cancelled();

 private:
  void look();
  /// Reads once; false at the end or on an error.
  bool read_some();

  int descriptor_;
  int answers_;
  bool at_end_ = false;
  int error_number_ = 0;
  bool cancelled_ = false;
  std::string pending_;
  std::chrono::steady_clock::time_point last_look_{};
};

}  // namespace tidemark
