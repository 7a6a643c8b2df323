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

double TradeoffScales::x_of_quanta(double quanta, Strategy strategy) const {
  const double hidden_states = quanta / static_cast<double>(sizes.hidden);
  switch (memory) {
    case MemoryScale::HiddenStates:
      return hidden_states;
    case MemoryScale::Bytes:
      return hidden_states * static_cast<double>(device->chunk.states.hidden) +
             static_cast<double>(device->more_fixed_bytes());
    case MemoryScale::Percent:
      return share ? 100 * share->part(share->amount_of_quanta(quanta), strategy) : 0;
  }
  return 0;
}

double TradeoffScales::quanta_at(double x, Strategy strategy) const {
  switch (memory) {
    case MemoryScale::HiddenStates:
      return x * static_cast<double>(sizes.hidden);
    case MemoryScale::Bytes:
      return (x - static_cast<double>(device->more_fixed_bytes())) * static_cast<double>(sizes.hidden) /
             static_cast<double>(device->chunk.states.hidden);
    case MemoryScale::Percent:
      return share ? share->quanta_at(x / 100, strategy) : 0;
  }
  return 0;
}

double TradeoffScales::x_of_bytes(std::int64_t bytes, Strategy strategy) const {
  const auto amount = static_cast<double>(bytes);
  switch (memory) {
    case MemoryScale::HiddenStates:
      return amount / static_cast<double>(device->chunk.states.hidden);
    case MemoryScale::Bytes:
      return amount + static_cast<double>(device->more_fixed_bytes());
    case MemoryScale::Percent:
      return share ? 100 * share->part(share->amount_of_bytes(amount), strategy) : 0;
  }
  return 0;
}

double TradeoffScales::y_of_steps(double forward_steps) const {
  switch (cost) {
    case CostScale::PerStep:
      return forward_steps / static_cast<double>(sequence.length);
    case CostScale::Overhead:
      return 100 * basis.overhead(forward_steps, sequence.length);
    case CostScale::Milliseconds:
      return 1e3 * iteration_seconds(*times, forward_steps, sequence.length);
  }
  return 0;
}

double TradeoffScales::predicted_y(const RunFacts& facts) const {
  if (cost == CostScale::Milliseconds) return 1e3 * facts.predicted_seconds;
  return y_of_steps(static_cast<double>(facts.predicted_forward_steps));
}

double TradeoffScales::measured_y(const RunFacts& facts) const {
  if (cost == CostScale::Milliseconds) return 1e3 * *facts.seconds;
  if (cost == CostScale::Overhead && facts.overhead) return 100 * *facts.overhead;
  return y_of_steps(static_cast<double>(*facts.forward_steps));
}

QString TradeoffScales::x_title() const {
  const bool counts_states =
      memory == MemoryScale::Percent && share && share->basis() == MemoryShare::Basis::States;
  return counts_states ? Words::tr("memory (% of standard BPTT's states)") : title_of(memory);
}

QString TradeoffScales::x_short_title() const {
  switch (memory) {
    case MemoryScale::HiddenStates:
      return Words::tr("hidden states");
    case MemoryScale::Bytes:
      return Words::tr("memory");
    case MemoryScale::Percent:
      return Words::tr("% of standard");
  }
  return {};
}

QString TradeoffScales::y_title() const {
  if (cost != CostScale::Overhead) return title_of(cost);
  return (basis.kind() == OverheadBasis::Kind::Measured
              ? Words::tr("overhead over standard BPTT (%), backward = %1 as measured")
              : Words::tr("overhead over standard BPTT (%), backward = %1"))
      .arg(ratio_text(basis.backward_cost()));
}

QString TradeoffScales::y_short_title() const {
  switch (cost) {
    case CostScale::PerStep:
      return Words::tr("C / t");
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

QString TradeoffScales::memory_text(double quanta, Strategy strategy) const {
  TradeoffScales scales = *this;
  const auto in = [&](MemoryScale scale) {
    scales.memory = scale;
    return scales.x_text(scales.x_of_quanta(quanta, strategy));
  };
  const QString amount = in(device ? MemoryScale::Bytes : MemoryScale::HiddenStates);
  if (!share) return amount;
  return Words::tr("%1, %2 of standard BPTT").arg(amount, in(MemoryScale::Percent));
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
