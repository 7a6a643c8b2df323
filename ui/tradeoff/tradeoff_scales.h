// SPDX-License-Identifier: GPL-3.0-or-later
/// What the axes of the trade-off chart count: memory three ways, cost three ways.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "core/plan/plan.h"
#include "core/model/sizes.h"
#include "core/model/strategy.h"

namespace tidemark {

enum class MemoryScale : std::uint8_t { HiddenStates, Bytes, Percent };
enum class CostScale : std::uint8_t { PerStep, Overhead, Milliseconds };

/// From budgets and forward steps to places on the chart. A value.
struct TradeoffScales {
  std::int64_t length = 1;  ///< in units, as costs are
  std::int64_t steps_per_unit = 1;
  StateSizes sizes;                        ///< planning units
  std::optional<StateSizes> device_bytes;  ///< needed for MemoryScale::Bytes and for measured memory
  std::optional<StepTimes> times;          ///< needed for CostScale::Milliseconds
  MemoryScale memory = MemoryScale::HiddenStates;
  CostScale cost = CostScale::PerStep;

  bool can_show(MemoryScale scale) const { return scale != MemoryScale::Bytes || device_bytes; }
  bool can_show(CostScale scale) const { return scale != CostScale::Milliseconds || times; }

  /// `units` of `sizes` as `strategy` counts its percent.
  double x_of_units(std::int64_t units, Strategy strategy) const;
  /// The units that stand at x, not rounded.
  double units_at(double x, Strategy strategy) const;
  /// Bytes on the device, as measured. REQUIRES: device_bytes.
  double x_of_bytes(std::int64_t bytes, Strategy strategy) const;
  /// A whole iteration of so many forward steps and `length` backward ones.
  double y_of_steps(double forward_steps) const;
  /// An iteration that took so long; for CostScale::PerStep there is none. REQUIRES: times unless
  /// Milliseconds.
  double y_of_seconds(double seconds) const;
  double seconds(double forward_steps) const;  ///< predicted. REQUIRES: times.

  /// As if its last unit were whole.
  Sequence sequence() const { return {length * steps_per_unit, steps_per_unit}; }

  QString x_title() const;
  QString y_title() const;
  QString y_short_title() const;   ///< for a chart that is not as high as the title is long
  QString x_text(double x) const;  ///< with its unit
  QString y_text(double y) const;
};

QString title_of(MemoryScale scale);
QString title_of(CostScale scale);

}  // namespace tidemark
