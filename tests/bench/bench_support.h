// SPDX-License-Identifier: GPL-3.0-or-later
/// What benchmarks of the window share.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string>
#include <vector>

namespace tidemark {

/// Processor time of this thread so far, in milliseconds: a busy machine does not matter to it.
inline double thread_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// Median, 99th percentile and maximum of `times` as counters. REQUIRES: !times.empty().
inline void report_times(benchmark::State& state, const std::string& name, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  const auto percentile = [&](double part) {
    return times[static_cast<std::size_t>(std::ceil(part * static_cast<double>(times.size()))) - 1];
  };
  state.counters[name + "p50_ms"] = percentile(0.5);
  state.counters[name + "p99_ms"] = percentile(0.99);
  state.counters[name + "max_ms"] = percentile(1);
}

}  // namespace tidemark
