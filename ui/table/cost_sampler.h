// SPDX-License-Identifier: GPL-3.0-or-later
/// Samples a cost table in the background: coarse at once, then every pixel. Only the newest request is
/// worked on; a coarse picture of one that was overtaken is shown all the same, so that it moves under the
/// hand.
#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "ui/table/cost_samples.h"
#include "ui/workbench/newest_job.h"

namespace tidemark {

class CostSampler : public QObject {
  Q_OBJECT

 public:
  explicit CostSampler(QObject* parent = nullptr);

  /// Asking again for what is known or under way does nothing.
  void ask(const CostTable& table, const SampledAxis& x, const SampledAxis& y);
  std::shared_ptr<const CostSamples> newest() const { return newest_; }  ///< null: none yet
  /// Whether newest() is all of what was asked for last.
  bool is_complete() const { return job_.is_idle(); }

 Q_SIGNALS:
  void sampled();  ///< newest() is new

 private:
  struct Wanted {
    CostTable table;
    SampledAxis x, y;
    bool operator==(const Wanted&) const = default;
  };
  using Samples = std::shared_ptr<const CostSamples>;
  void take(const Samples& samples);

  std::optional<Wanted> asked_;  ///< the last request
  Samples newest_;
  NewestJob<Wanted, Samples> job_;
};

}  // namespace tidemark
