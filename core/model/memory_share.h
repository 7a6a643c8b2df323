// SPDX-License-Identifier: Apache-2.0
/// Amounts of memory as parts of what standard BPTT stores, which is 100 percent. The one place where
/// percents of memory are worked out, in either direction: what is asked for in percent is what is told in
/// percent.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/problem.h"
#include "core/model/sequence.h"
#include "core/model/sizes.h"

namespace tidemark {

/// What the percents of one question count. A value.
class MemoryShare {
 public:
  enum class Basis : std::uint8_t {
    /// Bytes on the device, over those of h_0 and every internal state in single steps there. Chunks pay for
    /// what their longer working core takes. Strategies can be compared.
    Bytes,
    /// States, where no device is known or the states' sizes were given by hand: hidden states over those
    /// that
    /// h_0 and every internal state take; for ISM, which stores internal states alone, internal states over
    /// the
    /// number of steps. This is how the paper counts 5 percent.
    States,
  };

  /// `sizes`: of a chunk, in planning quanta; `device`: the cell's sizes for such chunks, where they are
  /// known.
  MemoryShare(const Problem& problem, const StateSizes& sizes, const std::optional<DeviceSizes>& device);

  Basis basis() const { return basis_; }
  /// What `strategy` is compared with: bytes, or quanta.
  double standard(Strategy strategy) const;
  /// Bytes of the device that hold `quanta`, and what chunks take beside them; or the quanta themselves.
  double amount_of_quanta(double quanta) const;
  /// The same of stored states that take so many bytes of the device. REQUIRES: `device` was given.
  double amount_of_bytes(double bytes) const;
  /// The part of standard() that an amount is. Standard BPTT itself leaves its last internal state in the
  /// working core, so that its stored states are one state short of 100 percent; for it they count as all of
  /// them.
  double part(double amount, Strategy strategy) const;
  /// The quanta of stored states that are such a part, not rounded; below 0 where chunks alone take more.
  double quanta_at(double part, Strategy strategy) const;

 private:
  Basis basis_;
  Sequence sequence_;
  StateSizes sizes_;
  std::optional<DeviceSizes> device_;
};

}  // namespace tidemark
