// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tradeoff/tradeoff_scales.h"

#include <QCoreApplication>

#include "ui/words/chart_format.h"

namespace tidemark {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(tidemark::TradeoffScales)
};

}  // namespace

double TradeoffScales::x_of_quanta(std::int64_t quanta, Strategy strategy) const {
  const double hidden_states = static_cast<double>(quanta) / static_cast<double>(sizes.hidden);
  switch (memory) {
    case MemoryScale::HiddenStates:
      return hidden_states;
    case MemoryScale::Bytes:
      return hidden_states * static_cast<double>(device_bytes->hidden);
    case MemoryScale::Percent:
      return 100 * fraction_of_standard(quanta, sequence(), strategy, sizes);
  }
  return 0;
}

double TradeoffScales::quanta_at(double x, Strategy strategy) const {
  return x / x_of_quanta(1, strategy);  // every scale is proportional
}

double TradeoffScales::x_of_bytes(std::int64_t bytes, Strategy strategy) const {
  switch (memory) {
    case MemoryScale::HiddenStates:
      return static_cast<double>(bytes) / static_cast<double>(device_bytes->hidden);
    case MemoryScale::Bytes:
      return static_cast<double>(bytes);
    case MemoryScale::Percent:
      return 100 * fraction_of_standard(bytes, sequence(), strategy, *device_bytes);
  }
  return 0;
}

double TradeoffScales::seconds(double forward_steps) const {
  // Each step is kept once, just before its backward step; every other forward step is advanced over.
  const auto steps = static_cast<double>(length);
  const auto k = static_cast<double>(chunk_length);
  return k * ((forward_steps - steps) * times->advance + steps * (times->keep + times->backward)) +
         times->iteration;
}

double TradeoffScales::y_of_steps(double forward_steps) const {
  switch (cost) {
    case CostScale::PerStep:
      return forward_steps / static_cast<double>(length);
    case CostScale::Overhead:
      return 100 * overhead(static_cast<std::int64_t>(forward_steps), length);
    case CostScale::Milliseconds:
      return 1e3 * seconds(forward_steps);
  }
  return 0;
}

double TradeoffScales::y_of_seconds(double measured) const {
  if (cost == CostScale::Milliseconds) return 1e3 * measured;
  return 100 * (measured / seconds(static_cast<double>(length)) - 1);
}

QString TradeoffScales::x_title() const {
  return title_of(memory);
}

QString TradeoffScales::y_title() const {
  return title_of(cost);
}

QString TradeoffScales::y_short_title() const {
  switch (cost) {
    case CostScale::PerStep:
      return Words::tr("forward steps / step");
    case CostScale::Overhead:
      return Words::tr("overhead (%)");
    case CostScale::Milliseconds:
      return Words::tr("iteration (ms)");
  }
  return {};
}

QString TradeoffScales::x_text(double x) const {
  switch (memory) {
    case MemoryScale::HiddenStates:
      return Words::tr("%1 hidden states").arg(short_count_text(x));
    case MemoryScale::Bytes:
      return bytes_text(x);
    case MemoryScale::Percent:
      return percent_text(x / 100);
  }
  return {};
}

QString TradeoffScales::y_text(double y) const {
  switch (cost) {
    case CostScale::PerStep:
      return Words::tr("%1 forward steps per step").arg(ratio_text(y));
    case CostScale::Overhead:
      return Words::tr("%1 more time").arg(percent_text(y / 100));
    case CostScale::Milliseconds:
      return duration_text(y / 1e3);
  }
  return {};
}

QString title_of(MemoryScale scale) {
  switch (scale) {
    case MemoryScale::HiddenStates:
      return Words::tr("memory (hidden states)");
    case MemoryScale::Bytes:
      return Words::tr("memory (bytes)");
    case MemoryScale::Percent:
      return Words::tr("memory (% of standard BPTT)");
  }
  return {};
}

QString title_of(CostScale scale) {
  switch (scale) {
    case CostScale::PerStep:
      return Words::tr("forward steps per step, C / t");
    case CostScale::Overhead:
      return Words::tr("time overhead over standard BPTT (%)");
    case CostScale::Milliseconds:
      return Words::tr("time per iteration (ms)");
  }
  return {};
}

}  // namespace tidemark
