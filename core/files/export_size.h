// SPDX-License-Identifier: Apache-2.0
/// How large the file of a schedule gets, before it is written: a schedule of 10^9 steps would fill the disk.
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>

#include "core/base/result.h"
#include "core/files/exports.h"

namespace tidemark {

/// Bytes above which a file is not written unasked.
inline constexpr std::int64_t kLargeFile = 200'000'000;

/// Writes some format of a schedule's actions.
using ScheduleWriter = std::function<Result<void>(const ScheduleView&, std::ostream&, const ScheduleRange&)>;

/// The number of actions of a schedule, up to `most`, so that nobody waits for the end of a very long one.
std::int64_t count_actions(const ScheduleView& schedule, std::int64_t most);

struct FileSize {
  std::int64_t bytes = 0;
  bool is_least = false;  ///< the file is larger: its actions are too many to be counted
};

/// The size of the file that `write` would write. It is exact up to kLargeFile, since the file is written to
/// nowhere up to there; a larger one's follows from how many actions that was, and from how many the range
/// has. Takes about a second at most. `actions`: how many the schedule has, where that is known.
FileSize size_of_file(const ScheduleView& schedule, const ScheduleWriter& write,
                      const ScheduleRange& range = {}, std::int64_t actions = 0);

}  // namespace tidemark
