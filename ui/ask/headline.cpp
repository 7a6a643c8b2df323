// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/headline.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/words/chart_format.h"
#include "ui/words/plurals.h"
#include "ui/words/strategy_names.h"
#include "ui/workbench/answer_facts.h"

namespace tidemark {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Headline", text);
}

QString memory_words(const PlanFacts& facts, const Settled& question) {
  if (facts.share_basis == MemoryShare::Basis::Bytes) {
    return tr("%1 of standard memory (%2 of %3)")
        .arg(percent_text(facts.share), bytes_text(facts.share_amount), bytes_text(facts.share_standard));
  }
  const auto slot = static_cast<double>(question.slot());
  return tr("%1 of standard memory (%2 of %3)")
      .arg(percent_text(facts.share), ratio_text(facts.share_amount / slot),
           slots_text(facts.share_standard / slot, question.problem.strategy));
}

QString more_words(double part) {
  if (part < -0.0005) return tr("%1 less time").arg(percent_text(-part));
  if (part < 0.0005) return tr("no more time");
  return tr("%1 more time").arg(percent_text(part));
}

QString optimality_words(Optimality optimality) {
  switch (optimality) {
    case Optimality::Optimal:
      return tr("optimal: no other policy of its kind needs fewer forward steps");
    case Optimality::NearlyOptimal:
      return tr(
          "α is not β + 1: a cheaper schedule can exist, in known cases by one forward step; give β alone "
          "for the optimum");
    case Optimality::FixedRule:
    case Optimality::NotKnown:
      break;
  }
  return {};
}

}  // namespace

QString headline_of(const Workbench& workbench) {
  const auto facts = facts_of(workbench);
  const Solution* solution = answer_of(workbench);
  if (!facts || solution == nullptr) return {};
  QStringList parts{forward_steps_text(facts->forward_steps), more_words(facts->overhead)};
  if (facts->seconds) parts << duration_text(*facts->seconds);
  parts << memory_words(*facts, *solution);
  return parts.join(tr(" · "));
}

QString footnote_of(const Workbench& workbench) {
  const auto facts = facts_of(workbench);
  const Solution* solution = answer_of(workbench);
  if (!facts || solution == nullptr) return {};
  const Problem& problem = solution->problem;
  QStringList notes;
  notes << (solution->policy == nullptr
                ? tr("Plan from a file, proven by the checker")
                : tr("%1 over %2").arg(short_name(problem.strategy), steps_text(problem.length)));
  notes << tr("a budget of %1").arg(slots_text(solution->in_slots(solution->budget), problem.strategy));
  if (const QString words = optimality_words(facts->optimality); !words.isEmpty()) notes << words;
  notes << tr("α %1, β %2")
               .arg(ratio_text(solution->sizes.alpha_ratio()), ratio_text(solution->sizes.beta_ratio()));
  if (problem.chunk_length > 1) {
    notes << (workbench.problem().chunk_length == kAutoChunk
                  ? tr("chunks of %1 steps, the fastest as measured")
                  : tr("chunks of %1 steps"))
                 .arg(problem.chunk_length);
  }
  if (facts->standard_seconds) {
    notes << tr("time predicted from measured steps, %1 for standard BPTT")
                 .arg(duration_text(*facts->standard_seconds));
  } else if (facts->seconds) {
    notes << tr("time predicted from measured steps");
  }
  return notes.join(tr(" · "));
}

QString basis_words(const OverheadBasis& basis) {
  const QString backward = ratio_text(basis.backward_cost());
  return basis.kind() == OverheadBasis::Kind::Measured
             ? tr("a backward step counts %1 forward steps, as measured here").arg(backward)
             : tr("a backward step counts %1 forward steps").arg(backward);
}

}  // namespace tidemark
