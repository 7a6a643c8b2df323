// SPDX-License-Identifier: Apache-2.0
/// The part of a batch that one thread computes, and where its part of every state lies.
///
/// Each thread has a share of every allocation that holds states, as large as its share of the batch, and
/// keeps its part of a state there, at the same part of the state's offset. States are as large as with one
/// thread, so that a plan does not depend on the number of threads. And threads never meet in memory, though
/// one may be some steps ahead of another and states of different kinds follow each other in one place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tidemark {

/// An address within memory that is divided among the threads.
struct SharedPlace {
  std::byte* memory = nullptr;
  std::int64_t size = 0;    ///< bytes of all that memory
  std::int64_t offset = 0;  ///< bytes
};

struct BatchSlice {
  std::size_t index = 0;   ///< of the slice
  std::int64_t first = 0;  ///< entry of the batch
  std::int64_t count = 1;  ///< of entries
  std::int64_t batch = 1;

  /// Slice `index` of `slices`, whose lengths differ by one at most. REQUIRES: 0 < slices <= batch.
  static BatchSlice of(std::int64_t batch, std::int64_t index, std::int64_t slices) {
    const std::int64_t longer = batch % slices;  // so many slices have an entry more
    return {static_cast<std::size_t>(index), index * (batch / slices) + std::min(index, longer),
            batch / slices + (index < longer ? 1 : 0), batch};
  }

  /// So many bytes of the slice's share hold its part of a state of `bytes`. They are whole numbers, rounded
  /// down: what is lost is lost from the bytes that align a state.
  std::int64_t part_of(std::int64_t bytes) const { return part(bytes, count); }

  /// Where the slice's share has what the whole batch has at `place`. The shares of two slices do not
  /// overlap.
  std::byte* at(const SharedPlace& place) const {
    return place.memory + part(place.size, first) + part_of(place.offset);
  }

 private:
  std::int64_t part(std::int64_t bytes, std::int64_t entries) const {
    constexpr std::int64_t kNumber = sizeof(float);
    return bytes / kNumber * entries / batch * kNumber;
  }
};

/// Consecutive things of which each thread does its own.
struct Range {
  std::size_t first;
  std::size_t count;

  /// Range `index` of `ranges`, which together have all of `count` things.
  static Range of(std::size_t count, std::size_t index, std::size_t ranges) {
    const std::size_t first = count * index / ranges;
    return {first, count * (index + 1) / ranges - first};
  }
};

}  // namespace tidemark
