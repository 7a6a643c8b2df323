// SPDX-License-Identifier: Apache-2.0
#include "gpu/arena.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace tidemark {

Result<Block> Arena::place(std::int64_t bytes) {
  assert(bytes > 0 && bytes % kArenaAlignment == 0);
  if (bytes > capacity_ - live_) {
    return failure("a state of ", bytes, " bytes does not fit: ", live_, " of the arena's ", capacity_,
                   " bytes are in use");
  }
  const auto gap = std::find_if(gaps_.begin(), gaps_.end(), [&](const auto& g) { return g.second >= bytes; });
  Block block{top_, bytes};
  if (gap != gaps_.end()) {
    block.offset = gap->first;
    const std::int64_t rest = gap->second - bytes;
    gaps_.erase(gap);
    if (rest > 0) gaps_.emplace(block.offset + bytes, rest);
  } else if (bytes <= capacity_ - top_) {
    top_ += bytes;
  } else {
    return failure("the arena is fragmented: ", capacity_ - live_, " of its ", capacity_,
                   " bytes are free, but no ", bytes,
                   " of them in one piece; allow more memory, or free slots in reverse order of storing");
  }
  live_ += bytes;
  peak_ = std::max(peak_, live_);
  return block;
}

void Arena::release(const Block& block) {
  live_ -= block.bytes;
  auto gap = gaps_.emplace(block.offset, block.bytes).first;
  if (const auto next = std::next(gap); next != gaps_.end() && gap->first + gap->second == next->first) {
    gap->second += next->second;
    gaps_.erase(next);
  }
  if (gap != gaps_.begin()) {
    if (const auto before = std::prev(gap); before->first + before->second == gap->first) {
      before->second += gap->second;
      gaps_.erase(gap);
      gap = before;
    }
  }
  if (gap->first + gap->second == top_) {
    top_ = gap->first;
    gaps_.erase(gap);
  }
}

}  // namespace tidemark
