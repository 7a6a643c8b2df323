// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_sampler.h"

namespace tidemark {
namespace {
constexpr int kCoarsePixels = 5;
}  // namespace

CostSampler::CostSampler(QObject* parent)
    : QObject(parent),
      job_(
          [this](const Wanted& wanted, const auto& context) {
            // This takes so little time that it is never stopped.
            const Samples coarse = sample_costs(wanted.table, wanted.x, wanted.y, kCoarsePixels);
            context.tell([this, coarse] { take(coarse); });
            return Samples(sample_costs(wanted.table, wanted.x, wanted.y, 1, context.stop));
          },
          [this](const Wanted&, const Samples& samples) { take(samples); }) {}

void CostSampler::ask(const CostTable& table, const SampledAxis& x, const SampledAxis& y) {
  const Wanted wanted{table, x, y};
  if (asked_ == wanted) return;
  asked_ = wanted;
  job_.ask(wanted);
}

void CostSampler::take(const Samples& samples) {
  if (samples == nullptr) return;
  newest_ = samples;
  Q_EMIT sampled();
}

}  // namespace tidemark
