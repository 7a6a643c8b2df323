// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/timeline_source.h"

#include <utility>

#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"
#include "ui/workbench/free_later.h"

namespace tidemark {
namespace {

/// The timeline of a plan with so many actions is made within a frame.
constexpr std::int64_t kMostActionsAtOnce = 50'000;

}  // namespace

TimelineSource::TimelineSource(Workbench* workbench)
    : workbench_(workbench),
      job_(
          [](const Layout& layout, const auto& context) {
            return freed_in_background(
                Timeline::make(layout.plan, layout.sizes, layout.backward, context.stop));
          },
          [this](const Layout&, const std::shared_ptr<const Timeline>& timeline) {
            if (timeline != nullptr && !job_.is_overtaken()) take(timeline);
          }) {
  connect(workbench, &Workbench::plan_changed, this, &TimelineSource::refresh);
  connect(workbench, &Workbench::devices_changed, this, &TimelineSource::refresh);
  connect(workbench, &Workbench::records_changed, this, &TimelineSource::refresh);
  connect(workbench, &Workbench::overhead_kind_changed, this, &TimelineSource::refresh);
  connect(workbench, &Workbench::record_changed, this, [this] {
    refresh();  // a record can have the sizes in bytes
    refresh_record();
  });
  refresh();
}

void TimelineSource::refresh() {
  const std::shared_ptr<const Plan> plan = workbench_->plan();
  if (plan == nullptr) {
    job_.drop();
    asked_.reset();
    if (timeline_ != nullptr) take(nullptr);
    return;
  }
  const std::optional<StateBytes> in_bytes = bytes();
  const Layout layout{plan, in_bytes ? with_byte_quanta(*in_bytes) : plan->sizes,
                      overhead_basis(*workbench_).backward_cost()};
  if (asked_ == layout) return;
  asked_ = layout;
  if (std::ssize(plan->actions) > kMostActionsAtOnce) return job_.ask(layout);
  job_.drop();
  take(Timeline::make(layout.plan, layout.sizes, layout.backward));
}

void TimelineSource::take(std::shared_ptr<const Timeline> timeline) {
  timeline_ = std::move(timeline);
  if (timeline_ != nullptr) {
    const Plan& plan = timeline_->plan();
    const std::optional<StateBytes> in_bytes = bytes();
    counts_bytes_ = in_bytes.has_value();
    budget_ = plan.budget;
    if (counts_bytes_) budget_ = plan.arena_bytes.value_or(timeline_->peak());
  }
  // A view that heard of the new timeline's record first would place it on the timeline that it still has.
  find_record();
  Q_EMIT timeline_changed();
  Q_EMIT record_changed();
}

void TimelineSource::refresh_record() {
  find_record();
  Q_EMIT record_changed();
}

void TimelineSource::find_record() {
  record_ = workbench_->record();
  if (record_ != nullptr && (timeline_ == nullptr || !is_record_of(*record_, timeline_->plan()))) {
    record_ = nullptr;
  }
}

std::optional<StateBytes> TimelineSource::bytes() const {
  const std::shared_ptr<const Record> record = workbench_->record();
  const std::shared_ptr<const Plan> plan = workbench_->plan();
  // Sizes given by hand differ from the device's, also where the device has run the plan.
  if (plan == nullptr || plan->problem.alpha || plan->problem.beta) return std::nullopt;
  // A run's memory is compared with the sizes that the run counted with.
  if (record != nullptr && record->start.sizes.hidden > 1 && is_record_of(*record, *plan)) {
    return record->start.sizes;
  }
  if (!plan->device) return std::nullopt;
  return plan->device->chunk.states;
}

QString TimelineSource::memory_words(std::int64_t amount) const {
  if (counts_bytes_) return bytes_text(static_cast<double>(amount));
  if (timeline_ == nullptr) return {};
  const double slot = static_cast<double>(slot_size(timeline_->plan().problem.strategy, timeline_->sizes()));
  return slots_text(static_cast<double>(amount) / slot, timeline_->plan().problem.strategy);
}

double TimelineSource::part_of_standard(std::int64_t amount) const {
  if (timeline_ == nullptr) return 0;
  const Plan& plan = timeline_->plan();
  const MemoryShare share(plan.problem, plan.sizes, plan.device);
  // The timeline counts in bytes or in quanta, so that amounts are converted by the size of a hidden state.
  const double quanta = static_cast<double>(amount) * static_cast<double>(plan.sizes.hidden) /
                        static_cast<double>(timeline_->sizes().hidden);
  return share.part(share.amount_of_quanta(quanta), plan.problem.strategy);
}

}  // namespace tidemark
