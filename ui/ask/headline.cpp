// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ask/headline.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "ui/words/chart_format.h"
#include "ui/words/strategy_names.h"

namespace tidemark {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Headline", text);
}

/// Forward steps that one backward step takes as long as: measured on this cell and device, else the
/// paper's 2.
struct BackwardCost {
  double in_forward_steps = 2;
  bool is_measured = false;
};

BackwardCost backward_cost(const Workbench& workbench) {
  const Problem& problem = workbench.problem();
  for (auto record = workbench.records().rbegin(); record != workbench.records().rend(); ++record) {
    const StartEvent& start = (*record)->start;
    if (start.problem.cell == problem.cell && start.problem.device == problem.device &&
        start.times.advance > 0 && start.times.backward > 0) {
      return {start.times.backward / start.times.advance, true};
    }
  }
  return {};
}

/// One iteration of what is shown, and of standard BPTT in single steps; none where the device was not
/// measured in such chunks.
struct PredictedTime {
  double seconds;
  double standard_seconds;
};

std::optional<PredictedTime> predicted_time(const Workbench& workbench, const Solution& solution) {
  const Problem& problem = solution.problem;
  const auto calibration = workbench.calibration();
  if (!calibration || calibration->find(problem.chunk_length) == nullptr) return std::nullopt;
  return PredictedTime{predicted_seconds(calibration->times_of(problem.chunk_length), solution),
                       standard_seconds(calibration->times_of(1), problem.length)};
}

QString memory_words(const Workbench& workbench, std::int64_t peak, const Problem& problem,
                     const StateSizes& sizes) {
  const auto device = workbench.sizes_for(problem.chunk_length);
  if (workbench.peak_bytes() && device) {
    const auto bytes = static_cast<double>(*workbench.peak_bytes() + device->more_fixed_bytes());
    const auto standard = static_cast<double>(standard_memory(problem.length, device->step.states));
    return tr("%1 of standard memory (%2 of %3)")
        .arg(percent_text(bytes / standard), bytes_text(bytes), bytes_text(standard));
  }
  return tr("%1 of standard memory")
      .arg(percent_text(fraction_of_standard(peak, sequence_of(problem), problem.strategy, sizes)));
}

QString more_words(double part) {
  if (part < -0.0005) return tr("%1 less time").arg(percent_text(-part));
  if (part < 0.0005) return tr("no more time");
  return tr("%1 more time").arg(percent_text(part));
}

QString time_words(const Workbench& workbench, const Solution& solution) {
  if (const auto predicted = predicted_time(workbench, solution)) {
    return tr("%1, %2").arg(duration_text(predicted->seconds),
                            more_words(predicted->seconds / predicted->standard_seconds - 1));
  }
  return more_words(
      overhead(solution.forward_steps, solution.problem.length, backward_cost(workbench).in_forward_steps));
}

}  // namespace

QString headline_of(const Workbench& workbench) {
  const auto solution = workbench.solution();
  if (!solution) return {};
  const std::int64_t peak = workbench.plan() ? workbench.plan()->peak : solution->budget;
  return QStringList{tr("%1 forward steps").arg(count_text(solution->forward_steps)),
                     time_words(workbench, *solution),
                     memory_words(workbench, peak, solution->problem, solution->sizes)}
      .join(tr(" · "));
}

QString footnote_of(const Workbench& workbench) {
  const auto solution = workbench.solution();
  if (!solution) return {};
  const Problem& problem = solution->problem;
  QStringList notes;
  notes << (!solution->policy
                ? tr("Plan from a file, proven by the checker")
                : tr("%1 over %2 steps").arg(short_name(problem.strategy), count_text(problem.length)));
  if (problem.strategy == Strategy::Msm && problem.alpha && !problem.beta) {
    notes << tr(
        "the paper's plain α: up to one forward step dearer than the best; give β instead for the optimum");
  } else if (solution->optimal) {
    notes << tr("optimal: no other policy of its kind needs fewer forward steps");
  }
  const StateSizes& sizes = solution->sizes;
  notes << tr("α %1, β %2").arg(ratio_text(sizes.alpha_ratio()), ratio_text(sizes.beta_ratio()));
  if (problem.chunk_length > 1) {
    notes << (workbench.problem().chunk_length == kAutoChunk
                  ? tr("chunks of %1 steps, the fastest as measured")
                  : tr("chunks of %1 steps"))
                 .arg(problem.chunk_length);
  }
  if (predicted_time(workbench, *solution)) {
    notes << tr("time predicted from measured steps");
    return notes.join(tr(" · "));
  }
  const BackwardCost backward = backward_cost(workbench);
  notes << (backward.is_measured ? tr("a backward step counts as %1 forward steps, as measured")
                                       .arg(ratio_text(backward.in_forward_steps))
                                 : tr("a backward step counts as 2 forward steps"));
  return notes.join(tr(" · "));
}

}  // namespace tidemark
