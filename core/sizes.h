// SPDX-License-Identifier: Apache-2.0
/// How large states are, in whole units, so that budgets are compared exactly.
#pragma once

#include <cstdint>
#include <optional>

#include "core/result.h"
#include "core/strategy.h"

namespace tidemark {

/// Sizes of the stored states in one common whole unit. The unit is a byte when the sizes come from a device,
/// and a fraction of a hidden state when a plan is solved (alpha and beta are ratios, not always whole).
struct StateSizes {
  std::int64_t hidden = 1;  ///< a hidden state h_k
  std::int64_t alpha = 1;   ///< an internal state on its own: everything needed to backpropagate its step
  std::int64_t beta =
      1;  ///< an internal state whose input hidden state is held anyway (typically alpha - hidden)

  double alpha_ratio() const { return static_cast<double>(alpha) / static_cast<double>(hidden); }
  double beta_ratio() const { return static_cast<double>(beta) / static_cast<double>(hidden); }
  bool operator==(const StateSizes&) const = default;
};

/// The default cell's sizes: an LSTM in float32 on the CPU device (five vectors beside two).
inline constexpr double kDefaultBeta = 2.5;

/// The sizes to plan with, from the ratios a person gave (paper.md's alpha and beta):
/// neither: kDefaultBeta; beta alone: alpha = beta + 1, the form whose plans are optimal;
/// alpha alone: the paper's plain form, where beta = alpha. A ratio that is no small fraction is rounded up
/// (at most 16 units to a hidden state), so that a plan never needs more memory than asked.
/// Errors: alpha < 1, beta <= 0, beta > alpha, not finite, or above 1e6.
Result<StateSizes> sizes_from_ratios(std::optional<double> alpha, std::optional<double> beta);

/// The sizes to plan with for a device whose states have these sizes in bytes: the same ratios, rounded up.
StateSizes planning_sizes(const StateSizes& bytes);

/// What one slot of a budget holds: an internal state for ISM, a hidden state for every other strategy.
std::int64_t slot_size(Strategy strategy, const StateSizes& sizes);

/// What standard BPTT stores for `length` steps, "100%": h_0 and every internal state.
std::int64_t standard_memory(std::int64_t length, const StateSizes& sizes);

}  // namespace tidemark
