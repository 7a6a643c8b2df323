// SPDX-License-Identifier: GPL-3.0-or-later
/// The words of the timeline's legend, each with a sentence that says what it means: one table for the
/// legend, its hover and the help.
#pragma once

#include <QString>
#include <array>

namespace tidemark {

enum class ChartWord {
  Advance,
  Keep,
  Backward,
  Restore,
  HiddenStored,
  InternalStored,
  TimesComputed,
  Predicted,
  Measured,
  DeviceMemory,
  Budget,
};

/// In the order in which they are listed.
inline constexpr std::array kChartWords = {
    ChartWord::Advance,      ChartWord::Keep,           ChartWord::Backward,      ChartWord::Restore,
    ChartWord::HiddenStored, ChartWord::InternalStored, ChartWord::TimesComputed, ChartWord::Predicted,
    ChartWord::Measured,     ChartWord::DeviceMemory,   ChartWord::Budget};

QString name_of(ChartWord word);     ///< as the legend has it: "hidden state stored"
QString meaning_of(ChartWord word);  ///< a sentence

}  // namespace tidemark
