// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer in words.
#pragma once

#include <QString>

#include "core/study/overhead.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// "1,950 forward steps · 31.7 % more time · 7 % of standard memory (10.9 MiB of 156 MiB)", and the predicted
/// time of an iteration if the device was measured; empty if there is no answer.
QString headline_of(const Workbench& workbench);

/// What a careful reader should know about the answer: which question it answers, and whether it is optimal.
/// May be empty.
QString footnote_of(const Workbench& workbench);

/// How overheads are worked out: "a backward step counts 2 forward steps".
QString basis_words(const OverheadBasis& basis);

}  // namespace tidemark
