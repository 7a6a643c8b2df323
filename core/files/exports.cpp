// SPDX-License-Identifier: Apache-2.0
#include "core/files/exports.h"

#include <cmath>
#include <string_view>

#include "core/base/text_writer.h"
#include "core/plan/checker.h"

namespace tidemark {
namespace {

/// An optional cell of a CSV row: empty for a missing slot.
void put_slot(std::int32_t slot, TextWriter& out) {
  if (slot != Action::kNoSlot) out << slot;
}

constexpr Named<Choice::Kind> kChoiceNames[] = {{Choice::Kind::KeepInCore, "keep"},
                                                {Choice::Kind::PushHidden, "hidden"},
                                                {Choice::Kind::PushInternal, "internal"}};

}  // namespace

Result<void> refuse_beyond(std::int64_t actions, const ScheduleRange& range) {
  if (range.first < actions) return {};
  return failure("the schedule has ", actions, " actions, numbered from 0; it has none from ", range.first,
                 " on");
}

Result<void> write_schedule_csv(const ScheduleView& schedule, std::ostream& out, const ScheduleRange& range) {
  TextWriter writer(out);
  const Sequence sequence = schedule.solution.sequence();
  Checker checker(schedule.solution);
  Result<void> applied;
  writer << "i,kind,from,to,slot,forward_steps,memory_slots\n";
  schedule.emit_actions([&](const Action& action) {
    const std::int64_t number = checker.actions();
    if (number > range.last) return false;
    applied = checker.apply(action);
    if (!applied) return false;
    if (number < range.first) return true;
    writer << number << ',' << name_of(action.kind) << ',' << action.from << ',' << action.to << ',';
    put_slot(action.slot, writer);
    writer << ',' << sequence.forward_steps(action) << ',' << schedule.solution.in_slots(checker.memory())
           << '\n';
    return writer.is_good();
  });
  if (applied) applied = refuse_beyond(checker.actions(), range);
  if (!applied) return applied;
  return writer.finish();
}

Result<void> write_table_csv(const Policy& policy, std::int64_t length, std::int64_t most_slots,
                             std::ostream& out) {
  if (length > policy.longest_length()) {
    return failure("the table reaches to length ", policy.longest_length(), ", not to ", length);
  }
  TextWriter writer(out);
  const std::int64_t slot = policy.slot();
  writer << "t,m,cost,choice,y\n";
  for (std::int64_t t = 1; t <= length && writer.is_good(); ++t) {
    for (std::int64_t m = 1; m <= most_slots; ++m) {
      writer << t << ',' << m << ',';
      const std::int64_t cost = policy.cost(t, m * slot);
      if (is_count(cost)) {
        const Choice choice = policy.choice(t, m * slot);
        writer << cost << ',' << name_in(kChoiceNames, choice.kind) << ',' << choice.y << '\n';
      } else {
        writer << ",,\n";
      }
    }
  }
  return writer.finish();
}

Result<void> write_curves_csv(const std::map<Strategy, std::vector<CurvePoint>>& curves,
                              const CurveMeasures& measures, std::ostream& out) {
  const auto& [sequence, sizes, share, basis, times] = measures;
  const auto length = static_cast<double>(sequence.length);
  TextWriter writer(out);
  writer << "strategy,slots,hidden_states,bytes,percent_of_standard,forward_steps,forward_steps_per_step,"
            "overhead_percent,milliseconds\n";
  for (const auto& [strategy, curve] : curves) {
    for (const CurvePoint& point : curve) {
      if (!is_count(point.forward_steps)) continue;
      const auto quanta = static_cast<double>(point.quanta);
      const double steps = sequence.in_steps(static_cast<double>(point.forward_steps));
      writer << name_of(strategy) << ',' << point.slot_count << ','
             << quanta / static_cast<double>(sizes.hidden) << ',';
      if (const auto bytes = share.bytes_of_quanta(quanta)) writer << std::llround(*bytes);
      writer << ',' << 100 * share.part(share.amount_of_quanta(quanta), strategy) << ','
             << std::llround(steps) << ',' << steps / length << ','
             << 100 * basis.overhead(steps, sequence.length) << ',';
      if (times) writer << 1e3 * iteration_seconds(*times, steps, sequence.length);
      writer << '\n';
      if (!writer.is_good()) return writer.finish();
    }
  }
  return writer.finish();
}

}  // namespace tidemark
