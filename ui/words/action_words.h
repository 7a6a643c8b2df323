// SPDX-License-Identifier: GPL-3.0-or-later
/// Actions and states as a person reads them: "advance h_0 to h_38, 38 forward steps".
#pragma once

#include <QString>

#include "core/model/action.h"
#include "core/timeline/timeline.h"

namespace tidemark {

QString words_for(const Action& action, const Sequence& sequence);
/// What a slot holds: "h_38", "internal state of step 39", "internal state of step 39, spent".
QString words_for(const Lifetime& life, std::int64_t moment, const Sequence& sequence);
/// The working core: "h_38", "h_39 and the internal state of step 39".
QString words_for(const CoreState& core, const Sequence& sequence);
/// "step 7", "chunk 7": what a schedule of the sequence counts.
QString chunk_text(std::int64_t chunk, const Sequence& sequence);

}  // namespace tidemark
