// SPDX-License-Identifier: GPL-3.0-or-later
/// A question in words: strategy, length and budget in short, and in one sentence all the rest, which is the
/// network and where it runs.
#pragma once

#include <QString>

#include "core/model/problem.h"

namespace tidemark {

/// "MSM over 1,000 steps, 50 hidden states"
QString question_words(const Problem& problem);

/// "LSTM 256, batch 32, on this processor", or "GRU 512, 2 layers, batch 8, bfloat16, in chunks of 16, on
/// NVIDIA H200, reading noise". One layer, float32, chunks of one step, sizes that follow from the cell and
/// the shipped text are what is usual, and are not said. `device_name`: as the hardware calls itself; empty:
/// not known, or the processor of this machine.
QString setup_words(const Problem& problem, const QString& device_name);

QString cell_name(CellKind kind);             ///< "LSTM", "GRU", "tanh"
QString precision_name(Precision precision);  ///< "float32", "TF32"
/// What the network reads: "text", "noise", or the name of the file.
QString input_name(const Problem& problem);

}  // namespace tidemark
