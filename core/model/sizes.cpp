// SPDX-License-Identifier: Apache-2.0
#include "core/model/sizes.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

// A finer quantum costs that many times more rows in MSM's table.
constexpr std::int64_t kMostQuantaPerHidden = 16;
constexpr double kTolerableExcess = 0.005;  // the part of the memory that rounding a ratio up may waste

std::int64_t round_up(double ratio, std::int64_t denominator) {
  // A ratio computed from bytes may sit a rounding error above the fraction it means. No state is of size 0.
  const double quanta = std::ceil(ratio * static_cast<double>(denominator) - 1e-9);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(quanta));
}

/// The least denominator that wastes next to nothing for both ratios, else the one that wastes least.
std::int64_t common_denominator(double first, double second) {
  std::int64_t best = 1;
  double least_excess = INFINITY;
  for (std::int64_t q = 1; q <= kMostQuantaPerHidden; ++q) {
    double excess = 0;
    for (double ratio : {first, second}) {
      excess = std::max(excess, static_cast<double>(round_up(ratio, q)) / static_cast<double>(q) / ratio - 1);
    }
    if (excess <= kTolerableExcess) return q;
    if (excess < least_excess) {
      least_excess = excess;
      best = q;
    }
  }
  return best;
}

StateSizes rounded(double alpha, double beta) {
  const std::int64_t q = common_denominator(alpha, beta);
  return {.hidden = q, .alpha = round_up(alpha, q), .beta = round_up(beta, q)};
}

}  // namespace

Result<StateSizes> sizes_from_ratios(std::optional<double> alpha, std::optional<double> beta) {
  if (alpha && !(std::isfinite(*alpha) && *alpha >= 1 && *alpha <= kLargestRatio)) {
    return failure("alpha must be a number from 1 to 1000000, not ", *alpha,
                   " (an internal state contains a hidden state)");
  }
  if (beta && !(std::isfinite(*beta) && *beta > 0 && *beta <= kLargestRatio)) {
    return failure("beta must be a number above 0 and at most 1000000, not ", *beta);
  }
  if (alpha && beta && *beta > *alpha) {
    return failure("beta (", *beta, ") must not be above alpha (", *alpha,
                   "): it is the same state without its input hidden state");
  }
  if (alpha) return rounded(*alpha, beta.value_or(*alpha));
  const double b = beta.value_or(kDefaultBeta);
  return rounded(b + 1, b);
}

StateSizes sizes_from_bytes(const StateBytes& bytes) {
  return rounded(bytes.alpha_ratio(), bytes.beta_ratio());
}

std::int64_t total(const FixedBytes& fixed) {
  std::int64_t sum = 0;
  for (const auto& [name, bytes] : fixed) sum += bytes;
  return sum;
}

std::int64_t DeviceSizes::more_fixed_bytes() const {
  return std::max<std::int64_t>(0, total(chunk.fixed) - total(step.fixed));
}

double standard_memory(Strategy strategy, const Sequence& sequence, const StateSizes& chunk_sizes) {
  const auto k = static_cast<double>(sequence.chunk_length);
  const auto length = static_cast<double>(sequence.length);
  const MemoryRule rule = rule_of(strategy);
  // An internal state that carries its input along has one input, however many steps its chunk has.
  const std::int64_t input = rule.internal_may_share_input ? 0 : chunk_sizes.hidden;
  const std::int64_t internal = rule.internal_size(chunk_sizes, true) - input;
  return static_cast<double>(rule.hidden_size(chunk_sizes)) +
         length * (static_cast<double>(input) + static_cast<double>(internal) / k);
}

}  // namespace tidemark
