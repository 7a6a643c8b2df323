// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer in words.
#pragma once

#include <QString>

#include "core/study/overhead.h"
#include "ui/workbench/workbench.h"

namespace tidemark {

/// "1,950 forward steps · 31.7 % more time · 7 % of standard memory (10.9 MiB of 156 MiB)", with the
/// predicted time of an iteration where the device was measured; empty when there is no answer.
QString headline_of(const Workbench& workbench);

/// What a careful reader has to know of the answer: what it is of, and whether it is optimal. May be empty.
QString footnote_of(const Workbench& workbench);

/// What overheads are worked out with: "a backward step counts 2 forward steps".
QString basis_words(const OverheadBasis& basis);

}  // namespace tidemark
