// SPDX-License-Identifier: GPL-3.0-or-later
/// The part of a cost table that a screen can show: never more cells than pixels, and the true cost of each.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "ui/workbench/cost_table.h"

namespace tidemark {

/// One direction of a picture. Whole numbers n stand at coordinate n and reach from n - 0.5 to n + 0.5.
struct SampledAxis {
  double from = 0.5, to = 1.5;  ///< coordinates at the picture's two ends
  int pixels = 1;
  bool is_logarithmic = false;
  bool operator==(const SampledAxis&) const = default;

  double coordinate(double pixel) const;
  double pixel(double coordinate) const;
};

/// One number shown, and the pixels it stands for.
struct Sample {
  std::int64_t number;
  int first_pixel, last_pixel;
};

/// The numbers 1 to `most` that `axis` shows, at most one for every `pixels_each` pixels: where several fall
/// on one pixel, the one in its middle.
std::vector<Sample> sample_axis(const SampledAxis& axis, std::int64_t most, int pixels_each = 1);

struct CostSamples {
  CostTable table;
  SampledAxis x, y;  ///< steps t, slots m
  std::vector<Sample> lengths, slots;
  std::vector<float> cost_per_step;  ///< a row of lengths for each of `slots`; NaN: infeasible

  float at(std::size_t length_index, std::size_t slots_index) const {
    return cost_per_step[slots_index * lengths.size() + length_index];
  }
  /// How many lengths, and how many budgets, share a pixel where they are densest; 1: every one is drawn.
  std::int64_t lengths_merged() const;
  std::int64_t slots_merged() const;
  bool has_infeasible() const;
};

/// For any thread. Null when stopped.
std::shared_ptr<const CostSamples> sample_costs(const CostTable& table, const SampledAxis& x,
                                                const SampledAxis& y, int pixels_each,
                                                std::stop_token stop = {});

}  // namespace tidemark
