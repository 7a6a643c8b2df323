// SPDX-License-Identifier: Apache-2.0
#include "gpu/repetition.h"

namespace tidemark {
namespace {

constexpr std::size_t kMostActions = 1'000'000;  // a second's work for the host; longer runs gain nothing

}  // namespace

Result<Repetition> keep_iteration(Device& device, const Program& program, DeviceMemory& arena, bool poison) {
  Repeater* repeater = device.repeater();
  if (!repeater) return failure("this device does not repeat");
  if (program.actions.size() > kMostActions) {
    return failure("the schedule has more than ", kMostActions, " actions");
  }
  Observer nobody;
  device.begin_iteration(0, program.sequence.length);
  repeater->begin_keeping();
  const auto outcome = carry_out(program, device, arena.data(), arena.size(), poison, nobody);
  if (auto kept = repeater->end_keeping(); !kept) return tl::unexpected(kept.error());
  if (!outcome) return tl::unexpected(outcome.error());
  return Repetition{repeater, *outcome};
}

}  // namespace tidemark
