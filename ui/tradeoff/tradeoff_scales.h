// SPDX-License-Identifier: GPL-3.0-or-later
/// What the axes of the trade-off chart count: memory three ways, cost three ways.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "core/model/sizes.h"
#include "core/model/strategy.h"
#include "core/plan/plan.h"

namespace tidemark {

enum class MemoryScale : std::uint8_t { HiddenStates, Bytes, Percent };
enum class CostScale : std::uint8_t { PerStep, Overhead, Milliseconds };

/// From budgets and forward steps to places on the chart. A value.
struct TradeoffScales {
  std::int64_t length = 1;  ///< in quanta, as costs are
  std::int64_t chunk_length = 1;
  StateSizes sizes;                        ///< planning quanta
  std::optional<StateSizes> device_bytes;  ///< needed for MemoryScale::Bytes and for measured memory
  std::optional<StepTimes> times;          ///< needed for CostScale::Milliseconds
  MemoryScale memory = MemoryScale::HiddenStates;
  CostScale cost = CostScale::PerStep;

  bool can_show(MemoryScale scale) const { return scale != MemoryScale::Bytes || device_bytes; }
  bool can_show(CostScale scale) const { return scale != CostScale::Milliseconds || times; }

  /// `quanta` of `sizes` as `strategy` counts its percent.
  double x_of_quanta(std::int64_t quanta, Strategy strategy) const;
  /// The quanta that stand at x, not rounded.
  double quanta_at(double x, Strategy strategy) const;
  /// Bytes on the device, as measured. REQUIRES: device_bytes.
  double x_of_bytes(std::int64_t bytes, Strategy strategy) const;
  /// A whole iteration of so many forward steps and `length` backward ones.
  double y_of_steps(double forward_steps) const;
  /// An iteration that took so long; for CostScale::PerStep there is none. REQUIRES: times unless
  /// Milliseconds.
  double y_of_seconds(double seconds) const;
  double seconds(double forward_steps) const;  ///< predicted. REQUIRES: times.

  /// As if its last quantum were whole.
  Sequence sequence() const { return {length * chunk_length, chunk_length}; }

  QString x_title() const;
  QString y_title() const;
  QString y_short_title() const;   ///< for a chart that is not as high as the title is long
  QString x_text(double x) const;  ///< with its quantum
  QString y_text(double y) const;
};

QString title_of(MemoryScale scale);
QString title_of(CostScale scale);

}  // namespace tidemark
