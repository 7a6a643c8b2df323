// SPDX-License-Identifier: GPL-3.0-or-later
// Policies compared with standard BPTT on the same engine; memory compared with its prediction; other things
// that a device does.
#include <chrono>
#include <cmath>
#include <cstring>
#include <random>

#include "checks.h"
#include "core/plan/checker.h"
#include "core/solver/solver.h"
#include "gpu/captured_iteration.h"
#include "tests/support/cpu_runs.h"
#include "tests/support/plans.h"
#include "tests/support/random_schedule.h"

namespace tidemark {
namespace {

// Relative L2 of gradients where chunks are longer than a step. In the same chunks standard BPTT makes the
// same products, though sometimes in another of the library's modes. In single steps it adds up a chunk's
// products in another order: two correct float32 engines have differed by 1.2e-6 (256 wide, 2 layers, 100
// steps).
constexpr double kInSameChunks = 1e-6;
constexpr double kInSingleSteps = 1e-5;

constexpr std::int64_t kOthersMayTake = 4 << 20;  // bytes of the GPU's memory, which other programs use, too

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

struct Made {
  std::unique_ptr<Device> device;
  std::unique_ptr<Device> single;  ///< for chunks of one step, if the other's are longer
  Plan plan;
};

Made make(const CudaProvider& provider, const Problem& problem) {
  const auto input = value_of(open_input("noise", problem.cell.batch, 7));
  Made made{value_of(provider.create(problem.device, problem.cell, problem.chunk_length, input, {})),
            problem.chunk_length == 1 ? nullptr
                                      : value_of(provider.create(problem.device, problem.cell, 1, input, {})),
            {}};
  Solver solver;
  const auto plan = value_of(make_plan(problem, made.device->state_sizes(), solver));
  made.plan = **plan;
  return made;
}

std::string differ_by(double difference) {
  char text[32];
  std::snprintf(text, sizeof text, " differ by %.2e", difference);
  return text;
}

/// A policy beside standard BPTT on the same engine.
struct Comparison {
  std::string trouble;        ///< what is wrong; empty if nothing is
  double in_same_chunks = 0;  ///< relative L2 of the gradients
  bool is_bit_identical = false;

  std::string words() const {
    if (!trouble.empty()) return trouble;
    return is_bit_identical ? "bit-identical in the same chunks"
                            : "gradients in the same chunks" + differ_by(in_same_chunks);
  }
};

/// Products of TF32 numbers depend on how many steps they are of, and states of 16 bits are rounded where
/// chunks meet, so that single steps give other numbers.
bool compares_with_single_steps(const Cell& cell) {
  return cell.precision == Precision::Float32;
}

Comparison compare(const CudaProvider& provider, const Problem& problem) {
  const Made made = make(provider, problem);
  const StateBytes sizes = made.device->state_sizes();
  const std::int64_t predicted = value_of(peak_bytes_of(made.plan, sizes));
  const auto trial =
      try_actions(*made.device, problem.strategy, sequence_of(problem), made.plan.actions, predicted);
  if (!trial) return {trial.error().message};
  if (auto fine = made.device->status(); !fine) return {fine.error().message};
  if (trial->outcome.arena_peak != predicted) return {"another peak than predicted"};
  if (trial->outcome.forward_steps != made.plan.forward_steps) return {"other forward steps than predicted"};
  const Trial in_chunks = run_chunks(*made.device, sequence_of(problem));
  Comparison found;
  found.in_same_chunks = relative_l2(trial->gradients, in_chunks.gradients);
  found.is_bit_identical = same_bits(trial->gradients, in_chunks.gradients);
  if (problem.chunk_length == 1 ? !found.is_bit_identical : !(found.in_same_chunks <= kInSameChunks)) {
    found.trouble = found.words();
  } else if (problem.chunk_length > 1 && compares_with_single_steps(problem.cell)) {
    const Trial standard = run_standard(*made.single, problem.length);
    const double in_single_steps = relative_l2(trial->gradients, standard.gradients);
    if (!(in_single_steps <= kInSingleSteps)) {
      found.trouble = "gradients of single steps" + differ_by(in_single_steps);
    }
  }
  return found;
}

Problem problem_of(const std::string& device, Strategy strategy, const Cell& cell, std::int64_t length,
                   std::int64_t chunk) {
  Problem problem;
  problem.device = device;
  problem.strategy = strategy;
  problem.cell = cell;
  problem.length = length;
  problem.chunk_length = chunk;
  problem.budget = {Budget::Measure::Percent, is_optimised(strategy) ? 30.0 : 110.0};
  return problem;
}

void check_strategies(const CudaProvider& provider, const std::string& device, Report& report) {
  for (const Strategy strategy : kStrategies) {
    for (const std::int64_t chunk : {1, 3}) {
      const Cell cell{
          .kind = CellKind::Lstm, .hidden = 16, .batch = 4, .layers = 2, .precision = Precision::Float32};
      const std::string what =
          std::string(name_of(strategy)) + " against standard BPTT, chunk " + std::to_string(chunk);
      report.attempt(what, [&] {
        const Comparison found = compare(provider, problem_of(device, strategy, cell, 23, chunk));
        report.tell(found.trouble.empty(), what, found.words());
      });
    }
  }
}

/// Schedules that nobody would choose give identical bits, too, on every kind of cell.
void check_odd_schedules(const CudaProvider& provider, const std::string& device, const Extent& extent,
                         Report& report) {
  constexpr std::int64_t kLength = 10;
  int wrong = 0;
  const int tried = extent.is_small ? 6 : 40;
  for (const CellKind kind : {CellKind::Lstm, CellKind::Gru, CellKind::Tanh}) {
    const Cell cell{.kind = kind, .hidden = 8, .batch = 2, .layers = 2, .precision = Precision::Float32};
    const auto gpu =
        value_of(provider.create(device, cell, 1, value_of(open_input("noise", cell.batch, 7)), {}));
    const Trial standard = run_standard(*gpu, kLength);
    for (int seed = 0; seed < tried; ++seed) {
      const RandomSchedule schedule(kLength, static_cast<unsigned>(seed));
      Checker checker(kLength, Strategy::Msm, with_byte_quanta(gpu->state_sizes()), std::int64_t{1} << 40);
      for (const Action& action : schedule.actions()) value_of(checker.apply(action).map([] { return 0; }));
      const auto trial = try_actions(*gpu, Strategy::Msm, kLength, schedule.actions(), 3 * checker.peak());
      wrong += !trial || !same_bits(trial->gradients, standard.gradients);
    }
  }
  report.tell(wrong == 0, "odd schedules give the same bits",
              std::to_string(3 * tried) + ", " + std::to_string(wrong) + " wrong");
}

void check_random_problems(const CudaProvider& provider, const std::string& device, const Extent& extent,
                           Report& report) {
  std::mt19937 random(20);
  const auto from = [&](std::initializer_list<std::int64_t> choices) {
    return choices.begin()[random() % choices.size()];
  };
  std::vector<Precision> precisions;
  for (const auto& [precision, name] : kPrecisionNames) {
    const Cell cell{.precision = precision};
    if (value_of(provider.describe(device, cell, {1})).info.available) precisions.push_back(precision);
  }
  int wrong = 0;
  int bit_identical = 0;
  int without_plan = 0;
  double furthest = 0;
  std::string first;
  for (int i = 0; i < extent.random_problems; ++i) {
    const Cell cell{
        .kind = static_cast<CellKind>(random() % 3),
        .hidden = extent.is_small ? from({3, 8, 17, 32}) : from({3, 8, 17, 32, 64, 128, 129, 256}),
        .batch = extent.is_small ? from({1, 2, 5, 9, 13}) : from({1, 2, 5, 32, 64, 120}),
        .layers = from({1, 1, 2, 3}),
        .precision = Precision::Float32};
    const auto strategy = kStrategies[random() % kStrategies.size()];
    const std::int64_t length = 1 + static_cast<std::int64_t>(random() % (extent.is_small ? 14 : 80));
    Problem problem = problem_of(device, strategy, cell, length, from({1, 1, 2, 5, 8}));
    problem.cell.precision = precisions[random() % precisions.size()];
    if (is_optimised(strategy)) problem.budget.value = static_cast<double>(15 + random() % 100);
    std::string trouble;
    try {
      const Comparison found = compare(provider, problem);
      trouble = found.trouble;
      bit_identical += found.is_bit_identical;
      furthest = std::max(furthest, found.in_same_chunks);
    } catch (const std::runtime_error& error) {
      trouble = error.what();
      if (trouble.find("smallest") != std::string::npos) {
        ++without_plan;
        continue;
      }
    }
    if (trouble.empty()) continue;
    if (++wrong == 1) {
      first = "; first: " + std::string(name_of(cell.kind)) + " " + std::to_string(cell.hidden) + " x " +
              std::to_string(cell.batch) + " x " + std::to_string(cell.layers) + ", " +
              std::string(name_of(problem.cell.precision)) + ", " + std::string(name_of(strategy)) + ", t " +
              std::to_string(length) + ", chunk " + std::to_string(problem.chunk_length) + ": " + trouble;
    }
  }
  report.tell(wrong == 0, "random problems",
              std::to_string(extent.random_problems) + ", " + std::to_string(wrong) + " wrong, " +
                  std::to_string(without_plan) + " without a plan, " + std::to_string(bit_identical) +
                  " bit-identical, others" + differ_by(furthest) + " at most" + first);
}

}  // namespace

void check_schedules(const CudaProvider& provider, const std::string& device, const Extent& extent,
                     Report& report) {
  check_strategies(provider, device, report);
  report.attempt("odd schedules", [&] { check_odd_schedules(provider, device, extent, report); });
  report.attempt("random problems", [&] { check_random_problems(provider, device, extent, report); });
}

// --- what a device does beside ---

namespace {

class StopAfter final : public Observer {
 public:
  explicit StopAfter(int actions) : left_(actions) {}
  bool should_stop() override { return left_-- <= 0; }

 private:
  int left_;
};

void check_captured_iteration(const CudaProvider& provider, const Problem& problem, Report& report) {
  const std::string what = "iterations as CUDA graphs, " + std::to_string(problem.cell.hidden) + " wide, " +
                           std::string(name_of(problem.cell.precision));
  const Made made = make(provider, problem);
  const std::int64_t capacity = value_of(peak_bytes_of(made.plan, made.device->state_sizes()));
  const auto arena = value_of(made.device->allocate(capacity));
  const BoundSchedule program{sequence_of(problem), problem.strategy, made.device->state_sizes(),
                              made.plan.actions};
  StopAfter stop(3);
  const auto stopped = capture_iteration(*made.device, program, *arena, true, stop);
  Observer nobody;
  const auto either = capture_iteration(*made.device, program, *arena, true, nobody);
  if (!either) return report.tell(false, what, either.error().message);
  const auto kept = *either;
  bool is_same = kept->outcome.forward_steps == made.plan.forward_steps;
  for (std::int64_t n = 0; n < 3; ++n) {
    made.device->begin_iteration(n, problem.length);
    is_same = is_same && kept->capture->replay([] { return false; });
    const std::vector<float> repeated = made.device->gradients();
    const double loss = made.device->loss();
    made.device->begin_iteration(n, problem.length);
    value_of(carry_out(program, *made.device, arena->data(), capacity, true, nobody));
    is_same = is_same && same_bits(repeated, made.device->gradients()) && loss == made.device->loss();
    made.device->update();
  }
  made.device->begin_iteration(0, problem.length);
  const bool stops = stopped && !*stopped && !kept->capture->replay([] { return true; });
  report.tell(is_same && stops, what,
              !is_same ? "differ"
              : stops  ? "the bits of asking one by one"
                       : "do not stop");
}

/// Capturing a million operations takes seconds, so that too many must be noticed long before the last.
void check_too_many(const CudaProvider& provider, const std::string& device, const Cell& cell,
                    Report& report) {
  Problem problem = problem_of(device, Strategy::Hsm, cell, 100'000, 1);
  problem.budget = {Budget::Measure::Slots, 8};
  const Made made = make(provider, problem);
  const auto arena =
      value_of(made.device->allocate(value_of(peak_bytes_of(made.plan, made.device->state_sizes()))));
  const BoundSchedule program{sequence_of(problem), problem.strategy, made.device->state_sizes(),
                              made.plan.actions};
  Observer nobody;
  const auto begin = std::chrono::steady_clock::now();
  const auto kept = capture_iteration(*made.device, program, *arena, false, nobody);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::string why = kept ? "they were kept" : kept.error().message;
  report.tell(why.find("operations") != std::string::npos && seconds < 1,
              "too many operations for graphs are refused at once",
              why + ", after " + std::to_string(seconds) + " s");
}

void check_marks(const CudaProvider& provider, const Problem& problem, Report& report) {
  const Made made = make(provider, problem);
  Device& device = *made.device;
  device.begin_iteration(0, problem.length);
  std::vector<Device::Mark> marks = {device.mark()};
  for (int i = 0; i < 200; ++i) {
    device.advance(i, i + 1);
    marks.push_back(device.mark());
  }
  device.wait();
  std::int64_t last = 0;
  bool is_rising = true;
  for (const Device::Mark mark : marks) {
    const auto at = device.reached(mark);
    is_rising = is_rising && at && *at >= last;
    last = at.value_or(0);
  }
  report.tell(is_rising && last > 0, "times of events rise", std::to_string(last / 200) + " ns a step");
}

/// The cells of the table of times, with a short last chunk, in every precision.
void check_wide_cells(const CudaProvider& provider, const std::string& device, const Extent& extent,
                      Report& report) {
  const auto widths =
      extent.is_small ? std::vector<std::int64_t>{16, 32} : std::vector<std::int64_t>{256, 1024};
  for (const std::int64_t hidden : widths) {
    for (const auto& [precision, name] : kPrecisionNames) {
      const Cell cell{.kind = CellKind::Lstm,
                      .hidden = hidden,
                      .batch = extent.is_small ? 4 : 64,
                      .layers = 1,
                      .precision = precision};
      const Problem problem = problem_of(device, Strategy::Msm, cell, extent.is_small ? 22 : 110, 16);
      const std::string what =
          "msm against standard BPTT, " + std::to_string(hidden) + " wide, " + std::string(name);
      if (!value_of(provider.describe(device, cell, {16})).info.available) {
        report.skip(what, "the device has no such precision");
        continue;
      }
      report.attempt(what, [&] {
        const Comparison found = compare(provider, problem);
        report.tell(found.trouble.empty(), what, found.words());
        check_captured_iteration(provider, problem, report);
      });
    }
  }
}

void check_memory_and_cancel(const CudaProvider& provider, const Problem& problem, Report& report) {
  const Made made = make(provider, problem);
  const ChunkSizes described =
      value_of(value_of(provider.describe(problem.device, problem.cell, {4})).sizes_in_chunks_of(4));
  FixedBytes planned = made.device->fixed();
  for (const char* measured : {"CUDA context and libraries", "input"}) planned.erase(measured);
  report.tell(described.states == made.device->state_sizes() && described.fixed == planned,
              "sizes as described", std::to_string(described.states.beta) + " bytes an internal state");

  const std::int64_t before = made.device->memory_in_use();
  const auto too_much = made.device->allocate(std::int64_t{1} << 46);
  const bool is_told = !too_much && too_much.error().message.find("out of memory") != std::string::npos;
  report.tell(is_told && made.device->status() && made.device->memory_in_use() - before < kOthersMayTake,
              "memory that is not there is refused", too_much ? "it was not" : too_much.error().message);

  const StateBytes sizes = made.device->state_sizes();
  const std::int64_t capacity = value_of(peak_bytes_of(made.plan, sizes));
  const auto arena = value_of(made.device->allocate(capacity));
  made.device->begin_iteration(0, problem.length);
  StopAfter stop(9);
  const auto stopped = carry_out({sequence_of(problem), problem.strategy, sizes, made.plan.actions},
                                 *made.device, arena->data(), capacity, true, stop);
  const Trial after = value_of(
      try_actions(*made.device, problem.strategy, sequence_of(problem), made.plan.actions, capacity));
  const Trial standard = run_chunks(*made.device, sequence_of(problem));
  const double difference = relative_l2(after.gradients, standard.gradients);
  report.tell(stopped && !stopped->completed && difference <= kInSameChunks, "goes on after a cancelled run",
              "gradients" + differ_by(difference));

  // Given up in its middle, without waiting for what was queued, and more than once, since what is queued on
  // two streams may be done in many orders. No memory is taken in between, which would wait.
  const std::int64_t last = problem.length;
  Observer nobody;
  bool is_same = true;
  for (int round = 0; round < 8; ++round) {
    made.device->begin_iteration(0, problem.length);
    made.device->keep(last, last, made.device->core_internal(), made.device->core_input());
    made.device->backward(last, last, made.device->core_internal(),
                          {HiddenSource::Kind::Hidden, made.device->core_input()});
    made.device->begin_iteration(0, problem.length);
    const auto anew = carry_out({sequence_of(problem), problem.strategy, sizes, made.plan.actions},
                                *made.device, arena->data(), capacity, true, nobody);
    is_same = is_same && anew && anew->completed && made.device->gradients() == after.gradients;
  }
  report.tell(is_same, "goes on after an iteration that was given up", "the same gradients");
}

}  // namespace

void check_device(const CudaProvider& provider, const std::string& device, const Extent& extent,
                  Report& report) {
  const Cell cell{
      .kind = CellKind::Gru, .hidden = 16, .batch = 4, .layers = 1, .precision = Precision::Float32};
  const Problem problem = problem_of(device, Strategy::Msm, cell, 62, 4);  // the last chunk is short
  report.attempt("iterations as CUDA graphs", [&] { check_captured_iteration(provider, problem, report); });
  // Of several graphs, with work of the side stream open where one ends and the next begins.
  Cell lstm = cell;
  lstm.kind = CellKind::Lstm;
  const Problem longer = problem_of(device, Strategy::Msm, lstm, 150, 4);
  report.attempt("longer ones as CUDA graphs", [&] { check_captured_iteration(provider, longer, report); });
  report.attempt("wide cells", [&] { check_wide_cells(provider, device, extent, report); });
  report.attempt("too many operations for graphs", [&] { check_too_many(provider, device, cell, report); });
  report.attempt("times of events", [&] { check_marks(provider, problem, report); });
  report.attempt("sizes, memory and cancelling", [&] { check_memory_and_cancel(provider, problem, report); });
}

}  // namespace tidemark
