// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include "app/answer_options.h"
#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "core/files/exports.h"
#include "core/solver/curve.h"
#include "core/solver/solver.h"
#include "core/study/step_times.h"

namespace tidemark {
namespace {

/// A policy that answers for every length up to `length` and every budget up to `slots`.
struct Range {
  Problem problem;
  std::int64_t slots;
  std::shared_ptr<const Policy> policy;
};

Result<Range> read_range(const Arguments& arguments) {
  const auto problem = read_policy_options(arguments);
  if (!problem) return tl::unexpected(problem.error());
  const auto slots = arguments.whole_number(kSlots, 1, kMostSlots);
  if (!slots) return tl::unexpected(slots.error());
  if (!*slots) return failure("needs --slots ", kSlots.value);
  const auto sizes = sizes_from_ratios(problem->alpha, problem->beta);
  if (!sizes) return tl::unexpected(sizes.error());
  Solver solver;
  const std::int64_t slot = slot_size(problem->strategy, *sizes);
  const auto policy = solver.policy(problem->strategy, *sizes, problem->length, **slots * slot);
  if (!policy) return tl::unexpected(policy.error());
  return Range{*problem, **slots, **policy};
}

using Curves = std::map<Strategy, std::vector<CurvePoint>>;

/// The curves up to the question's budget; none goes beyond what standard BPTT stores, where nothing is left
/// to gain.
Result<Curves> solved_curves(const Settled& question, std::span<const Strategy> strategies) {
  const std::int64_t chunks = question.sequence().chunks();
  const std::int64_t most = std::min(question.budget, standard_memory(chunks, question.sizes));
  Solver solver;
  Curves curves;
  for (const Strategy strategy : strategies) {
    const auto policy = solver.policy(strategy, question.sizes, chunks, most);
    if (!policy) return tl::unexpected(policy.error());
    curves[strategy] = tradeoff_curve(*policy->value(), chunks, most / slot_size(strategy, question.sizes));
  }
  return curves;
}

}  // namespace

Outcome table_command(const Arguments& arguments) {
  const auto range = read_range(arguments);
  if (!range) return tl::unexpected(range.error());
  return write_data(arguments.text(kOutput),
                    [&](std::ostream& out) {
                      return write_table_csv(*range->policy, range->problem.length, range->slots, out);
                    })
      .map([] { return Exit::Done; });
}

Outcome curve_command(const Arguments& arguments) {
  const bool is_all = arguments.word(kCurveStrategy) == "all";
  const auto options = read_answer_options(arguments);
  if (!options) return tl::unexpected(options.error());
  LookedFor looked_for;
  if (is_all) looked_for.strategy = Strategy::Msm;  // whose budget counts hidden states
  const auto settled = settle_arguments(arguments, /*needs_device=*/options->measures(), looked_for);
  if (!settled) return tl::unexpected(settled.error());
  const auto measured = measure_for(*options, *settled);
  if (!measured) return tl::unexpected(measured.error());
  const Problem& problem = settled->problem;
  const auto curves = is_all ? solved_curves(*settled, kStrategies)
                             : solved_curves(*settled, std::span(&problem.strategy, 1));
  if (!curves) return tl::unexpected(curves.error());
  const CurveMeasures measures{settled->sequence(), settled->sizes,
                               MemoryShare(problem, settled->sizes, settled->device),
                               OverheadBasis(options->basis, problem, *measured),
                               step_times(problem.cell, problem.device, problem.chunk_length, *measured)};
  return write_data(options->output,
                    [&](std::ostream& out) { return write_curves_csv(*curves, measures, out); })
      .map([] { return Exit::Done; });
}

}  // namespace tidemark
