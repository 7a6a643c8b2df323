// SPDX-License-Identifier: GPL-3.0-or-later
/// Samples a cost table in the background: first coarsely, then at every pixel. Only the newest request is
/// worked on, but the coarse picture of a request that was overtaken is still shown, so that the picture
/// moves while the user drags.
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

  /// Does nothing if the same was asked for last.
  void ask(const CostTable& table, const SampledAxis& x, const SampledAxis& y);
  std::shared_ptr<const CostSamples> newest() const { return newest_; }  ///< null: none yet
  /// Whether newest() is the complete answer to the last request.
  bool is_complete() const { return job_.is_idle(); }

 Q_SIGNALS:
  void sampled();  ///< newest() has changed

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
