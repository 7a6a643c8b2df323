// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory_share.h"

namespace tidemark {

MemoryShare::MemoryShare(const Problem& problem, const StateSizes& sizes,
                         const std::optional<DeviceSizes>& device)
    : basis_(device && !problem.alpha && !problem.beta ? Basis::Bytes : Basis::States),
      sequence_(sequence_of(problem)),
      sizes_(sizes),
      device_(device) {}

double MemoryShare::standard(Strategy strategy) const {
  if (basis_ == Basis::States) return standard_memory(strategy, sequence_, sizes_);
  return static_cast<double>(standard_memory(sequence_.length, device_->step.states));
}

double MemoryShare::amount_of_quanta(double quanta) const {
  return basis_ == Basis::States ? quanta : *bytes_of_quanta(quanta);
}

std::optional<double> MemoryShare::bytes_of_quanta(double quanta) const {
  if (!device_) return std::nullopt;
  const auto bytes_of_hidden = static_cast<double>(device_->chunk.states.hidden);
  return quanta * bytes_of_hidden / static_cast<double>(sizes_.hidden) +
         static_cast<double>(device_->more_fixed_bytes());
}

double MemoryShare::amount_of_bytes(double bytes) const {
  if (basis_ == Basis::Bytes) return bytes + static_cast<double>(device_->more_fixed_bytes());
  return bytes * static_cast<double>(sizes_.hidden) / static_cast<double>(device_->chunk.states.hidden);
}

double MemoryShare::part(double amount, Strategy strategy) const {
  const double all = standard(strategy);
  if (strategy == Strategy::Standard && amount < all) {
    const double internal_state =
        static_cast<double>(basis_ == Basis::Bytes ? device_->step.states.beta : sizes_.beta);
    if (amount >= all - internal_state) return 1;
  }
  return amount / all;
}

double MemoryShare::quanta_at(double part, Strategy strategy) const {
  const double amount = part * standard(strategy);
  if (basis_ == Basis::States) return amount;
  return (amount - static_cast<double>(device_->more_fixed_bytes())) * static_cast<double>(sizes_.hidden) /
         static_cast<double>(device_->chunk.states.hidden);
}

}  // namespace tidemark
