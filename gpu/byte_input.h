// SPDX-License-Identifier: Apache-2.0
/// The bytes that a model reads and is asked to predict. They are looked up step by step, so that no memory
/// grows with the length.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "gpu/random.h"

namespace tidemark {

/// Where the bytes come from, as plain data, so that a device can look them up by itself. at() is constexpr
/// so that a GPU can call it.
struct ByteStreams {
  const std::uint8_t* text;  ///< null: noise
  std::int64_t size;         ///< of the text
  std::int64_t batch;        ///< number of streams, which start at equal distances in the text
  std::uint64_t seed;        ///< of the noise

  constexpr std::uint8_t at(std::int64_t lane, std::int64_t position) const {
    if (text) return text[(size * lane / batch + position) % size];
    const std::uint64_t stream = mixed(seed + mixed(static_cast<std::uint64_t>(lane)));
    return static_cast<std::uint8_t>(mixed(stream + static_cast<std::uint64_t>(position)) >> 56);
  }
};

/// Immutable, so that any thread may read it. Each entry of the batch reads a stream of bytes of its own.
class ByteInput {
 public:
  /// Noise.
  ByteInput(std::int64_t batch, std::uint64_t seed) : batch_(batch), seed_(seed) {}
  /// REQUIRES: the text is longer than `batch`.
  ByteInput(std::string text, std::int64_t batch) : text_(std::move(text)), batch_(batch), seed_(0) {}

  /// The byte at `position` (from 0) of the stream that batch entry `lane` reads. Streams never end: they
  /// start over.
  std::uint8_t at(std::int64_t lane, std::int64_t position) const { return streams().at(lane, position); }
  /// Valid as long as this object.
  ByteStreams streams() const {
    const auto* text = text_.empty() ? nullptr : reinterpret_cast<const std::uint8_t*>(text_.data());
    return {text, static_cast<std::int64_t>(text_.size()), batch_, seed_};
  }
  std::int64_t memory_bytes() const { return static_cast<std::int64_t>(text_.size()); }

 private:
  const std::string text_;
  const std::int64_t batch_;
  const std::uint64_t seed_;
};

/// `name`: "text" (the shipped one), "noise" (pseudo-random bytes of `seed`), or a file's path. A file is
/// read whole; the streams start at equal distances in it. Errors: unreadable, empty, or fewer than batch + 1
/// bytes.
Result<std::shared_ptr<const ByteInput>> open_input(const std::string& name, std::int64_t batch,
                                                    std::uint64_t seed);

}  // namespace tidemark
