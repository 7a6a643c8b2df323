// SPDX-License-Identifier: GPL-3.0-or-later
/// The solver beside the plain dynamic programme that tries every y: compare times within one run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/plan/checker.h"
#include "core/plan/schedule.h"
#include "core/solver/closed_forms.h"
#include "core/solver/mixed_policy.h"
#include "core/solver/mixed_table.h"

namespace {

using namespace tidemark;

constexpr StateSizes kLstm{.hidden = 2, .alpha = 7, .beta = 5};
constexpr StateSizes kBeta2{.hidden = 1, .alpha = 3, .beta = 2};
constexpr StateSizes kBeta237{.hidden = 8, .alpha = 27, .beta = 19};  // 2.37, rounded up to 19 / 8
constexpr StateSizes kPlain5{.hidden = 1, .alpha = 5, .beta = 5};

StateSizes whole_beta(std::int64_t beta) {
  return {.hidden = 1, .alpha = beta + 1, .beta = beta};
}

/// The recurrence for alpha = beta + 1, as fast as it can be while trying every y. Returns C(length, budget).
std::int64_t plain_cost(std::int64_t length, std::int64_t budget, const StateSizes& sizes) {
  constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::max() / 4;
  const auto columns = static_cast<std::size_t>(length) + 1;
  std::vector<std::vector<std::int64_t>> rows(static_cast<std::size_t>(budget) + 1);
  const std::vector<std::int64_t> infeasible = [&] {
    std::vector<std::int64_t> row(columns, kInfinite);
    row[0] = 0;
    return row;
  }();
  const auto row_of = [&](std::int64_t m) -> const std::vector<std::int64_t>& {
    return m < sizes.hidden ? infeasible : rows[static_cast<std::size_t>(m)];
  };
  for (std::int64_t m = sizes.hidden; m <= budget; ++m) {
    std::vector<std::int64_t>& row = rows[static_cast<std::size_t>(m)];
    row.assign(columns, 0);
    const auto& hidden = row_of(m - sizes.hidden);
    const auto& internal = row_of(m - sizes.beta);
    for (std::size_t t = 1; t < columns; ++t) {
      std::int64_t least = std::min(static_cast<std::int64_t>(t) + row[t - 1], 1 + internal[t - 1]);
      for (std::size_t y = 1; y < t; ++y) {
        least = std::min(least, static_cast<std::int64_t>(y) + row[y] + hidden[t - y]);
      }
      row[t] = least;
    }
  }
  return rows.back().back();
}

void plain_programme(benchmark::State& state, const StateSizes& sizes) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(plain_cost(state.range(0), state.range(1) * sizes.hidden, sizes));
  }
}

/// Solves every budget up to so many hidden states, and every length.
void mixed(benchmark::State& state, const StateSizes& sizes) {
  for (auto _ : state) {
    auto policy = solve_mixed(state.range(0), state.range(1) * sizes.hidden, sizes);
    benchmark::DoNotOptimize(policy);
  }
}

/// The same by the table that serves any sizes.
void mixed_table(benchmark::State& state, const StateSizes& sizes) {
  for (auto _ : state) {
    auto policy = solve_mixed_table(state.range(0), state.range(1) * sizes.hidden, sizes);
    benchmark::DoNotOptimize(policy);
  }
}

/// What a dragged slider waits for.
void table_schedule_and_replay(benchmark::State& state) {
  const std::int64_t length = state.range(0);
  const std::int64_t budget = state.range(1) * kLstm.hidden;
  for (auto _ : state) {
    const auto policy = solve_mixed(length, budget, kLstm).value().value();
    Checker checker(length, Strategy::Msm, kLstm, budget);
    const bool is_complete = emit_schedule(
        *policy, length, budget, [&](const Action& action) { return checker.apply(action).has_value(); });
    if (!is_complete || !checker.finish()) state.SkipWithError("the schedule is broken");
    benchmark::DoNotOptimize(checker.peak());
  }
}

void emit_schedule(benchmark::State& state, const Policy& policy, std::int64_t budget) {
  std::int64_t actions = 0;
  for (auto _ : state) {
    emit_schedule(policy, state.range(0), budget, [&](const Action&) { return ++actions > 0; });
  }
  state.SetItemsProcessed(actions);  // actions a second
}
void emit_msm(benchmark::State& state) {
  const std::int64_t budget = state.range(1) * kLstm.hidden;
  emit_schedule(state, *solve_mixed(state.range(0), budget, kLstm).value().value(), budget);
}
void emit_hsm(benchmark::State& state) {
  emit_schedule(state, *make_hsm_policy(kLstm), state.range(1) * kLstm.hidden);
}
void emit_ism(benchmark::State& state) {
  emit_schedule(state, *make_ism_policy(kLstm), state.range(1) * kLstm.alpha);
}

void best_choices(benchmark::State& state) {
  const std::int64_t length = state.range(0);
  const std::int64_t budget = state.range(1) * kLstm.hidden;
  const auto policy = solve_mixed(length, budget, kLstm).value().value();
  for (auto _ : state) benchmark::DoNotOptimize(policy->best_choices(length, budget));
}

/// A cost and a first split at a length that no table reaches.
void closed_forms(benchmark::State& state) {
  const std::int64_t t = 1'000'000'000'000;
  for (auto _ : state) {
    benchmark::DoNotOptimize(hsm_cost(t, state.range(0)));
    benchmark::DoNotOptimize(hsm_best_splits(t, state.range(0)));
    benchmark::DoNotOptimize(ism_cost(t, state.range(0)));
    benchmark::DoNotOptimize(ism_best_splits(t, state.range(0)));
  }
}

void lengths(benchmark::internal::Benchmark* bench) {
  for (std::int64_t length : {1'000, 10'000, 100'000, 1'000'000}) bench->Args({length, 1000});
  bench->Unit(benchmark::kMillisecond);
}

}  // namespace

BENCHMARK_CAPTURE(plain_programme, beta 2, kBeta2)->Args({1000, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(plain_programme, beta 2, kBeta2)
    ->Args({10000, 1000})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mixed_table, beta 2, kBeta2)->Args({10000, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mixed, beta 1, whole_beta(1))->Apply(lengths);
BENCHMARK_CAPTURE(mixed, beta 2, kBeta2)->Apply(lengths);
BENCHMARK_CAPTURE(mixed, beta 3, whole_beta(3))->Apply(lengths);
BENCHMARK_CAPTURE(mixed, beta 4, whole_beta(4))->Apply(lengths);
BENCHMARK_CAPTURE(mixed, beta 12, whole_beta(12))->Apply(lengths);
BENCHMARK_CAPTURE(mixed, beta 2.5, kLstm)->Apply(lengths);
BENCHMARK_CAPTURE(mixed, beta 2.37, kBeta237)->Apply(lengths);
BENCHMARK_CAPTURE(mixed, plain alpha 5, kPlain5)->Apply(lengths);
BENCHMARK(table_schedule_and_replay)->Args({1000, 50})->Args({1000, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK(emit_msm)->Args({1000, 50})->Args({1000000, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK(emit_hsm)->Args({1000, 50})->Args({1000000, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK(emit_ism)->Args({1000, 50})->Args({1000000, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK(best_choices)
    ->Args({1000, 50})
    ->Args({10000, 50})
    ->Args({1000000, 50})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(closed_forms)->Arg(2)->Arg(50)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
