// SPDX-License-Identifier: Apache-2.0
#include "core/files/export_size.h"

#include <algorithm>
#include <streambuf>

namespace tidemark {
namespace {

constexpr std::int64_t kMostCounted = 20'000'000;  // actions

/// Counts what is written to it and keeps nothing; refuses more once it has `most` bytes.
class CountingBuffer : public std::streambuf {
 public:
  explicit CountingBuffer(std::int64_t most) : most_(most) {}
  std::int64_t bytes() const { return bytes_; }

 protected:
  std::streamsize xsputn(const char* /*text*/, std::streamsize size) override {
    bytes_ += size;
    return bytes_ <= most_ ? size : 0;
  }
  int_type overflow(int_type character) override {
    ++bytes_;
    return bytes_ <= most_ ? traits_type::not_eof(character) : traits_type::eof();
  }

 private:
  std::int64_t most_;
  std::int64_t bytes_ = 0;
};

}  // namespace

std::int64_t count_actions(const ScheduleView& schedule, std::int64_t most) {
  std::int64_t count = 0;
  schedule.emit_actions([&](const Action&) { return ++count < most; });
  return count;
}

FileSize size_of_file(const ScheduleView& schedule, const ScheduleWriter& write, const ScheduleRange& range,
                      std::int64_t actions) {
  CountingBuffer buffer(kLargeFile);
  std::ostream nowhere(&buffer);
  ScheduleView counted = schedule;
  std::int64_t seen = 0;
  counted.emit_actions = [&](const ActionSink& sink) {
    return schedule.emit_actions([&](const Action& action) {
      ++seen;
      return sink(action);
    });
  };
  // What goes wrong here goes wrong again, and is said, when the file is written.
  if (write(counted, nowhere, range) || buffer.bytes() <= kLargeFile) return {buffer.bytes()};

  const std::int64_t all = actions > 0 ? actions : count_actions(schedule, kMostCounted);
  const std::int64_t written = seen - range.first;
  const std::int64_t wanted = std::min(range.last, all - 1) - range.first + 1;
  const bool is_least = actions == 0 && all == kMostCounted && range.last >= all;
  const double growth = static_cast<double>(std::max(wanted, written)) / static_cast<double>(written);
  return {static_cast<std::int64_t>(static_cast<double>(buffer.bytes()) * growth), is_least};
}

}  // namespace tidemark
