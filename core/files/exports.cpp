// SPDX-License-Identifier: Apache-2.0
#include "core/files/exports.h"

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

Result<void> write_schedule_csv(const ScheduleView& schedule, std::ostream& out) {
  TextWriter writer(out);
  const Sequence sequence = schedule.solution.sequence();
  Checker checker(schedule.solution);
  Result<void> applied;
  writer << "i,kind,from,to,slot,forward_steps,memory_slots\n";
  schedule.emit_actions([&](const Action& action) {
    writer << checker.actions() << ',' << name_of(action.kind) << ',' << action.from << ',' << action.to
           << ',';
    put_slot(action.slot, writer);
    applied = checker.apply(action);
    if (!applied) return false;
    writer << ',' << sequence.forward_steps(action) << ',' << schedule.solution.in_slots(checker.memory())
           << '\n';
    return writer.is_good();
  });
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

Result<void> write_curve_csv(const std::vector<CurvePoint>& curve, const CurveMeasures& measures,
                             std::ostream& out) {
  const auto& [strategy, sequence, share, basis] = measures;
  TextWriter writer(out);
  writer << "m,cost,overhead,share\n";
  for (const CurvePoint& point : curve) {
    const double steps = sequence.in_steps(static_cast<double>(point.forward_steps));
    const double amount = share.amount_of_quanta(static_cast<double>(point.quanta));
    writer << point.slot_count << ',' << point.forward_steps << ',' << basis.overhead(steps, sequence.length)
           << ',' << share.part(amount, strategy) << '\n';
  }
  return writer.finish();
}

}  // namespace tidemark
