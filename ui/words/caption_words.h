// SPDX-License-Identifier: GPL-3.0-or-later
/// One sentence that says what a plan does at a moment, and why.
#pragma once

#include <QString>
#include <cstdint>

#include "core/timeline/timeline.h"

namespace tidemark {

/// About the action that has just been done: "Recompute step 23 from h₂₂, the nearest state stored". At
/// moment 0 it says what playing will show, at the last moment what has been done.
QString caption_words(const Timeline& timeline, std::int64_t moment);

}  // namespace tidemark
