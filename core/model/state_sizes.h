// SPDX-License-Identifier: Apache-2.0
/// How much memory the states of a chunk take, in planning quanta or in bytes. The two are types of their
/// own, so that the compiler refuses one where the other is meant.
#pragma once

#include <cstdint>

namespace tidemark {

/// Sizes of the stored states, all counted in one whole quantum of memory.
template <class Quantum>
struct SizesIn {
  std::int64_t hidden = 1;  ///< a hidden state h_k
  std::int64_t alpha = 1;   ///< an internal state on its own: everything needed to backpropagate its step
  /// An internal state whose input hidden state is held anyway; typically alpha - hidden.
  std::int64_t beta = 1;

  double alpha_ratio() const { return static_cast<double>(alpha) / static_cast<double>(hidden); }
  double beta_ratio() const { return static_cast<double>(beta) / static_cast<double>(hidden); }
  bool operator==(const SizesIn&) const = default;
};

struct PlanningQuantum;
struct ByteQuantum;

/// In planning quanta. A quantum is a fraction of a hidden state, because alpha and beta are ratios and not
/// always whole.
using StateSizes = SizesIn<PlanningQuantum>;

/// In bytes of a device.
using StateBytes = SizesIn<ByteQuantum>;

/// The sizes to count with where a quantum is one byte: for whoever plans or checks in bytes.
inline StateSizes with_byte_quanta(const StateBytes& bytes) {
  return {.hidden = bytes.hidden, .alpha = bytes.alpha, .beta = bytes.beta};
}

}  // namespace tidemark
