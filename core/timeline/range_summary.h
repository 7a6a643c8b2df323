// SPDX-License-Identifier: Apache-2.0
/// Summaries of ever larger blocks of a long row. Any stretch of the row is summarised from a few of them,
/// and a search can skip whole blocks. A value; no widget.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tidemark {

/// Each of the lowest summaries covers kBlock elements of the row, each one above covers kBlock summaries.
/// `Summary` starts empty and has `void add(const Summary&)`. The row itself is not held: the caller hands in
/// `leaf(first, end)`, which summarises a stretch of it. A summary takes time proportional to kBlock times
/// the logarithm of the row's length.
template <class Summary, std::int64_t kBlock>
class RangeSummary {
 public:
  RangeSummary() = default;

  template <class Leaf>
  RangeSummary(std::int64_t size, const Leaf& leaf) : size_(size) {
    std::vector<Summary> level;
    for (std::int64_t first = 0; first < size; first += kBlock)
      level.push_back(leaf(first, std::min(first + kBlock, size)));
    levels_.push_back(std::move(level));
    while (count(levels_.size() - 1) > kBlock) {
      const std::vector<Summary>& below = levels_.back();
      std::vector<Summary> above((below.size() + kBlock - 1) / kBlock);
      for (std::size_t i = 0; i < below.size(); ++i) above[i / kBlock].add(below[i]);
      levels_.push_back(std::move(above));
    }
  }

  /// Summary of the elements first .. end - 1.
  template <class Leaf>
  Summary of(std::int64_t first, std::int64_t end, const Leaf& leaf) const {
    std::int64_t left = (first + kBlock - 1) / kBlock;
    std::int64_t right = end / kBlock;
    if (left >= right) return leaf(first, end);
    Summary all = leaf(first, left * kBlock);
    all.add(leaf(right * kBlock, end));
    for (std::size_t level = 0; left < right; ++level) {
      const bool is_top = level + 1 == levels_.size();
      for (; left < right && (is_top || left % kBlock != 0); ++left) all.add(at(level, left));
      for (; left < right && right % kBlock != 0; --right) all.add(at(level, right - 1));
      left /= kBlock;
      right /= kBlock;
    }
    return all;
  }

  /// Summary of the whole row.
  Summary whole() const {
    Summary all;
    if (!levels_.empty())
      for (const Summary& each : levels_.back()) all.add(each);
    return all;
  }

  /// Visits the row in order: goes into the blocks for which `enter(summary)` is true, and calls
  /// `element(number)` for each element of the lowest blocks entered.
  template <class Enter, class Element>
  void visit(const Enter& enter, const Element& element) const {
    if (levels_.empty()) return;
    const std::size_t top = levels_.size() - 1;
    for (std::int64_t block = 0; block < count(top); ++block) visit_block(top, block, enter, element);
  }

 private:
  std::int64_t count(std::size_t level) const { return static_cast<std::int64_t>(levels_[level].size()); }
  const Summary& at(std::size_t level, std::int64_t block) const {
    return levels_[level][static_cast<std::size_t>(block)];
  }

  template <class Enter, class Element>
  void visit_block(std::size_t level, std::int64_t block, const Enter& enter, const Element& element) const {
    if (!enter(at(level, block))) return;
    const std::int64_t first = block * kBlock;
    if (level == 0) {
      for (std::int64_t number = first; number < std::min(first + kBlock, size_); ++number) element(number);
      return;
    }
    for (std::int64_t below = first; below < std::min(first + kBlock, count(level - 1)); ++below)
      visit_block(level - 1, below, enter, element);
  }

  std::int64_t size_ = 0;
  std::vector<std::vector<Summary>> levels_;
};

}  // namespace tidemark
