// SPDX-License-Identifier: Apache-2.0
/// A set of steps that finds the greatest one below a bound at once: a tree of words whose bits say which of
/// the 64 words below are not empty. A value; no widget.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

class StepSet {
 public:
  /// Of steps 0..last.
  explicit StepSet(std::int64_t last) {
    for (std::int64_t bits = last + 1; levels_.empty() || bits > 1; bits = word_of(bits + kBits - 1))
      levels_.emplace_back(static_cast<std::size_t>(word_of(bits + kBits - 1)), 0);
  }

  void insert(std::int64_t step) {
    for (auto& level : levels_) {
      level[index(word_of(step))] |= bit_of(step);
      step = word_of(step);
    }
  }

  void erase(std::int64_t step) {
    for (auto& level : levels_) {
      std::uint64_t& word = level[index(word_of(step))];
      word &= ~bit_of(step);
      if (word != 0) return;
      step = word_of(step);
    }
  }

  /// The greatest step in the set that is `step` or less.
  std::optional<std::int64_t> last_up_to(std::int64_t step) const {
    for (std::size_t level = 0; level < levels_.size() && step >= 0; ++level) {
      const std::uint64_t up_to = bit_of(step) | (bit_of(step) - 1);
      if (const std::uint64_t word = levels_[level][index(word_of(step))] & up_to; word != 0) {
        std::int64_t found = word_of(step) * kBits + std::bit_width(word) - 1;
        while (level-- > 0) found = found * kBits + std::bit_width(levels_[level][index(found)]) - 1;
        return found;
      }
      step = word_of(step) - 1;
    }
    return std::nullopt;
  }

 private:
  static constexpr std::int64_t kBits = 64;
  static std::int64_t word_of(std::int64_t bit) { return bit / kBits; }
  static std::uint64_t bit_of(std::int64_t bit) { return std::uint64_t{1} << (bit % kBits); }
  static std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }

  std::vector<std::vector<std::uint64_t>> levels_;  ///< from the steps up to a single word
};

}  // namespace tidemark
