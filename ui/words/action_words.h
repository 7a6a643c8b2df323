// SPDX-License-Identifier: GPL-3.0-or-later
/// Actions and states in words: "advance h₀ to h₃₈, 38 forward steps".
#pragma once

#include <QString>

#include "core/model/action.h"
#include "core/timeline/timeline.h"

namespace tidemark {

/// A hidden state's name: "h₃₈".
QString hidden_text(std::int64_t step);
QString words_for(const Action& action, const Sequence& sequence);
/// What a slot holds: "h₃₈", "internal state of step 39", "internal state of step 39, spent". The states of
/// a sequence in chunks are numbered by chunks.
QString words_for(const Lifetime& life, std::int64_t moment, const Sequence& sequence);
/// What the working core holds: "h₃₈", "h₃₉ and the internal state of step 39".
QString words_for(const CoreState& core, const Sequence& sequence);
/// One chunk of the sequence: "step 7" where chunks are single steps; "chunk 104 (steps 825–832)" where they
/// have 8. Chunk 0 has no steps: it stands for the initial state.
QString chunk_text(std::int64_t chunk, const Sequence& sequence);
/// One chunk out of several: "one of steps 3–7", "one of chunks 3–7 (steps 17–56)". As above if `first` is
/// `last`.
QString chunk_text(std::int64_t first, std::int64_t last, const Sequence& sequence);

}  // namespace tidemark
