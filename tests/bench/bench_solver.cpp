// SPDX-License-Identifier: GPL-3.0-or-later
/// The mixed table beside the plain dynamic programme that tries every y: compare times within one run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/mixed_policy.h"
#include "core/replay.h"
#include "core/schedule.h"

namespace {

using namespace tidemark;

constexpr StateSizes kLstm{.hidden = 2, .alpha = 7, .beta = 5};

/// The recurrence for alpha = beta + 1, written as fast as trying every y allows. Returns C(length, budget).
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

void plain_programme(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(plain_cost(state.range(0), state.range(1) * kLstm.hidden, kLstm));
}

void mixed_table(benchmark::State& state) {
  for (auto _ : state) {
    auto policy = solve_mixed(state.range(0), state.range(1) * kLstm.hidden, kLstm);
    benchmark::DoNotOptimize(policy);
  }
}

void schedule_and_replay(benchmark::State& state) {
  const std::int64_t length = state.range(0);
  const std::int64_t budget = state.range(1) * kLstm.hidden;
  const auto policy = solve_mixed(length, budget, kLstm).value().value();
  for (auto _ : state) {
    Replay replay(length, Strategy::Msm, kLstm, budget);
    const bool is_complete =
        walk(*policy, length, budget, [&](const Action& action) { return replay.apply(action).has_value(); });
    if (!is_complete || !replay.finish()) state.SkipWithError("the schedule is broken");
    benchmark::DoNotOptimize(replay.peak());
  }
}

void best_choices(benchmark::State& state) {
  const std::int64_t length = state.range(0);
  const std::int64_t budget = state.range(1) * kLstm.hidden;
  const auto policy = solve_mixed(length, budget, kLstm).value().value();
  for (auto _ : state) benchmark::DoNotOptimize(policy->best_choices(length, budget));
}

}  // namespace

BENCHMARK(plain_programme)
    ->Args({1000, 50})
    ->Args({1000, 1000})
    ->Args({10000, 10})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(mixed_table)
    ->Args({1000, 50})
    ->Args({1000, 1000})
    ->Args({10000, 10})
    ->Args({10000, 1000})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(schedule_and_replay)
    ->Args({1000, 50})
    ->Args({1000, 1000})
    ->Args({10000, 50})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(best_choices)->Args({1000, 50})->Args({10000, 50})->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
