// SPDX-License-Identifier: Apache-2.0
/// A runner's side of the protocol: events go out, the request and "cancel" come in.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/record.h"

namespace tidemark {

/// Writes events as lines. Lines are gathered and written together now and then, so that writing disturbs
/// timings little. Not thread-safe.
class EventStream {
 public:
  explicit EventStream(int descriptor) : descriptor_(descriptor) {}

  /// Adds the event to the gathered lines, and writes them if the last writing was 50 ms ago.
  void put(const Event& event);
  /// Writes the gathered lines.
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

/// Reads a request, and then looks for "cancel" without ever waiting. Not thread-safe, and needs no thread of
/// its own: is_cancelled() looks for new input.
class RequestStream {
 public:
  /// `answers`: the descriptor that events are written to; it is watched for a reader that has gone.
  RequestStream(int descriptor, int answers) : descriptor_(descriptor), answers_(answers) {}

  /// Waits for the first line, which may be very long. An Error when it cannot be read.
  Result<std::string> first_line();

  /// Whether a line "cancel" has come since, or the reader of the answers has gone. Looks at most every 2 ms.
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
