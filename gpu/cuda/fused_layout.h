// SPDX-License-Identifier: Apache-2.0
/// How the fused engine's internal states lie in memory. They hold what the CPU device's do: an LSTM's gates
/// and c, from which h follows; a GRU's gates, q and h; tanh's h.
#pragma once

#include <cstdint>

#include "core/model/problem.h"
#include "gpu/cuda/hidden_layout.h"

namespace tidemark {

/// The internal state of `steps` steps of every layer, layer after layer. A layer has the activated gates of
/// every step (steps x batch x gates hidden); then c of every step for an LSTM, or q for a GRU; then h of
/// every step for a GRU. For tanh, h takes the gates' place.
class FusedInternal {
 public:
  FusedInternal(const Cell& cell, std::int64_t steps);

  std::int64_t bytes() const { return layers_ * layer_bytes_; }
  std::int64_t gates(std::int64_t layer) const { return layer * layer_bytes_; }
  std::int64_t extra(std::int64_t layer) const { return gates(layer) + gates_bytes_; }  ///< c, or q
  std::int64_t h(std::int64_t layer) const { return gates(layer) + h_offset_; }         ///< GRU and tanh

 private:
  std::int64_t layers_;
  std::int64_t gates_bytes_;
  std::int64_t h_offset_ = 0;
  std::int64_t layer_bytes_;
};

}  // namespace tidemark
