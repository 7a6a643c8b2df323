// SPDX-License-Identifier: Apache-2.0
/// Amounts of memory as parts of what standard BPTT stores, which is 100 percent. Percents of memory are
/// worked out here alone, in both directions, so that a budget asked for in percent is reported as that
/// percent.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/problem.h"
#include "core/model/sequence.h"
#include "core/model/sizes.h"

namespace tidemark {

/// What percents of memory mean for one question. A value.
class MemoryShare {
 public:
  enum class Basis : std::uint8_t {
    /// Bytes on the device, divided by the bytes of h_0 and every internal state in single steps. Chunks pay
    /// for what their longer working core takes. Percents of different strategies can be compared.
    Bytes,
    /// States, where no device is known or the states' sizes were given by hand: the size of the stored
    /// states divided by that of h_0 and every internal state; for ISM, which counts internal states alone,
    /// their number divided by the number of steps. This is how the paper counts 5 percent.
    States,
  };

  /// `sizes`: of a chunk, in planning quanta; `device`: the cell's sizes for such chunks, where they are
  /// known.
  MemoryShare(const Problem& problem, const StateSizes& sizes, const std::optional<DeviceSizes>& device);

  Basis basis() const { return basis_; }
  /// What 100 percent is for `strategy`: in bytes or in quanta, as basis() says.
  double standard(Strategy strategy) const;
  /// The amount, in what standard() counts in, of stored states that take `quanta`: on Basis::Bytes the bytes
  /// that hold them, plus what chunks take beside them; on Basis::States the quanta themselves.
  double amount_of_quanta(double quanta) const;
  /// The same for stored states that take `bytes` of the device. REQUIRES: `device` was given.
  double amount_of_bytes(double bytes) const;
  /// The bytes of the device that stored states of `quanta` take, with what chunks take beside them; none
  /// where no device is known.
  std::optional<double> bytes_of_quanta(double quanta) const;
  /// The part of standard() that `amount` is: 1 is 100 percent. Standard BPTT itself leaves its last internal
  /// state in the working core, so that its stored states are one state short of 100 percent; they count as
  /// 100 percent nevertheless.
  double part(double amount, Strategy strategy) const;
  /// The quanta of stored states that make up `part`, not rounded; below 0 where what chunks take beside the
  /// states is already more.
  double quanta_at(double part, Strategy strategy) const;

 private:
  Basis basis_;
  Sequence sequence_;
  StateSizes sizes_;
  std::optional<DeviceSizes> device_;
};

}  // namespace tidemark
