// SPDX-License-Identifier: Apache-2.0
/// How large states are, in whole quanta, so that budgets are compared exactly.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "core/model/sequence.h"
#include "core/model/state_sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

/// Memory of a device beside the arena, in bytes, by name: weights, gradients, optimiser, working core,
/// input.
using FixedBytes = std::map<std::string, std::int64_t>;
std::int64_t total(const FixedBytes& fixed);

/// What a cell takes on a device, in bytes, with chunks of one length.
struct ChunkSizes {
  StateBytes states;  ///< of one chunk
  FixedBytes fixed;
  bool operator==(const ChunkSizes&) const = default;
};

/// What planning needs to know of a device: a cell's sizes on it in single steps, which is what standard BPTT
/// takes, and in the problem's chunks.
struct DeviceSizes {
  ChunkSizes step;
  ChunkSizes chunk;

  DeviceSizes(ChunkSizes of_step, ChunkSizes of_chunk)
      : step(std::move(of_step)), chunk(std::move(of_chunk)) {}
  /// For chunks of one step, where the memory beside the arena does not matter.
  DeviceSizes(const StateBytes& step_bytes) : step{step_bytes, {}}, chunk{step_bytes, {}} {}

  /// Bytes beside the arena that chunks take and single steps do not: above all the rest of the working core.
  /// A budget in bytes or percent pays for them: the paper does not count the core of one step, and no more
  /// than that goes uncounted.
  std::int64_t more_fixed_bytes() const;
  bool operator==(const DeviceSizes&) const = default;
};

inline constexpr double kLargestRatio = 1e6;  ///< of alpha and beta

/// The default cell's sizes: an LSTM in float32 on the CPU device (five vectors beside two).
inline constexpr double kDefaultBeta = 2.5;

/// The sizes to plan with, from the ratios a person gave (the paper's alpha and beta):
/// - neither: beta is kDefaultBeta, alpha = beta + 1;
/// - beta alone: alpha = beta + 1, the form whose plans are optimal;
/// - alpha alone: beta = alpha, the paper's plain form.
///
/// A ratio that is no small fraction is rounded up (at most 16 quanta to a hidden state), so that a plan
/// never needs more memory than asked. Errors: alpha < 1, beta <= 0, beta > alpha, not finite, or above
/// kLargestRatio.
Result<StateSizes> sizes_from_ratios(std::optional<double> alpha, std::optional<double> beta);

/// The sizes to plan with for a device whose states have these sizes in bytes: the same ratios, rounded up.
StateSizes sizes_from_bytes(const StateBytes& bytes);

/// What one slot of a budget takes by the strategy's memory rule.
template <class Quantum>
std::int64_t slot_size(Strategy strategy, const SizesIn<Quantum>& sizes) {
  return rule_of(strategy).slot_size(sizes);
}

/// What standard BPTT stores for `length` steps, which is 100 percent: h_0 and every internal state. `sizes`
/// are those of single steps.
template <class Quantum>
std::int64_t standard_memory(std::int64_t length, const SizesIn<Quantum>& sizes) {
  return sizes.hidden + length * sizes.beta;
}

/// Standard BPTT's memory as the strategy's memory rule counts it, when only chunk sizes are known: one
/// step's internal state is taken as 1/k of a chunk's. Where internal states alone are counted, it is
/// `length` self-contained internal states.
double standard_memory(Strategy strategy, const Sequence& sequence, const StateSizes& chunk_sizes);

}  // namespace tidemark
