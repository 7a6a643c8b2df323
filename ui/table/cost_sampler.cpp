// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_sampler.h"

#include <QtConcurrent>

namespace tidemark {
namespace {
constexpr int kCoarsePixels = 5;
}  // namespace

CostSampler::CostSampler(QObject* parent) : QObject(parent) {
  connect(&watcher_, &QFutureWatcherBase::finished, this, &CostSampler::receive);
}

CostSampler::~CostSampler() {
  stop_.request_stop();
  watcher_.waitForFinished();
}

void CostSampler::ask(const CostTable& table, const SampledAxis& x, const SampledAxis& y) {
  const Wanted wish{table, x, y};
  if (asked_ == wish) return;
  asked_ = wish_ = wish;
  if (!is_working()) return start();
  // A coarse pass is so short that letting it end keeps the picture moving under the hand.
  if (is_fine_) stop_.request_stop();
}

void CostSampler::start() {
  is_fine_ = !wish_;
  if (wish_) current_ = std::exchange(wish_, std::nullopt);
  stop_ = std::stop_source();
  watcher_.setFuture(
      QtConcurrent::run([wish = *current_, pixels = is_fine_ ? 1 : kCoarsePixels, stop = stop_.get_token()] {
        return sample_costs(wish.table, wish.x, wish.y, pixels, stop);
      }));
}

void CostSampler::receive() {
  const auto samples = watcher_.result();
  if (samples) newest_ = samples;
  if (wish_ || !is_fine_)
    start();
  else
    current_.reset();
  if (samples) Q_EMIT sampled();
}

}  // namespace tidemark
