// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients on the GPU compared with float64 differences, with the CPU device, and over a few updates.
#include <array>
#include <cmath>
#include <vector>

#include "checks.h"
#include "core/study/run_facts.h"
#include "tests/support/cpu_runs.h"
#include "tests/support/reference_model.h"

namespace tidemark {
namespace {

std::string words(const Cell& cell, std::int64_t chunk) {
  return std::string(name_of(cell.kind)) + " " + std::to_string(cell.hidden) + ", batch " +
         std::to_string(cell.batch) + ", " + std::to_string(cell.layers) +
         (cell.layers == 1 ? " layer" : " layers") + ", chunk " + std::to_string(chunk) + ", " +
         std::string(name_of(cell.precision));
}

std::unique_ptr<Device> make_gpu(const CudaProvider& provider, const std::string& id, const Cell& cell,
                                 std::int64_t chunk, const DeviceOptions& options = {}) {
  return value_of(provider.create(id, cell, chunk, value_of(open_input("noise", cell.batch, 7)), options));
}

/// Gradients by central differences of the reference's loss; bytes that are not read have a gradient of 0.
std::vector<float> reference_gradients(const Cell& cell, std::int64_t length) {
  const CpuLayout shape = value_of(CpuLayout::of(cell));
  const auto input = value_of(open_input("noise", cell.batch, 7));
  const ReferenceModel reference(shape, *input);
  std::vector<float> start(shape.weights());
  shape.set_up(start.data(), DeviceOptions{}.seed);
  std::vector<double> weights(start.begin(), start.end());
  std::array<bool, kSymbols> is_read{};
  for (std::int64_t lane = 0; lane < cell.batch; ++lane) {
    for (std::int64_t step = 0; step < length; ++step) is_read[input->at(lane, step)] = true;
  }
  std::vector<float> gradients(weights.size());
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (k < shape.layer_offset(0) && !is_read[k / shape.hidden()]) continue;
    constexpr double kNudge = 1e-5;
    const double weight = weights[k];
    weights[k] = weight + kNudge;
    const double above = reference.loss(weights, length);
    weights[k] = weight - kNudge;
    const double below = reference.loss(weights, length);
    weights[k] = weight;
    gradients[k] = static_cast<float>((above - below) / (2 * kNudge));
  }
  return gradients;
}

void check_reference(const CudaProvider& provider, const std::string& device, Report& report) {
  constexpr std::int64_t kLength = 7;
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    for (const std::int64_t layers : {1, 2, 3}) {
      const Cell cell{
          .kind = kind, .hidden = 5, .batch = 3, .layers = layers, .precision = Precision::Float32};
      const std::vector<float> expected = reference_gradients(cell, kLength);
      for (const std::int64_t chunk : {1, 3}) {  // with 3 the last chunk is short
        const std::string what = "float64 differences: " + words(cell, chunk);
        report.attempt(what, [&] {
          const Trial trial = run_chunks(*make_gpu(provider, device, cell, chunk), {kLength, chunk});
          report.at_most(relative_l2(trial.gradients, expected), 1e-5, what);
        });
      }
    }
  }
}

void check_precisions(const CudaProvider& provider, const std::string& device, const Extent& extent,
                      Report& report) {
  const std::int64_t hidden = extent.is_small ? 16 : 256;
  const std::int64_t batch = extent.is_small ? 4 : 64;
  const Sequence sequence(extent.is_small ? 12 : 100, extent.is_small ? 4 : 16);
  std::vector<Cell> cells = {{.kind = CellKind::Lstm, .hidden = hidden, .batch = batch},
                             {.kind = CellKind::Gru, .hidden = hidden, .batch = batch},
                             {.kind = CellKind::Tanh, .hidden = hidden, .batch = batch}};
  // The other widths whose steps take one launch, with different numbers of batch entries together.
  cells.push_back({.kind = CellKind::Lstm, .hidden = 32, .batch = 13});
  if (!extent.is_small) {
    cells.push_back({.kind = CellKind::Lstm, .hidden = 64, .batch = 7});
    cells.push_back({.kind = CellKind::Lstm, .hidden = 128, .batch = 100});
  }
  for (Cell& cell : cells) {
    cell.layers = 2;
    cell.precision = Precision::Float32;
    const Trial expected = run_standard(*make_device(cell), sequence.length);
    for (const auto& [precision, name] : kPrecisionNames) {
      cell.precision = precision;
      const auto described = value_of(provider.describe(device, cell, {sequence.chunk_length}));
      if (!described.info.available) {
        report.skip("the CPU's gradients: " + words(cell, sequence.chunk_length), described.info.reason);
        continue;
      }
      const std::string of = words(cell, sequence.chunk_length);
      report.attempt("the CPU's gradients: " + of, [&] {
        const Trial trial = run_chunks(*make_gpu(provider, device, cell, sequence.chunk_length), sequence);
        report.at_most(relative_l2(trial.gradients, expected.gradients), gradient_tolerance(cell.precision),
                       "the CPU's gradients: " + of);
        report.at_most(std::abs(trial.loss / expected.loss - 1), gradient_tolerance(cell.precision),
                       "the CPU's loss: " + of);
      });
    }
  }
}

/// Weights are updated alike, biases included: a loss late in training is that of the CPU.
void check_training(const CudaProvider& provider, const std::string& device, const Extent& extent,
                    Report& report) {
  constexpr DeviceOptions kOptions{.seed = 3, .learning_rate = 1e-2};
  const Sequence sequence(20, 4);
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    const Cell cell{.kind = kind, .hidden = 12, .batch = 4, .layers = 1, .precision = Precision::Float32};
    const auto gpu = make_gpu(provider, device, cell, sequence.chunk_length, kOptions);
    const auto cpu =
        value_of(CpuDevice::create(cell, 1, value_of(open_input("noise", cell.batch, 7)), kOptions));
    double worst = 0;
    for (std::int64_t n = 0; n < (extent.is_small ? 6 : 30); ++n) {
      const double expected = run_standard(*cpu, sequence.length, n).loss;
      worst = std::max(worst, std::abs(run_chunks(*gpu, sequence, n).loss / expected - 1));
      cpu->update();
      gpu->update();
    }
    report.at_most(worst, 1e-4, "the CPU's losses in training: " + words(cell, sequence.chunk_length));
  }
}

}  // namespace

Trial run_chunks(Device& device, const Sequence& sequence, std::int64_t n) {
  const auto schedule = value_of(standard_schedule(sequence.chunks(), device.state_sizes()));
  return value_of(
      try_actions(device, Strategy::Standard, sequence, schedule.actions, schedule.memory_bytes, n));
}

void check_gradients(const CudaProvider& provider, const std::string& device, const Extent& extent,
                     Report& report) {
  report.attempt("float64 differences", [&] { check_reference(provider, device, report); });
  report.attempt("the CPU's gradients", [&] { check_precisions(provider, device, extent, report); });
  report.attempt("the CPU's losses in training", [&] { check_training(provider, device, extent, report); });
}

}  // namespace tidemark
