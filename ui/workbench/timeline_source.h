// SPDX-License-Identifier: GPL-3.0-or-later
/// The timeline of the workbench's current plan, made once and shared by all views that show time. The object
/// that makes these views owns a source and hands it to each of them.
#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/timeline/timeline.h"
#include "ui/workbench/newest_job.h"

namespace tidemark {

class Workbench;

/// GUI thread. The timeline of a short plan is made at once, that of a long one in the background; meanwhile
/// the old one stays.
class TimelineSource : public QObject {
  Q_OBJECT

 public:
  /// `workbench` outlives the source.
  explicit TimelineSource(Workbench* workbench);

  /// Null: no plan (yet). It counts memory in bytes if the states' sizes are known from the device or the
  /// record, and in slots if they were given by hand, as every other view does.
  std::shared_ptr<const Timeline> timeline() const { return timeline_; }
  bool counts_bytes() const { return counts_bytes_; }
  /// The budget, counted as the timeline's sizes are.
  std::int64_t budget() const { return budget_; }
  /// The workbench's record if it is one of the timeline's plan; else null.
  std::shared_ptr<const Record> record() const { return record_; }

  /// An amount of memory in words: "12.5 slots" or "12.3 MiB".
  QString memory_words(std::int64_t amount) const;
  /// `amount` as a part of what standard BPTT stores; 1 is all of it.
  double part_of_standard(std::int64_t amount) const;

 Q_SIGNALS:
  void timeline_changed();  ///< also when timeline() has become null
  void record_changed();    ///< another record, or more of it

 private:
  /// What a timeline is made from.
  struct Layout {
    std::shared_ptr<const Plan> plan;
    StateSizes sizes;
    double backward = 0;
    bool operator==(const Layout&) const = default;
  };
  void refresh();
  void take(std::shared_ptr<const Timeline> timeline);
  void refresh_record();
  void find_record();  ///< without telling anybody
  std::optional<StateBytes> bytes() const;

  Workbench* workbench_;
  std::shared_ptr<const Timeline> timeline_;
  std::shared_ptr<const Record> record_;
  bool counts_bytes_ = false;
  std::int64_t budget_ = 0;
  std::optional<Layout> asked_;  ///< what timeline() was or will be made from
  NewestJob<Layout, std::shared_ptr<const Timeline>> job_;
};

}  // namespace tidemark
