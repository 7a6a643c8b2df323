// SPDX-License-Identifier: Apache-2.0
#include "core/solver/gains.h"

#include <algorithm>

namespace tidemark {
namespace {

// Gains are whole numbers below 2^32. Their bounds are doubles, whose rounding errors are far below this.
constexpr double kTolerance = 1e-3;

/// Compares the slopes of two chords without dividing: rise / run.
struct Chord {
  std::int64_t rise;
  std::int64_t run;
  bool is_flatter_than(const Chord& other) const { return rise * other.run < other.rise * run; }
  bool is_parallel_to(const Chord& other) const { return rise * other.run == other.rise * run; }
};

Chord chord(const Gains& gains, std::size_t from, std::size_t to) {
  return {std::int64_t{gains[to]} - gains[from], static_cast<std::int64_t>(to - from)};
}

/// The indices, from 0 to the last, where the gains touch their concave bound.
std::vector<std::uint32_t> touching_points(const Gains& gains) {
  std::vector<std::uint32_t> points;
  for (std::size_t x = 0; x < gains.size(); ++x) {
    while (points.size() >= 2) {
      const std::size_t last = points.back();
      const std::size_t before = points[points.size() - 2];
      if (!chord(gains, before, last).is_flatter_than(chord(gains, last, x))) break;
      points.pop_back();  // it lies below the line from the point before it to x
    }
    points.push_back(static_cast<std::uint32_t>(x));
  }
  return points;
}

/// Finds the best sum for one x. It starts where the bounds' sum is best and looks to both sides.
class SumSearch {
 public:
  SumSearch(const Gains& a, const ConcaveBound& a_bound, const Gains& b, const ConcaveBound& b_bound)
      : a_(a), a_bound_(a_bound), b_(b), b_bound_(b_bound) {}

  /// max a[i'] + b[j'] over i' + j' = i + j. REQUIRES: of all these, (i, j) has the greatest sum of bounds.
  std::uint32_t best(std::size_t i, std::size_t j) {
    x_ = static_cast<std::int64_t>(i + j);
    best_ = a_[i] + b_[j];
    const double bound = a_bound_[i] + b_bound_[j];
    const auto start = static_cast<std::int64_t>(i);
    if (can_be_beaten(bound)) look<+1>(start + 1, std::min(x_, last_index(a_)));
    if (can_be_beaten(bound)) look<-1>(start - 1, std::max<std::int64_t>(0, x_ - last_index(b_)));
    return best_;
  }

 private:
  static std::int64_t last_index(const Gains& gains) { return static_cast<std::int64_t>(gains.size()) - 1; }
  bool can_be_beaten(double bound) const { return bound >= static_cast<double>(best_) + 1 - kTolerance; }
  void consider(std::int64_t i) {
    best_ = std::max(best_, a_[static_cast<std::size_t>(i)] + b_[static_cast<std::size_t>(x_ - i)]);
  }

  /// Looks from i on to `last`. The bounds' sum is concave and falls on the way: once it is too low, it stays
  /// so.
  template <int kStep>
  void look(std::int64_t i, std::int64_t last) {
    while ((last - i) * kStep >= 0) {
      const auto left = static_cast<std::size_t>(i);
      const auto right = static_cast<std::size_t>(x_ - i);
      if (!can_be_beaten(a_bound_[left] + b_bound_[right])) return;
      const ConcaveBound::Stretch* a = a_bound_.stretch_at(left);
      const ConcaveBound::Stretch* b = b_bound_.stretch_at(right);
      if (a && b && a->period == b->period && a->rise == b->rise) {
        // Within both stretches, going on by a period gives to one what it takes from the other: the sums of
        // one period are those of all.
        const std::int64_t end = kStep > 0 ? std::min({last, std::int64_t{a->last}, x_ - b->first})
                                           : std::max({last, std::int64_t{a->first}, x_ - b->last});
        const std::int64_t count = std::min(std::int64_t{a->period}, (end - i) * kStep + 1);
        for (std::int64_t n = 0; n < count; ++n) consider(i + n * kStep);
        i = end + kStep;
      } else {
        consider(i);
        i += kStep;
      }
    }
  }

  const Gains& a_;
  const ConcaveBound& a_bound_;
  const Gains& b_;
  const ConcaveBound& b_bound_;
  std::int64_t x_ = 0;
  std::uint32_t best_ = 0;
};

}  // namespace

ConcaveBound::ConcaveBound(const Gains& gains) : upper_(gains.size()), stretch_of_(gains.size(), kNone) {
  const std::vector<std::uint32_t> points = touching_points(gains);
  for (std::size_t p = 0; p + 1 < points.size(); ++p) {
    const auto [rise, run] = chord(gains, points[p], points[p + 1]);
    const double slope = static_cast<double>(rise) / static_cast<double>(run);
    for (std::int64_t n = 0; n < run; ++n) {
      upper_[points[p] + static_cast<std::size_t>(n)] = gains[points[p]] + slope * static_cast<double>(n);
    }
  }
  upper_.back() = gains.back();

  // Where the bound is one straight line, the gains below it mostly repeat what they do in its middle.
  const auto chord_after = [&](std::size_t p) { return chord(gains, points[p], points[p + 1]); };
  for (std::size_t first = 0; first + 1 < points.size();) {
    std::size_t last = first + 1;
    while (last + 1 < points.size() && chord_after(last).is_parallel_to(chord_after(first))) ++last;
    const std::size_t middle = first + (last - first - 1) / 2;
    add_stretch(gains, points[first], points[last], points[middle], points[middle + 1]);
    first = last;
  }
}

/// Adds the stretch around `from` .. `to`, within `first` .. `last`, in which the gains rise as between
/// `from` and `to` again and again.
void ConcaveBound::add_stretch(const Gains& gains, std::uint32_t first, std::uint32_t last,
                               std::uint32_t from, std::uint32_t to) {
  Stretch stretch{from, to, to - from, gains[to] - gains[from]};
  const auto rises_before = [&](std::uint32_t x) {
    return gains[x] - gains[x - stretch.period] == stretch.rise;
  };
  while (stretch.first > first && rises_before(stretch.first - 1 + stretch.period)) --stretch.first;
  while (stretch.last < last && rises_before(stretch.last + 1)) ++stretch.last;
  std::fill(stretch_of_.begin() + stretch.first, stretch_of_.begin() + stretch.last + 1,
            static_cast<std::uint32_t>(stretches_.size()));
  stretches_.push_back(stretch);
}

Gains best_sums(const Gains& a, const ConcaveBound& a_bound, const Gains& b, const ConcaveBound& b_bound,
                std::int64_t enough) {
  Gains sums = {0};
  SumSearch search(a, a_bound, b, b_bound);
  std::size_t i = 0;
  std::size_t j = 0;
  while (sums.back() < enough && (i + 1 < a.size() || j + 1 < b.size())) {
    // The best sum of two concave functions takes the steeper step next.
    const bool takes_a =
        j + 1 == b.size() || (i + 1 < a.size() && a_bound[i + 1] - a_bound[i] >= b_bound[j + 1] - b_bound[j]);
    ++(takes_a ? i : j);
    sums.push_back(search.best(i, j));
  }
  sums.shrink_to_fit();
  return sums;
}

std::size_t split_that_gains(const Gains& a, const Gains& b, std::size_t x, std::int64_t wanted) {
  constexpr std::size_t kChord = 8;  // long enough to see past a period's ups and downs
  std::size_t lowest = x < b.size() ? 0 : x - (b.size() - 1);
  std::size_t highest = std::min(x, a.size() - 1);
  const auto gains_enough = [&](std::size_t i) { return std::int64_t{a[i]} + b[x - i] >= wanted; };
  // The best split is near where a stops being steeper than b, and a split that gains enough is not far from
  // it.
  std::size_t low = lowest;
  std::size_t high = highest;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::size_t j = x - middle;  // at least 1
    const Chord up = chord(a, middle, std::min(middle + kChord, a.size() - 1));
    const Chord down = chord(b, j - std::min(j, kChord), j);
    if (up.is_flatter_than(down)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  for (std::size_t away = 0;; ++away) {
    if (low >= lowest + away && gains_enough(low - away)) return low - away;
    if (low + away <= highest && gains_enough(low + away)) return low + away;
  }
}

}  // namespace tidemark
