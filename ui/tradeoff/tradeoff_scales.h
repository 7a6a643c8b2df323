// SPDX-License-Identifier: GPL-3.0-or-later
/// What the axes of the trade-off chart count: three scales of memory, three of cost.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "core/model/memory_share.h"
#include "core/model/sequence.h"
#include "core/study/overhead.h"
#include "core/study/run_facts.h"

namespace tidemark {

enum class MemoryScale : std::uint8_t { HiddenStates, Bytes, Percent };
enum class CostScale : std::uint8_t { PerStep, Overhead, Milliseconds };

/// Converts budgets and forward steps to places on the chart. A value.
struct TradeoffScales {
  Sequence sequence{1};
  StateSizes sizes;                                  ///< of a chunk, in planning quanta
  std::optional<DeviceSizes> device = std::nullopt;  ///< needed for bytes and for measured memory
  /// What percents of memory mean for the problem; none: nothing to draw yet.
  std::optional<MemoryShare> share = std::nullopt;
  OverheadBasis basis;
  std::optional<StepTimes> times = std::nullopt;  ///< needed for CostScale::Milliseconds
  MemoryScale memory = MemoryScale::HiddenStates;
  CostScale cost = CostScale::PerStep;

  bool can_show(MemoryScale scale) const { return scale != MemoryScale::Bytes || device; }
  bool can_show(CostScale scale) const { return scale != CostScale::Milliseconds || times; }

  /// The place of stored states that take `quanta`; where bytes are counted, with what chunks take beside the
  /// states.
  double x_of_quanta(double quanta, Strategy strategy) const;
  /// The quanta whose place is x, not rounded.
  double quanta_at(double x, Strategy strategy) const;
  /// The place of stored states that take `bytes` of the device. REQUIRES: device.
  double x_of_bytes(std::int64_t bytes, Strategy strategy) const;
  /// The place of an iteration with so many forward steps.
  double y_of_steps(double forward_steps) const;
  /// The same for forward chunks, which are what policies count.
  double y_of_chunks(double forward_chunks) const { return y_of_steps(sequence.in_steps(forward_chunks)); }
  double predicted_y(const RunFacts& facts) const;
  /// REQUIRES: an iteration was measured.
  double measured_y(const RunFacts& facts) const;

  QString x_title() const;
  QString y_title() const;
  QString x_short_title() const;   ///< for a chart that is narrower than the title is long
  QString y_short_title() const;   ///< for a chart that is lower than the title is long
  QString x_text(double x) const;  ///< with its unit
  /// An amount of memory in every way that is known: "10.9 MiB, 7 % of standard BPTT".
  QString memory_text(double quanta, Strategy strategy) const;
  QString y_text(double y) const;
};

QString title_of(MemoryScale scale);
QString title_of(CostScale scale);

}  // namespace tidemark
