// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs in words: what was run, how far it is, what came out.
#pragma once

#include <QString>

#include "core/model/record.h"
#include "core/study/run_facts.h"
#include "core/study/run_pace.h"

namespace tidemark {

/// What was run, on what: "MSM · 1,000 steps · LSTM 1,024, batch 64, in chunks of 20, on NVIDIA H200".
QString record_title(const StartEvent& start);

/// How far a run that goes on is: "the first iteration: 35 %", "iteration 12 of 1,000 · about 40 s left".
QString progress_text(const RunProgress& progress);

/// How a run ended, or that it has not: "3 iterations", "cancelled after 12 of 1,000 iterations".
QString run_state_text(const RunFacts& facts);

/// The sentence of a run: "38 % more time than standard BPTT, in 5.1 % of its memory". Where the time of
/// standard BPTT was not measured, of what is known.
QString run_sentence(const StartEvent& start, const RunFacts& facts);
/// What the sentence rests on; where something is missing, how to get it. `will_verify`: standard BPTT is
/// still to be measured.
QString run_sentence_note(const StartEvent& start, const RunFacts& facts, bool will_verify);

/// "38 % more", "12 % less", "equal".
QString more_or_less_text(double part);
/// "as predicted", "NOT as predicted", and whether it was carried out to its end.
QString run_verdict_text(const RunFacts& facts);
/// "bit-identical to standard BPTT's"; empty: gradients were not compared.
QString gradients_verdict_text(const RunFacts& facts);

}  // namespace tidemark
