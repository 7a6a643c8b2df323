// SPDX-License-Identifier: Apache-2.0
#include "core/study/inverse.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "core/base/number_text.h"
#include "core/plan/budget_readings.h"
#include "core/plan/smallest_budget.h"

namespace tidemark {
namespace {

// Both searches halve a range in which the answer changes once. That it does rests on two facts about all
// three recurrences, at any sizes; tst_inverse holds them cell by cell.
//
// C(t, m) never rises with m: every choice at m can be made at m + 1, and what is left for its parts is then
// no smaller, so that by induction over t they cost no more.
//
// C(t, m) / t never falls with t: take the step out of a best policy for t + 1 that runs forward most often,
// at least C(t + 1, m) / (t + 1) times. The rest is a policy for t steps in the same memory: a push without
// its right or left part is left out, and where an internal state was kept for that step, the state before it
// is stored, which is no larger. So C(t, m) <= C(t + 1, m) (1 - 1 / (t + 1)).

/// The least number from `low` to `high` for which `holds`. REQUIRES: it holds for `high`, and for every
/// number above one for which it holds.
template <class Holds>
std::int64_t first_that(std::int64_t low, std::int64_t high, const Holds& holds) {
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

/// The largest number from `low` to `high` for which `holds`. REQUIRES: it holds for `low`, and for every
/// number below one for which it holds.
template <class Holds>
std::int64_t last_that(std::int64_t low, std::int64_t high, const Holds& holds) {
  return first_that(low + 1, high + 1, [&](std::int64_t n) { return n > high || !holds(n); }) - 1;
}

/// Whether the overhead is at most that. Rounding errors are forgiven: they are smaller than what a single
/// forward step changes.
bool is_at_most(double overhead, double most) {
  return overhead <= most + 4 * std::numeric_limits<double>::epsilon() * (1 + most);
}

/// Whether a policy is fast enough, at any length and budget.
struct TimeLimit {
  std::optional<double> most_overhead;  ///< none: it always is
  const OverheadBasis& basis;

  bool allows(const Policy& policy, const Sequence& sequence, std::int64_t budget) const {
    const std::int64_t cost = policy.cost(sequence.chunks(), budget);
    if (!is_count(cost)) return false;
    return !most_overhead ||
           is_at_most(basis.overhead(sequence.in_steps(static_cast<double>(cost)), sequence.length),
                      *most_overhead);
  }
  /// The same where an iteration takes no time beside its steps.
  bool allows_steps(const Policy& policy, const Sequence& sequence, std::int64_t budget) const {
    const std::int64_t cost = policy.cost(sequence.chunks(), budget);
    return is_count(cost) &&
           is_at_most(basis.overhead_of_steps(sequence.in_steps(static_cast<double>(cost)), sequence.length),
                      *most_overhead);
  }
};

std::string percent(double fraction) {
  return text_of(readable_percent(fraction));
}

Error fixed_rule(Strategy strategy) {
  return {std::string(info_of(strategy).title) +
          " is a fixed rule: its memory and its time follow from the length, and there is nothing to choose; "
          "ask for HSM, ISM or MSM"};
}

std::optional<Error> refused(const std::optional<double>& most_overhead) {
  if (!most_overhead || (std::isfinite(*most_overhead) && *most_overhead >= 0)) return std::nullopt;
  return Error{"the extra time must be 0 or more"};
}

// --- least memory ---

/// The least budget with which the policy is fast enough; none if it never is. REQUIRES: the policy answers
/// for budgets up to `most`.
std::optional<std::int64_t> least_budget(const Policy& policy, const Sequence& sequence, std::int64_t most,
                                         const TimeLimit& limit) {
  if (!limit.allows(policy, sequence, most)) return std::nullopt;
  return first_that(policy.smallest_budget(sequence.chunks()), most,
                    [&](std::int64_t budget) { return limit.allows(policy, sequence, budget); });
}

/// A policy of the kind whose costs are known by closed form.
std::shared_ptr<const Policy> closed_form(Strategy strategy, const StateSizes& sizes, std::int64_t chunks,
                                          Solver& solver) {
  return *solver.policy(strategy, sizes, chunks, 0).value();
}

/// MSM can do whatever HSM does in the same memory, and whatever ISM does in m internal states if it has
/// room for m - 1 of them beside h_0, since its working core is not counted.
std::int64_t budget_of_ism(std::int64_t ism_budget, const StateSizes& sizes) {
  return ism_budget / sizes.alpha * sizes.alpha - sizes.alpha + sizes.hidden;
}

/// A budget that need not be exceeded: the least of all, if there is any, is no larger.
std::int64_t budget_to_try(const Settled& settled, const TimeLimit& limit, Solver& solver) {
  const Sequence sequence = settled.sequence();
  const StateSizes& sizes = settled.sizes;
  const auto own = [&](Strategy strategy) {
    const auto policy = closed_form(strategy, sizes, sequence.chunks(), solver);
    return least_budget(*policy, sequence, policy->sufficient_budget(sequence.chunks()), limit);
  };
  std::int64_t most = standard_memory(sequence.chunks(), sizes);
  if (const auto hsm = own(Strategy::Hsm)) most = std::min(most, *hsm);
  if (const auto ism = own(Strategy::Ism)) most = std::min(most, budget_of_ism(*ism, sizes));
  return most;
}

// --- the longest sequence ---

/// The longest length that a problem may have.
std::int64_t longest_length(Problem problem) {
  return last_that(1, kLongestLength, [&](std::int64_t length) {
    problem.length = length;
    return validate(problem).has_value();
  });
}

/// Looks for the longest sequence for one chunk length and one budget.
class LengthSearch {
 public:
  LengthSearch(const Settled& settled, const TimeLimit& limit)
      : limit_(limit),
        chunk_length_(settled.problem.chunk_length),
        longest_(longest_length(settled.problem)),
        // Where an iteration's fixed costs alone are too dear, short sequences are too slow and longer ones
        // need not be.
        starts_too_dear_(limit.most_overhead && limit.basis.is_start_beyond(*limit.most_overhead)) {}

  std::int64_t most_chunks() const { return Sequence(longest_, chunk_length_).chunks(); }

  /// Whether so many chunks may be fast enough: false for a number, and all above it are too slow.
  bool may_do(const Policy& policy, std::int64_t chunks, std::int64_t budget) const {
    const Sequence sequence = whole(chunks);
    return starts_too_dear_ ? limit_.allows_steps(policy, sequence, budget)
                            : limit_.allows(policy, sequence, budget);
  }

  /// The most chunks up to `high` that may_do(); 0: none.
  std::int64_t most_that_may(const Policy& policy, std::int64_t high, std::int64_t budget) const {
    return last_that(0, high, [&](std::int64_t chunks) { return may_do(policy, chunks, budget); });
  }

  /// The longest length, in steps, of at most `chunks` whole ones, which is most_that_may(); 0: none. A last
  /// chunk that is short costs as much as a whole one for fewer steps, so that it helps only where a step on
  /// its own is over the limit and the start of an iteration pays for it.
  std::int64_t longest(const Policy& policy, std::int64_t chunks, std::int64_t budget,
                       const std::stop_token& stop) const {
    if (starts_too_dear_) {
      while (chunks > 0 && !limit_.allows(policy, whole(chunks), budget) && !stop.stop_requested()) --chunks;
      return chunks == 0 ? 0 : whole(chunks).length;
    }
    const std::int64_t least = chunks * chunk_length_;
    if (least >= longest_) return longest_;
    return last_that(least, std::min(longest_, least + chunk_length_ - 1), [&](std::int64_t length) {
      return limit_.allows(policy, Sequence(length, chunk_length_), budget);
    });
  }

 private:
  Sequence whole(std::int64_t chunks) const {
    const bool is_last = chunks > longest_ / chunk_length_;
    return {is_last ? longest_ : chunks * chunk_length_, chunk_length_};
  }

  const TimeLimit& limit_;
  std::int64_t chunk_length_;
  std::int64_t longest_;  ///< in steps
  bool starts_too_dear_;
};

/// A policy that answers for all lengths, in chunks, that may be fast enough, and how many those are. A table
/// is solved for twice as many chunks as HSM and ISM do, and again for twice as many, until that is too many.
struct Reach {
  std::shared_ptr<const Policy> policy;
  std::int64_t chunks = 0;
};

Cancellable<Reach> reach_of(const Settled& settled, const LengthSearch& search, Solver& solver,
                            const std::stop_token& stop) {
  const Strategy strategy = settled.problem.strategy;
  const StateSizes& sizes = settled.sizes;
  const std::int64_t most = search.most_chunks();
  const auto reach_within = [&](const std::shared_ptr<const Policy>& policy, std::int64_t high,
                                std::int64_t budget) {
    return Reach{policy, search.most_that_may(*policy, high, budget)};
  };
  if (!info_of(strategy).needs_table) {
    return reach_within(closed_form(strategy, sizes, most, solver), most, settled.budget);
  }
  const std::int64_t hsm =
      reach_within(closed_form(Strategy::Hsm, sizes, most, solver), most, settled.budget).chunks;
  // The other way round than in budget_of_ism(). Where not even h_0 fits, HSM and MSM can do nothing.
  const std::int64_t ism_budget = (settled.budget - sizes.hidden) / sizes.alpha * sizes.alpha + sizes.alpha;
  const std::int64_t ism =
      hsm == 0 ? 0 : reach_within(closed_form(Strategy::Ism, sizes, most, solver), most, ism_budget).chunks;
  std::int64_t done = std::max(hsm, ism);
  while (true) {
    const std::int64_t high = std::min(most, 2 * std::max<std::int64_t>(1, done));
    const auto policy = solver.policy(strategy, sizes, high, settled.budget, {}, stop);
    if (!policy) {
      return failure(counted(done * settled.problem.chunk_length, "step"),
                     " and more are fast enough, and how many more cannot be said: ", policy.error().message);
    }
    if (!*policy) return std::nullopt;
    if (high == most || !search.may_do(***policy, high, settled.budget)) {
      return reach_within(**policy, high, settled.budget);
    }
    done = high;
  }
}

/// The question's budget in a measure that is the same amount of memory at every length.
Budget at_any_length(const Settled& settled) {
  const Budget& budget = settled.problem.budget;
  if (budget.measure != Budget::Measure::Percent) return budget;
  if (settled.device) return converted(settled, Budget::Measure::Bytes);
  return {Budget::Measure::Slots, settled.in_slots(settled.budget)};
}

}  // namespace

Cancellable<Solution> least_memory(const Settled& settled, double most_overhead, const OverheadBasis& basis,
                                   Solver& solver, const std::stop_token& stop) {
  const Problem& problem = settled.problem;
  if (!is_optimised(problem.strategy)) return tl::unexpected(fixed_rule(problem.strategy));
  if (auto error = refused(most_overhead)) return tl::unexpected(*error);
  const Sequence sequence = settled.sequence();
  const TimeLimit limit{most_overhead, basis};
  const bool needs_table = info_of(problem.strategy).needs_table;
  // One slot more than is tried, so that the answer in whole slots is in the same table.
  const std::int64_t most = needs_table ? budget_to_try(settled, limit, solver) + settled.slot() : 0;
  const auto policy = solver.policy(problem.strategy, settled.sizes, sequence.chunks(), most, {}, stop);
  if (!policy) return tl::unexpected(policy.error());
  if (!*policy) return std::nullopt;
  const std::int64_t enough =
      needs_table ? most - settled.slot() : (**policy)->sufficient_budget(sequence.chunks());
  const auto quanta = least_budget(***policy, sequence, enough, limit);
  if (!quanta) {
    const auto forward_steps =
        sequence.in_steps(static_cast<double>((**policy)->cost(sequence.chunks(), enough)));
    Error none{"no budget makes " + std::string(info_of(problem.strategy).short_name) +
                   " as fast as that: in all the memory it can use it still takes " +
                   percent(basis.overhead(forward_steps, problem.length)) + " more time than standard BPTT",
               true};
    return tl::unexpected(std::move(none));
  }
  const auto answer = with_least_budget(settled, *quanta);
  if (!answer) return failure("the least memory cannot be given in the measure of the budget; ask in slots");
  return solve(*answer, solver, {}, stop);
}

Cancellable<Solution> longest_sequence(const Settled& settled, std::optional<double> most_overhead,
                                       const OverheadBasis& basis, Solver& solver,
                                       const std::stop_token& stop) {
  const Strategy strategy = settled.problem.strategy;
  const bool is_standard = strategy == Strategy::Standard;
  if (!is_optimised(strategy) && !is_standard) return tl::unexpected(fixed_rule(strategy));
  if (auto error = refused(most_overhead)) return tl::unexpected(*error);
  if (!most_overhead && !is_standard) {
    return failure("memory sets no limit to the length: ", budget_in_words(settled),
                   " will do for any, at the price of time; say how much more time it may take");
  }
  const TimeLimit limit{most_overhead, basis};
  const LengthSearch search(settled, limit);
  const auto reach = reach_of(settled, search, solver, stop);
  if (!reach) return tl::unexpected(reach.error());
  if (!*reach) return std::nullopt;
  const std::int64_t length = search.longest(*(*reach)->policy, (*reach)->chunks, settled.budget, stop);
  if (stop.stop_requested()) return std::nullopt;
  if (length == 0) {
    Problem shortest = settled.problem;
    shortest.length = shortest.chunk_length;
    shortest.budget = at_any_length(settled);
    const auto solved = settle(shortest, settled.device).and_then([&](const Settled& one) {
      return solve(one, solver, {}, stop);
    });
    if (!solved) return tl::unexpected(Error{solved.error().message, true});
    if (!*solved) return std::nullopt;
    const double overhead = basis.overhead(static_cast<double>((*solved)->forward_steps), shortest.length);
    Error none{"no sequence is as fast as that in chunks of " + counted(shortest.length, "step") +
                   ": a single chunk already takes " + percent(overhead) + " more time than standard BPTT",
               true};
    return tl::unexpected(std::move(none));
  }
  Problem problem = settled.problem;
  problem.length = length;
  problem.budget = at_any_length(settled);
  auto answer = settle(problem, settled.device);
  if (!answer) return tl::unexpected(answer.error());
  answer->calibration = settled.calibration;
  return solve(*answer, solver, {}, stop);
}

}  // namespace tidemark
