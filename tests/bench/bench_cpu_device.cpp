// SPDX-License-Identifier: GPL-3.0-or-later
// One step of the CPU device, for the cells and a few shapes: advancing (nothing kept), keeping (the internal
// state goes to memory that changes with the step, as in a run) and backpropagating; and what an iteration
// does once. Layers above the first multiply their input; the first one looks it up.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "gpu/byte_input.h"
#include "gpu/cpu/blas_kernels.h"
#include "gpu/cpu/cpu_device.h"

namespace tidemark {
namespace {

constexpr std::int64_t kSteps = 32;  ///< steps of an iteration here

/// A device, and memory for the internal states of all steps with their inputs.
struct Bench {
  explicit Bench(const Cell& cell) {
    auto input = open_input("noise", cell.batch, 1);
    auto made = CpuDevice::create(cell, 1, *input, {});
    device = *std::move(made);
    memory = *device->allocate(kSteps * device->state_sizes().alpha);
  }
  std::byte* internal(std::int64_t step) { return memory->data() + (step - 1) * device->state_sizes().alpha; }
  std::byte* input(std::int64_t step) { return internal(step) + device->state_sizes().beta; }
  void keep_all() {
    for (std::int64_t step = 1; step <= kSteps; ++step) device->keep(step, step, internal(step), input(step));
  }
  void backward_all() {
    // Without step 1, which also does what an iteration does once.
    for (std::int64_t step = kSteps; step > 1; --step) {
      device->backward(step, step, internal(step), {HiddenSource::Kind::Hidden, input(step)});
    }
  }

  std::unique_ptr<CpuDevice> device;
  std::unique_ptr<DeviceMemory> memory;
};

void report_steps(benchmark::State& state, std::int64_t steps) {
  state.counters["s/step"] =
      benchmark::Counter(static_cast<double>(steps),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void advance(benchmark::State& state, const Cell& cell) {
  Bench bench(cell);
  bench.device->begin_iteration(0, kSteps);
  for (auto _ : state) bench.device->advance(0, kSteps);
  report_steps(state, kSteps);
}

void keep(benchmark::State& state, const Cell& cell) {
  Bench bench(cell);
  bench.device->begin_iteration(0, kSteps);
  for (auto _ : state) bench.keep_all();
  report_steps(state, kSteps);
}

void backward(benchmark::State& state, const Cell& cell) {
  Bench bench(cell);
  bench.device->begin_iteration(0, kSteps);
  bench.keep_all();
  for (auto _ : state) bench.backward_all();
  report_steps(state, kSteps - 1);
}

/// What is done once in an iteration, whatever its length; measured by an iteration of one step.
void once(benchmark::State& state, const Cell& cell) {
  Bench bench(cell);
  for (auto _ : state) {
    bench.device->begin_iteration(0, 1);
    bench.device->keep(1, 1, bench.internal(1), bench.input(1));
    bench.device->backward(1, 1, bench.internal(1), {HiddenSource::Kind::Hidden, bench.input(1)});
  }
}

void register_all() {
  const Cell cells[] = {
      {.kind = CellKind::Lstm},
      {.kind = CellKind::Gru},
      {.kind = CellKind::Tanh},
      {.kind = CellKind::Lstm, .layers = 2},
      {.kind = CellKind::Lstm, .hidden = 128, .batch = 64},
      {.kind = CellKind::Lstm, .hidden = 256, .batch = 1},
      {.kind = CellKind::Lstm, .hidden = 512, .batch = 64},
  };
  for (const Cell& cell : cells) {
    char name[64];
    std::snprintf(name, sizeof name, "/%s/hidden:%d/batch:%d/layers:%d",
                  std::string(name_of(cell.kind)).c_str(), static_cast<int>(cell.hidden),
                  static_cast<int>(cell.batch), static_cast<int>(cell.layers));
    const auto add = [&](const char* what, auto function) {
      benchmark::RegisterBenchmark((what + std::string(name)).c_str(), function, cell)
          ->Unit(benchmark::kMicrosecond);
    };
    add("advance", advance);
    add("keep", keep);
    add("backward", backward);
    add("once", once);
  }
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  tidemark::restart_with_fitting_kernels(argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  tidemark::register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
