// SPDX-License-Identifier: Apache-2.0
/// The sequence that is backpropagated through, cut into units of k consecutive steps.
///
/// Plans count units, 1..units(); with k = 1 a unit is a step. Hidden state h_u of a plan is the one after
/// unit u's last step, internal state u everything needed to backpropagate unit u. Forward steps are always
/// single steps.
#pragma once

#include <cstdint>

#include "core/model/action.h"

namespace tidemark {

struct Sequence {
  std::int64_t length;          ///< t, in steps
  std::int64_t steps_per_unit;  ///< k; only the last unit may be shorter

  Sequence(std::int64_t steps, std::int64_t k = 1) : length(steps), steps_per_unit(k) {}

  std::int64_t units() const { return (length - 1) / steps_per_unit + 1; }
  std::int64_t first_step(std::int64_t unit) const { return (unit - 1) * steps_per_unit + 1; }
  /// 0 for unit 0, whose hidden state is the initial one.
  std::int64_t last_step(std::int64_t unit) const { return unit < units() ? unit * steps_per_unit : length; }
  std::int64_t steps_of(std::int64_t unit) const { return last_step(unit) - last_step(unit - 1); }
  /// Forward steps that an action costs. REQUIRES: its units are within 0..units().
  std::int64_t forward_steps(const Action& action) const {
    return action.forward_units() == 0 ? 0 : last_step(action.to) - last_step(action.from);
  }

  bool operator==(const Sequence&) const = default;
};

}  // namespace tidemark
