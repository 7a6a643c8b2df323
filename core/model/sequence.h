// SPDX-License-Identifier: Apache-2.0
/// The sequence that is backpropagated through, cut into chunks of k consecutive steps.
///
/// Plans count chunks, 1..chunks(); with k = 1 a chunk is a step. Hidden state h_u of a plan is the one after
/// chunk u's last step, internal state u everything needed to backpropagate chunk u. Forward steps are always
/// single steps.
#pragma once

#include <cstdint>

#include "core/model/action.h"

namespace tidemark {

struct Sequence {
  std::int64_t length;        ///< t, in steps
  std::int64_t chunk_length;  ///< k; only the last chunk may be shorter

  Sequence(std::int64_t steps, std::int64_t k = 1) : length(steps), chunk_length(k) {}

  std::int64_t chunks() const { return (length - 1) / chunk_length + 1; }
  std::int64_t first_step(std::int64_t chunk) const { return (chunk - 1) * chunk_length + 1; }
  /// 0 for chunk 0, whose hidden state is the initial one.
  std::int64_t last_step(std::int64_t chunk) const {
    return chunk < chunks() ? chunk * chunk_length : length;
  }
  std::int64_t steps_of(std::int64_t chunk) const { return last_step(chunk) - last_step(chunk - 1); }
  /// Forward steps that an action costs. REQUIRES: its chunks are within 0..chunks().
  std::int64_t forward_steps(const Action& action) const {
    return action.forward_chunks() == 0 ? 0 : last_step(action.to) - last_step(action.from);
  }

  /// Forward steps of a schedule that computes so many chunks forward. Only the last chunk may be short, and
  /// every schedule computes it once.
  double in_steps(double forward_chunks) const {
    return forward_chunks * static_cast<double>(chunk_length) -
           static_cast<double>(chunks() * chunk_length - length);
  }

  bool operator==(const Sequence&) const = default;
};

}  // namespace tidemark
