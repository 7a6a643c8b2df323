// SPDX-License-Identifier: Apache-2.0
#include "gpu/verification.h"

#include <cmath>
#include <cstring>

#include "core/plan/plan.h"
#include "core/plan/schedule.h"
#include "core/solver/baselines.h"

namespace tidemark {

Result<StandardSchedule> standard_schedule(std::int64_t length, const StateBytes& bytes) {
  constexpr std::int64_t kActionsPerStep = 4;
  if (length > kMostActionsHeld / kActionsPerStep) {
    return failure("standard BPTT over ", length,
                   " steps is too long to compare with; leave the comparison out");
  }
  const auto policy = make_standard_policy(with_byte_quanta(bytes));
  StandardSchedule schedule{{}, policy->smallest_budget(length)};
  emit_schedule(*policy, length, schedule.memory_bytes, [&](const Action& action) {
    schedule.actions.push_back(action);
    return true;
  });
  return schedule;
}

double relative_l2(const std::vector<float>& gradients, const std::vector<float>& reference) {
  double difference = 0;
  double norm = 0;
  for (std::size_t k = 0; k < reference.size(); ++k) {
    const double expected = reference[k];
    difference += (gradients[k] - expected) * (gradients[k] - expected);
    norm += expected * expected;
  }
  return norm > 0 ? std::sqrt(difference / norm) : std::sqrt(difference);
}

Cancellable<VerifyEvent> verify_gradients(Device& device, const StateBytes& step_bytes, std::int64_t n,
                                          std::int64_t length, Observer& observer) {
  const std::vector<float> gradients = device.gradients();
  const auto standard = standard_schedule(length, step_bytes);
  if (!standard) return tl::unexpected(standard.error());
  const auto memory = device.allocate(standard->memory_bytes);
  if (!memory) {
    return failure("standard BPTT, to compare the gradients with, does not fit: ", memory.error().message);
  }
  device.begin_iteration(n, length);
  const BoundSchedule program{length, Strategy::Standard, step_bytes, standard->actions};
  const Device::Mark begin = device.mark();
  const auto outcome = carry_out(program, device, (*memory)->data(), standard->memory_bytes, false, observer);
  if (!outcome) return tl::unexpected(outcome.error());
  if (!outcome->completed) return std::nullopt;
  const Device::Mark end = device.mark();
  device.wait();
  if (auto fine = device.status(); !fine) return tl::unexpected(fine.error());

  const std::vector<float> reference = device.gradients();
  VerifyEvent event;
  event.relative_l2 = relative_l2(gradients, reference);
  event.bit_identical =
      std::memcmp(gradients.data(), reference.data(), reference.size() * sizeof(float)) == 0;
  const std::int64_t begin_ns = device.reached(begin).value_or(0);
  event.standard_seconds = static_cast<double>(device.reached(end).value_or(begin_ns) - begin_ns) * 1e-9;
  event.standard_bytes = outcome->arena_peak;
  device.set_gradients(gradients);
  return event;
}

}  // namespace tidemark
