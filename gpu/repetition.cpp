// SPDX-License-Identifier: Apache-2.0
#include "gpu/repetition.h"

namespace tidemark {
namespace {

constexpr std::size_t kMostActions = 1'000'000;  // a second's work for the host; longer runs gain nothing

/// Every operation once, on as many steps as it will be asked for.
void warm_up(Device& device, const Sequence& sequence) {
  device.begin_iteration(0, sequence.length);
  std::int64_t done = 0;
  for (const std::int64_t unit : {sequence.units(), std::int64_t{1}}) {
    if (sequence.steps_of(unit) == done) continue;
    const std::int64_t first = sequence.first_step(unit);
    const std::int64_t last = sequence.last_step(unit);
    device.advance(first - 1, last);
    device.keep(first, last, device.core_internal(), device.core_input());
    device.backward(first, last, device.core_internal(), {HiddenSource::Kind::Hidden, device.core_input()});
    done = sequence.steps_of(unit);
  }
  device.wait();
}

std::int64_t steps_of(const Program& program) {
  std::int64_t steps = program.sequence.length;  // backward, each once
  for (const Action& action : program.actions) steps += program.sequence.forward_steps(action);
  return steps;
}

/// Goes no further when nothing will come of it.
class KeepingObserver final : public Observer {
 public:
  KeepingObserver(const Repeater& repeater, Observer& observer) : repeater_(repeater), observer_(observer) {}
  bool should_stop() override { return !repeater_.can_keep() || observer_.should_stop(); }

 private:
  const Repeater& repeater_;
  Observer& observer_;
};

}  // namespace

Cancellable<Repetition> keep_iteration(Device& device, const Program& program, DeviceMemory& arena,
                                       bool poison, Observer& observer) {
  Repeater* repeater = device.repeater();
  if (!repeater) return failure("this device does not repeat");
  if (program.actions.size() > kMostActions) {
    return failure("the schedule has more than ", kMostActions, " actions");
  }
  warm_up(device, program.sequence);
  KeepingObserver both(*repeater, observer);
  device.begin_iteration(0, program.sequence.length);
  repeater->begin_keeping(steps_of(program));
  const auto outcome = carry_out(program, device, arena.data(), arena.size(), poison, both);
  if (auto kept = repeater->end_keeping(); !kept) return tl::unexpected(kept.error());
  if (!outcome) return tl::unexpected(outcome.error());
  if (!outcome->completed) return std::nullopt;
  return Repetition{repeater, *outcome};
}

}  // namespace tidemark
