// SPDX-License-Identifier: Apache-2.0
#include "gpu/captured_iteration.h"

namespace tidemark {
namespace {

// Capturing these takes the host a second; longer iterations gain nothing.
constexpr std::size_t kMostActions = 1'000'000;

/// Carries out every operation once, on as many steps as it will be captured with.
void warm_up(Device& device, const Sequence& sequence) {
  device.begin_iteration(0, sequence.length);
  std::int64_t done = 0;
  for (const std::int64_t chunk : {sequence.chunks(), std::int64_t{1}}) {
    if (sequence.steps_of(chunk) == done) continue;
    const std::int64_t first = sequence.first_step(chunk);
    const std::int64_t last = sequence.last_step(chunk);
    device.advance(first - 1, last);
    device.keep(first, last, device.core_internal(), device.core_input());
    device.backward(first, last, device.core_internal(), {HiddenSource::Kind::Hidden, device.core_input()});
    done = sequence.steps_of(chunk);
  }
  device.wait();
}

std::int64_t steps_of(const BoundSchedule& program) {
  std::int64_t steps = program.sequence.length;  // each step backward once
  for (const Action& action : program.actions) steps += program.sequence.forward_steps(action);
  return steps;
}

/// Stops the capture when it can no longer succeed.
class CaptureObserver final : public Observer {
 public:
  CaptureObserver(const GraphCapture& capture, Observer& observer) : capture_(capture), observer_(observer) {}
  bool should_stop() override { return !capture_.can_capture() || observer_.should_stop(); }

 private:
  const GraphCapture& capture_;
  Observer& observer_;
};

}  // namespace

Cancellable<CapturedIteration> capture_iteration(Device& device, const BoundSchedule& program,
                                                 DeviceMemory& arena, bool poison, Observer& observer) {
  GraphCapture* capture = device.graph_capture();
  if (!capture) return failure("this device does not repeat");
  if (program.actions.size() > kMostActions) {
    return failure("the schedule has more than ", kMostActions, " actions");
  }
  warm_up(device, program.sequence);
  CaptureObserver both(*capture, observer);
  device.begin_iteration(0, program.sequence.length);
  capture->begin_capture(steps_of(program));
  const auto outcome = carry_out(program, device, arena.data(), arena.size(), poison, both);
  if (auto ended = capture->end_capture(); !ended) return tl::unexpected(ended.error());
  if (!outcome) return tl::unexpected(outcome.error());
  if (!outcome->completed) return std::nullopt;
  return CapturedIteration{capture, *outcome};
}

}  // namespace tidemark
