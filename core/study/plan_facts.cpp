// SPDX-License-Identifier: Apache-2.0
#include "core/study/plan_facts.h"

namespace tidemark {

PlanFacts plan_facts(const Solution& solution, const std::optional<PeakMemory>& peak,
                     const Measurements& measured, OverheadBasis::Kind wanted) {
  const Problem& problem = solution.problem;
  const std::int64_t length = problem.length;
  PlanFacts facts;
  facts.forward_steps = solution.forward_steps;
  facts.forward_steps_per_step = static_cast<double>(solution.forward_steps) / static_cast<double>(length);

  const MemoryShare share(problem, solution.sizes, solution.device);
  facts.share_amount =
      peak && peak->bytes && share.basis() == MemoryShare::Basis::Bytes
          ? share.amount_of_bytes(static_cast<double>(*peak->bytes))
          : share.amount_of_quanta(static_cast<double>(peak ? peak->quanta : solution.budget));
  facts.share_standard = share.standard(problem.strategy);
  facts.share = share.part(facts.share_amount, problem.strategy);
  facts.share_basis = share.basis();

  facts.overhead_basis = OverheadBasis(wanted, problem, measured);
  facts.overhead = facts.overhead_basis.overhead(static_cast<double>(solution.forward_steps), length);
  if (const auto times = step_times(problem.cell, problem.device, problem.chunk_length, measured)) {
    facts.seconds = predicted_seconds(*times, solution);
  }
  if (const auto times = step_times(problem.cell, problem.device, 1, measured)) {
    facts.standard_seconds = standard_seconds(*times, length);
  }
  facts.optimality = solution.policy != nullptr ? optimality_of(problem.strategy, solution.sizes)
                     : solution.optimal         ? Optimality::Optimal
                                                : Optimality::NotKnown;
  return facts;
}

PlanFacts plan_facts(const Plan& plan, const Measurements& measured, OverheadBasis::Kind wanted) {
  return plan_facts(plan, PeakMemory{plan.peak, plan.peak_bytes}, measured, wanted);
}

}  // namespace tidemark
