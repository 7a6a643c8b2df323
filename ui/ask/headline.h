// SPDX-License-Identifier: GPL-3.0-or-later
/// The answer in words.
#pragma once

#include <QString>

#include "ui/workbench/workbench.h"

namespace tidemark {

/// "1,950 forward steps · 31.7 % more time · 7 % of standard memory (12.3 MiB of 175 MiB)"; empty when there
/// is no answer.
QString headline_of(const Workbench& workbench);

/// What a careful reader has to know of the answer: how time is counted, whether it is optimal. May be empty.
QString footnote_of(const Workbench& workbench);

}  // namespace tidemark
