// SPDX-License-Identifier: GPL-3.0-or-later
/// The part of a cost table that a screen can show: never more cells than pixels, and the true cost of each.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "ui/workbench/cost_table.h"

namespace tidemark {

/// One direction of a picture. The cell of a whole number n reaches from coordinate n - 0.5 to n + 0.5.
struct SampledAxis {
  double from = 0.5, to = 1.5;  ///< coordinates at the picture's two ends
  int pixels = 1;
  bool is_logarithmic = false;
  bool operator==(const SampledAxis&) const = default;

  double coordinate(double pixel) const;
  double pixel(double coordinate) const;
};

/// A number that is shown, and the pixels that show it.
struct Sample {
  std::int64_t number;
  int first_pixel, last_pixel;
};

/// The numbers 1 to `most` that `axis` shows, at most one for every `pixels_each` pixels: where several fall
/// on one pixel, the one in the pixel's middle.
std::vector<Sample> sample_axis(const SampledAxis& axis, std::int64_t most, int pixels_each = 1);

struct CostSamples {
  CostTable table;
  SampledAxis x, y;  ///< x: steps t; y: slots m
  std::vector<Sample> lengths, slots;
  std::vector<float> cost_per_step;  ///< for each of `slots` a row with all lengths; NaN: infeasible

  float at(std::size_t length_index, std::size_t slots_index) const {
    return cost_per_step[slots_index * lengths.size() + length_index];
  }
  /// How many lengths, or budgets, share a pixel where they are densest; 1: every one is drawn.
  std::int64_t lengths_merged() const;
  std::int64_t slots_merged() const;
  bool has_infeasible() const;
};

/// May be called on any thread. Null when stopped.
std::shared_ptr<const CostSamples> sample_costs(const CostTable& table, const SampledAxis& x,
                                                const SampledAxis& y, int pixels_each,
                                                const std::stop_token& stop = {});

}  // namespace tidemark
