// SPDX-License-Identifier: Apache-2.0
#include "gpu/repetition.h"

namespace tidemark {

Result<Repetition> keep_iteration(Device& device, const Program& program, DeviceMemory& arena, bool poison) {
  Repeater* repeater = device.repeater();
  if (!repeater) return failure("this device does not repeat");
  Observer nobody;
  device.begin_iteration(0, program.sequence.length);
  repeater->begin_keeping();
  const auto outcome = carry_out(program, device, arena.data(), arena.size(), poison, nobody);
  if (auto kept = repeater->end_keeping(); !kept) return tl::unexpected(kept.error());
  if (!outcome) return tl::unexpected(outcome.error());
  return Repetition{repeater, *outcome};
}

}  // namespace tidemark
