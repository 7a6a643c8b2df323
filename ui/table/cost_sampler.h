// SPDX-License-Identifier: GPL-3.0-or-later
/// Samples a cost table in the background: coarse at once, then every pixel. Only the newest wish is worked
/// on.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <memory>
#include <optional>
#include <stop_token>

#include "ui/table/cost_samples.h"

namespace tidemark {

class CostSampler : public QObject {
  Q_OBJECT

 public:
  explicit CostSampler(QObject* parent = nullptr);
  ~CostSampler() override;  ///< stops the work and waits for it

  /// Asking again for what is known or under way does nothing.
  void ask(const CostTable& table, const SampledAxis& x, const SampledAxis& y);
  std::shared_ptr<const CostSamples> newest() const { return newest_; }  ///< null: none yet
  /// Whether newest() is all of what was asked for last.
  bool is_complete() const { return !wish_ && !is_working(); }

 Q_SIGNALS:
  void sampled();  ///< newest() is new

 private:
  struct Wanted {
    CostTable table;
    SampledAxis x, y;
    bool operator==(const Wanted&) const = default;
  };
  bool is_working() const { return current_.has_value(); }
  void start();
  void receive();

  std::optional<Wanted> asked_;    ///< the last wish
  std::optional<Wanted> wish_;     ///< waits for the work to end
  std::optional<Wanted> current_;  ///< is worked on
  bool is_fine_ = false;           ///< the work is the second, full pass
  std::stop_source stop_;
  QFutureWatcher<std::shared_ptr<const CostSamples>> watcher_;
  std::shared_ptr<const CostSamples> newest_;
};

}  // namespace tidemark
