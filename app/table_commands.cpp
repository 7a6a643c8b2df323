// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/commands.h"
#include "app/output.h"
#include "app/problem_options.h"
#include "core/files/exports.h"
#include "core/solver/curve.h"
#include "core/solver/solver.h"

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
  const auto range = read_range(arguments);
  if (!range) return tl::unexpected(range.error());
  const Problem& problem = range->problem;
  const auto curve = tradeoff_curve(*range->policy, problem.length, range->slots);
  const CurveMeasures measures{problem.strategy, sequence_of(problem),
                               MemoryShare(problem, range->policy->sizes(), std::nullopt), OverheadBasis()};
  return write_data(arguments.text(kOutput),
                    [&](std::ostream& out) { return write_curve_csv(curve, measures, out); })
      .map([] { return Exit::Done; });
}

}  // namespace tidemark
