// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/run_words.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/setup_words.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

constexpr double kEqual = 0.0005;  // times that differ by less are told as equal

QString tr(const char* text) {
  return QCoreApplication::translate("RunWords", text);
}

QString iterations_done_text(const RunFacts& facts) {
  if (facts.iterations_done == facts.iterations_asked) return iterations_text(facts.iterations_done);
  return tr("%1 of %2").arg(count_text(facts.iterations_done), iterations_text(facts.iterations_asked));
}

QString more_time_text(double part) {
  if (std::abs(part) < kEqual) return tr("As much time as standard BPTT");
  return part > 0 ? tr("%1 more time than standard BPTT").arg(percent_text(part))
                  : tr("%1 less time than standard BPTT").arg(percent_text(-part));
}

}  // namespace

QString record_title(const StartEvent& start) {
  const Problem& problem = start.problem;
  return tr("%1 · %2 · %3")
      .arg(short_name(problem.strategy), steps_text(problem.length),
           setup_words(problem, QString::fromStdString(start.device.name)));
}

QString progress_text(const RunProgress& progress) {
  if (progress.has_to_verify && progress.iterations_done > 0) return tr("standard BPTT, to compare with");
  if (progress.iterations_done == 0) {
    return tr("the first iteration: %1")
        .arg(percent_text(std::round(progress.part_of_iteration * 100) / 100));
  }
  const QString iteration =
      tr("iteration %1 of %2")
          .arg(count_text(std::min(progress.iterations_done + 1, progress.iterations_asked)),
               count_text(progress.iterations_asked));
  if (!progress.seconds_left) return iteration;
  return tr("%1 · about %2 left").arg(iteration, time_left_text(*progress.seconds_left));
}

QString run_state_text(const RunFacts& facts) {
  const QString done = iterations_done_text(facts);
  switch (facts.state) {
    case RunState::Done:
      return done;
    case RunState::Unfinished:
      return tr("not finished, %1").arg(done);
    case RunState::Cancelled:
      return tr("cancelled after %1").arg(done);
    case RunState::Failed:
      return tr("failed after %1").arg(done);
  }
  return {};
}

QString run_sentence(const StartEvent& start, const RunFacts& facts) {
  if (start.problem.strategy == Strategy::Standard) {
    return facts.seconds ? tr("Standard BPTT: %1 an iteration").arg(duration_text(*facts.seconds))
                         : tr("Standard BPTT");
  }
  const QString share = facts.share ? percent_text(*facts.share) : QString();
  if (!facts.overhead || !facts.is_warm) {
    return share.isEmpty() ? tr("Standard BPTT was not measured")
                           : tr("%1 of standard BPTT's memory").arg(share);
  }
  const QString time = more_time_text(*facts.overhead);
  return share.isEmpty() ? time : tr("%1, in %2 of its memory").arg(time, share);
}

QString run_sentence_note(const StartEvent& start, const RunFacts& facts, bool will_verify) {
  QStringList notes;
  if (facts.overhead) {
    notes << (facts.is_warm
                  ? tr("measured in the same process")
                  : tr("%1 in the same process, but of one iteration that nothing has warmed up: choose more "
                       "in the list beside Run")
                        .arg(more_or_less_text(*facts.overhead)));
  } else if (start.problem.strategy == Strategy::Standard) {
    return tr("other strategies are compared with it");
  } else if (will_verify) {
    return tr("standard BPTT is measured after the first iteration");
  } else if (facts.gradients) {
    notes << tr(
        "its time was not measured: here iterations are replayed as a whole, and standard BPTT beside "
        "them is not; compare with a run of standard BPTT in Runs");
  } else {
    notes << tr(
        "its time was not measured: Verify, in the list beside Run, measures standard BPTT in the same process");
  }
  if (facts.predicted_overhead) {
    notes << tr("predicted from measured steps: %1").arg(more_or_less_text(*facts.predicted_overhead));
  }
  return notes.join(tr(" · "));
}

QString more_or_less_text(double part) {
  if (std::abs(part) < kEqual) return tr("equal");
  return part > 0 ? tr("%1 more").arg(percent_text(part)) : tr("%1 less").arg(percent_text(-part));
}

QString run_verdict_text(const RunFacts& facts) {
  if (facts.state != RunState::Done) return run_state_text(facts);
  return facts.is_as_predicted ? tr("as predicted") : tr("NOT as predicted");
}

QString gradients_verdict_text(const RunFacts& facts) {
  if (!facts.gradients) return {};
  switch (*facts.gradients) {
    case GradientVerdict::BitIdentical:
      return tr("bit-identical to standard BPTT's");
    case GradientVerdict::WithinTolerance:
      return tr("standard BPTT's up to rounding");
    case GradientVerdict::Differ:
      return tr("NOT those of standard BPTT");
  }
  return {};
}

}  // namespace tidemark
