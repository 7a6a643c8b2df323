// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/table/cost_samples.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

std::int64_t densest(const std::vector<Sample>& samples) {
  std::int64_t most = 1;
  for (std::size_t i = 1; i < samples.size(); ++i)
    most = std::max(most, samples[i].number - samples[i - 1].number);
  return most;
}

}  // namespace

double SampledAxis::coordinate(double pixel) const {
  const double part = pixel / pixels;
  return is_logarithmic ? from * std::pow(to / from, part) : from + (to - from) * part;
}

double SampledAxis::pixel(double coordinate) const {
  return pixels * (is_logarithmic ? std::log(coordinate / from) / std::log(to / from)
                                  : (coordinate - from) / (to - from));
}

std::vector<Sample> sample_axis(const SampledAxis& axis, std::int64_t most, int pixels_each) {
  std::vector<Sample> samples;
  for (int pixel = 0; pixel < axis.pixels; pixel += pixels_each) {
    const int last = std::min(pixel + pixels_each, axis.pixels) - 1;
    const double number = std::round(axis.coordinate((pixel + last + 1) / 2.0));
    if (number < 1 || number > static_cast<double>(most)) continue;
    const auto whole = static_cast<std::int64_t>(number);
    if (!samples.empty() && samples.back().number == whole)
      samples.back().last_pixel = last;
    else
      samples.push_back({whole, pixel, last});
  }
  return samples;
}

std::int64_t CostSamples::lengths_merged() const {
  return densest(lengths);
}

std::int64_t CostSamples::slots_merged() const {
  return densest(slots);
}

bool CostSamples::has_infeasible() const {
  return std::any_of(cost_per_step.begin(), cost_per_step.end(), [](float cost) { return std::isnan(cost); });
}

std::shared_ptr<const CostSamples> sample_costs(const CostTable& table, const SampledAxis& x,
                                                const SampledAxis& y, int pixels_each,
                                                const std::stop_token& stop) {
  auto samples = std::make_shared<CostSamples>();
  samples->table = table;
  samples->x = x;
  samples->y = y;
  samples->lengths = sample_axis(x, table.longest, pixels_each);
  samples->slots = sample_axis(y, table.most_slots, pixels_each);
  samples->cost_per_step.reserve(samples->lengths.size() * samples->slots.size());
  for (const Sample& slots : samples->slots) {
    if (stop.stop_requested()) return nullptr;
    for (const Sample& length : samples->lengths)
      samples->cost_per_step.push_back(
          static_cast<float>(table.cost_per_step({length.number, slots.number})));
  }
  return samples;
}

}  // namespace tidemark
