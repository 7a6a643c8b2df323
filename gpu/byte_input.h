// SPDX-License-Identifier: Apache-2.0
/// The bytes a model reads and is asked to foretell. Looked up per step: nothing here grows with the length.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/result.h"

namespace tidemark {

/// Immutable; any thread may read. Each place of the batch reads its own stream of bytes.
class ByteInput {
 public:
  virtual ~ByteInput() = default;
  /// The byte at `position` (from 0) of the stream that place `lane` of the batch reads. Streams never end:
  /// they start over.
  virtual std::uint8_t at(std::int64_t lane, std::int64_t position) const = 0;
  virtual std::int64_t memory_bytes() const = 0;
};

/// `name`: "text" (the shipped one), "noise" (pseudo-random bytes of `seed`), or a file's path. A file is
/// read whole; the streams start at equal distances in it. Errors: unreadable, empty, or fewer than batch + 1
/// bytes.
Result<std::shared_ptr<const ByteInput>> open_input(const std::string& name, std::int64_t batch,
                                                    std::uint64_t seed);

/// Where the shipped text is: under $TIDEMARK_RESOURCES, else beside the installed program, else in the
/// source.
Result<std::filesystem::path> shipped_text();

}  // namespace tidemark
