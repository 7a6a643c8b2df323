// SPDX-License-Identifier: Apache-2.0
/// Nearly concave sequences and their best sums: what the bands of the mixed policy's rows are made of, see
/// mixed_bands.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tidemark {

/// gains[x] is the most that is won by giving up x things. gains[0] = 0, and gains never fall.
using Gains = std::vector<std::uint32_t>;

/// The least concave function above some gains, and the stretches where the gains below it repeat themselves.
class ConcaveBound {
 public:
  /// gains[x + period] = gains[x] + rise while both lie between `first` and `last`.
  struct Stretch {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t period;
    std::uint32_t rise;
  };

  explicit ConcaveBound(const Gains& gains);

  double operator[](std::size_t x) const { return upper_[x]; }
  /// The stretch that x lies in, or null.
  const Stretch* stretch_at(std::size_t x) const {
    return stretch_of_[x] == kNone ? nullptr : &stretches_[stretch_of_[x]];
  }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void add_stretch(const Gains& gains, std::uint32_t first, std::uint32_t last, std::uint32_t from,
                   std::uint32_t to);

  std::vector<double> upper_;
  std::vector<Stretch> stretches_;
  std::vector<std::uint32_t> stretch_of_;
};

/// The greatest `a[i] + b[j]` over i + j = x, for x = 0, 1, .. up to the first sum that reaches `enough` (or
/// the last that there is). Exact for any gains, and fast where they are nearly concave: a sum is left out
/// only when it cannot be the best, by the bounds or because another one equals it. REQUIRES: the bounds are
/// those of a and b; no sum passes 2^32 - 1.
Gains best_sums(const Gains& a, const ConcaveBound& a_bound, const Gains& b, const ConcaveBound& b_bound,
                std::int64_t enough);

/// An i with `a[i] + b[x - i] >= wanted`. REQUIRES: there is one.
std::size_t split_that_gains(const Gains& a, const Gains& b, std::size_t x, std::int64_t wanted);

}  // namespace tidemark
