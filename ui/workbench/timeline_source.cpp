// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workbench/timeline_source.h"

#include <QThreadPool>
#include <utility>

#include "ui/client/async.h"
#include "ui/words/chart_format.h"
#include "ui/workbench/workbench.h"

namespace tidemark {
namespace {

/// Up to here a timeline is laid out within a frame.
constexpr std::int64_t kMostActionsAtOnce = 50'000;

}  // namespace

TimelineSource* TimelineSource::of(Workbench* workbench) {
  if (auto* made = workbench->findChild<TimelineSource*>(QString(), Qt::FindDirectChildrenOnly)) return made;
  return new TimelineSource(workbench);
}

TimelineSource::TimelineSource(Workbench* workbench) : QObject(workbench), workbench_(workbench) {
  connect(workbench, &Workbench::plan_changed, this, &TimelineSource::refresh);
  connect(workbench, &Workbench::devices_changed, this, &TimelineSource::refresh);
  connect(workbench, &Workbench::record_changed, this, [this] {
    refresh();  // a record can tell sizes in bytes
    refresh_record();
  });
  refresh();
}

TimelineSource::~TimelineSource() {
  stop_.request_stop();
  wait_for_background(this);
}

void TimelineSource::refresh() {
  const std::shared_ptr<const Plan> plan = workbench_->plan();
  if (plan == nullptr) {
    stop_.request_stop();
    asked_plan_ = nullptr;
    if (timeline_ != nullptr) take(nullptr);
    return;
  }
  const StateSizes sizes = bytes().value_or(plan->sizes);
  const std::shared_ptr<const Record> record = workbench_->record();
  const double backward = backward_cost(record && is_record_of(*record, *plan) ? record.get() : nullptr);
  if (asked_plan_ == plan && asked_sizes_ == sizes && asked_backward_ == backward) return;
  asked_plan_ = plan;
  asked_sizes_ = sizes;
  asked_backward_ = backward;
  stop_.request_stop();  // whatever is overtaken
  stop_ = std::stop_source();
  if (std::ssize(plan->actions) <= kMostActionsAtOnce) return take(Timeline::make(plan, sizes, backward));
  in_background(
      this,
      [plan, sizes, backward, stop = stop_.get_token()] {
        return Timeline::make(plan, sizes, backward, stop);
      },
      [this](const std::shared_ptr<const Timeline>& timeline) {
        if (timeline != nullptr) take(timeline);
      });
}

void TimelineSource::take(std::shared_ptr<const Timeline> timeline) {
  const bool is_overtaken =
      timeline != nullptr && (timeline->shared_plan() != asked_plan_ || timeline->sizes() != asked_sizes_ ||
                              timeline->backward() != asked_backward_);
  if (is_overtaken) return;
  std::shared_ptr<const Timeline> old = std::exchange(timeline_, std::move(timeline));
  if (timeline_ != nullptr) {
    const Plan& plan = timeline_->plan();
    const std::optional<StateSizes> in_bytes = bytes();
    counts_bytes_ = in_bytes.has_value();
    budget_ = plan.budget;
    if (counts_bytes_) {
      const auto budget = budget_in_bytes(plan.problem, workbench_->sizes_for(plan.problem.chunk_length));
      budget_ = budget ? *budget : timeline_->peak();
    }
  }
  refresh_record();
  Q_EMIT timeline_changed();
  // Hundreds of megabytes take several frames to give back: the views have let go of theirs by now.
  if (old != nullptr && std::ssize(old->actions()) > kMostActionsAtOnce)
    QThreadPool::globalInstance()->start([old = std::move(old)] {});
}

void TimelineSource::refresh_record() {
  record_ = workbench_->record();
  if (record_ != nullptr && (timeline_ == nullptr || !is_record_of(*record_, timeline_->plan()))) {
    record_ = nullptr;
  }
  Q_EMIT record_changed();
}

std::optional<StateSizes> TimelineSource::bytes() const {
  const std::shared_ptr<const Record> record = workbench_->record();
  const std::shared_ptr<const Plan> plan = workbench_->plan();
  // What a run has counted with is what its memory is compared with.
  if (record != nullptr && plan != nullptr && record->start.sizes.hidden > 1 &&
      is_record_of(*record, *plan)) {
    return record->start.sizes;
  }
  return workbench_->device_bytes();
}

QString TimelineSource::memory_words(std::int64_t amount) const {
  if (counts_bytes_) return bytes_text(static_cast<double>(amount));
  if (timeline_ == nullptr) return {};
  const double slot = static_cast<double>(slot_size(timeline_->plan().problem.strategy, timeline_->sizes()));
  const double slots = static_cast<double>(amount) / slot;
  return slots == 1 ? tr("1 slot") : tr("%1 slots").arg(ratio_text(slots));
}

double TimelineSource::part_of_standard(std::int64_t amount) const {
  if (timeline_ == nullptr) return 0;
  const Problem& problem = timeline_->plan().problem;
  return fraction_of_standard(amount, sequence_of(problem), problem.strategy, timeline_->sizes());
}

}  // namespace tidemark
