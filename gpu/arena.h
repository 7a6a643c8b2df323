// SPDX-License-Identifier: Apache-2.0
/// Bookkeeping of one allocation, whose size is exactly the budget: which of its bytes hold a state.
#pragma once

#include <cstdint>
#include <map>

#include "core/base/result.h"

namespace tidemark {

inline constexpr std::int64_t kArenaAlignment = 256;  ///< bytes; offsets and sizes are multiples of it

struct Block {
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

/// Places each state in the first gap that is large enough. States that are freed in reverse order of
/// storing, as in every plan of Tidemark's own, never leave a gap.
class Arena {
 public:
  explicit Arena(std::int64_t capacity) : capacity_(capacity) {}

  /// REQUIRES: bytes is a positive multiple of kArenaAlignment. Errors: more than the capacity would be in
  /// use, or no gap is large enough.
  Result<Block> place(std::int64_t bytes);
  /// REQUIRES: `block` came from place() and has not been released.
  void release(const Block& block);

  std::int64_t capacity() const { return capacity_; }
  std::int64_t live() const { return live_; }  ///< bytes in use now
  std::int64_t peak() const { return peak_; }  ///< most bytes in use so far

 private:
  std::int64_t capacity_;
  std::int64_t live_ = 0;
  std::int64_t peak_ = 0;
  std::map<std::int64_t, std::int64_t> gaps_;  ///< offset -> bytes, below top_
  std::int64_t top_ = 0;                       ///< everything from this offset on is free
};

}  // namespace tidemark
