// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how much more time policies take in a twentieth of standard BPTT's memory. Everything is run by
// the runner program and read from its records, which stay in a folder.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>
#include <sstream>

#include "checks.h"
#include "core/base/file_io.h"
#include "core/files/protocol.h"
#include "core/files/record_file.h"
#include "core/plan/chunk_search.h"
#include "core/solver/solver.h"
#include "tests/support/cpu_runs.h"
#include "tests/support/plans.h"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

constexpr double kPercent = 5;

class Runner {
 public:
  Runner(std::string program, fs::path folder) : program_(std::move(program)), folder_(std::move(folder)) {
    fs::create_directories(folder_);
  }

  /// What the runner writes, which is also kept as file `name`.
  std::string answer(const Request& request, const std::string& name) const {
    const fs::path asked = folder_ / "request.json";
    const fs::path answered = folder_ / name;
    std::ofstream(asked) << to_json(request) << "\n";
    if (succeeds("< '" + asked.string() + "' > '" + answered.string() + "'")) {
      return value_of(read_file(answered));
    }
    // A run that failed says why at the end of its record; a request that was refused has no record.
    const auto told = read_file(answered).and_then(parse_record);
    throw std::runtime_error(told && told->end ? told->end->message : complaint());
  }

  Record run(const Run& request, const std::string& name) const {
    return value_of(parse_record(answer(request, name + ".jsonl")));
  }

 private:
  bool succeeds(const std::string& rest) const {
    return std::system(("'" + program_ + "' " + rest + " 2> '" + (folder_ / "complaint.txt").string() + "'")
                           .c_str()) == 0;
  }

  std::string complaint() const {
    const std::string text = read_file(folder_ / "complaint.txt").value_or("");
    return text.empty() ? program_ + " failed without a word" : text.substr(0, text.find('\n'));
  }

  std::string program_;
  fs::path folder_;
};

/// Sizes in single steps and in chunks of so many.
DeviceSizes sizes_on(const Runner& runner, const std::string& device, const Cell& cell,
                     std::int64_t chunk_length) {
  const std::string answer = runner.answer(Describe{cell, {1, chunk_length}}, "answer.json");
  for (const DeviceDescription& described : value_of(parse_description(answer)).devices) {
    if (described.info.id == device) return value_of(described.sizes_for(chunk_length));
  }
  throw std::runtime_error("there is no device " + device);
}

Calibration measure(const Runner& runner, const std::string& device, const Cell& cell) {
  return value_of(parse_calibration(runner.answer(Calibrate{device, cell}, "answer.json")));
}

Run request_for(const Problem& problem, const DeviceSizes& sizes) {
  Solver solver;
  const auto plan = value_of(make_plan(problem, sizes, solver));
  Run request;
  request.plan = *plan;
  request.iterations = 4;
  return request;
}

double least_seconds(const Record& record) {
  double least = std::numeric_limits<double>::infinity();
  for (const IterationEvent& iteration : record.iterations) least = std::min(least, iteration.seconds);
  return least;
}

/// Prints a row and returns its seconds. If it cannot be timed, the row says why and NaN is returned; the
/// rows after it go on. `baseline`: none if the row is its own.
double time_row(const Problem& problem, std::optional<double> baseline, const std::function<Record()>& run) {
  std::printf("%-5lld %-6lld %-13s %-9s ", static_cast<long long>(problem.cell.hidden),
              static_cast<long long>(problem.length), problem.device.c_str(),
              std::string(name_of(problem.strategy)).c_str());
  std::fflush(stdout);
  double seconds = std::numeric_limits<double>::quiet_NaN();
  try {
    const Record record = run();
    seconds = least_seconds(record);
    char apart[32];
    std::snprintf(apart, sizeof apart, "L2 %.1e", record.verify ? record.verify->relative_l2 : 0);
    const char* verified = !record.verify ? "" : record.verify->bit_identical ? "bit-identical" : apart;
    std::printf("%6lld %14lld %10.4f %10.4f %8.2f  %s\n",
                static_cast<long long>(record.start.problem.chunk_length),
                static_cast<long long>(record.start.budget_bytes), record.start.predicted_seconds, seconds,
                seconds / baseline.value_or(seconds), verified);
  } catch (const std::runtime_error& error) {
    std::printf("cannot be timed: %s\n", error.what());
  }
  std::fflush(stdout);
  return seconds;
}

/// Runs standard BPTT in as few calls as possible, with an arena of exactly the size that it needs, since it
/// has to fit beside the rest.
Record run_standard_bptt(const Runner& runner, Problem problem, const std::string& shape) {
  const DeviceSizes sizes = sizes_on(runner, problem.device, problem.cell, problem.chunk_length);
  const std::int64_t arena = standard_memory(sequence_of(problem).chunks(), sizes.chunk.states);
  problem.budget = {Budget::Measure::Bytes, static_cast<double>(arena + sizes.more_fixed_bytes())};
  return runner.run(request_for(problem, sizes), "standard-" + shape);
}

Record run_policy(const Runner& runner, const Problem& problem, const Calibration& calibration,
                  const std::string& shape) {
  const auto settled = value_of(find_chunk(problem, std::make_shared<const Calibration>(calibration)));
  Run request = request_for(settled->problem, *settled->device);
  request.verify = problem.length <= 1000;
  std::string name = problem.device + "-" + std::string(name_of(problem.strategy)) + "-" + shape;
  std::replace(name.begin(), name.end(), ':', '-');
  return runner.run(request, name);
}

void time_shape(const Runner& runner, const std::vector<std::string>& devices, const Cell& cell,
                std::int64_t length) {
  const std::string shape = std::to_string(cell.hidden) + "-" + std::to_string(length);
  Problem standard;
  standard.cell = cell;
  standard.length = length;
  standard.strategy = Strategy::Standard;
  standard.device = devices.front();
  standard.chunk_length = std::min(length, kLongestChunk);
  const double baseline =
      time_row(standard, std::nullopt, [&] { return run_standard_bptt(runner, standard, shape); });

  const DeviceSizes step = sizes_on(runner, standard.device, cell, 1);
  const auto all = static_cast<double>(standard_memory(length, step.step.states));
  for (const std::string& device : devices) {
    std::optional<Calibration> calibration;
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      Problem problem = standard;
      problem.device = device;
      problem.strategy = strategy;
      problem.chunk_length = kAutoChunk;
      problem.budget = {Budget::Measure::Bytes, kPercent / 100 * all};
      time_row(problem, baseline, [&] {
        if (!calibration) calibration = measure(runner, device, cell);
        return run_policy(runner, problem, *calibration, shape);
      });
    }
  }
}

}  // namespace

void time_policies(const std::string& runner_program, const std::string& folder,
                   const std::vector<std::string>& devices, const Extent& extent) {
  const Runner runner(runner_program, folder);
  std::printf(
      "Standard BPTT with its whole sequence in one call, then policies at %g%% of its states' bytes, with "
      "the\n"
      "chunk that was predicted to be fastest. Seconds are the least of four iterations.\n",
      kPercent);
  std::printf("%-5s %-6s %-13s %-9s %6s %14s %10s %10s %8s\n", "width", "steps", "device", "strategy",
              "chunk", "arena bytes", "predicted", "seconds", "ratio");
  const std::vector<std::int64_t> widths =
      extent.is_small ? std::vector<std::int64_t>{16} : std::vector<std::int64_t>{256, 1024};
  const std::vector<std::int64_t> lengths =
      extent.is_small ? std::vector<std::int64_t>{200} : std::vector<std::int64_t>{1000, 16'000};
  for (const std::int64_t width : widths) {
    for (const std::int64_t length : lengths) {
      const Cell cell{.kind = CellKind::Lstm,
                      .hidden = width,
                      .batch = extent.is_small ? 2 : 64,
                      .layers = 1,
                      .precision = Precision::Float32};
      try {
        time_shape(runner, devices, cell, length);
      } catch (const std::runtime_error& error) {
        std::printf("%-5lld %-6lld could not be timed: %s\n", static_cast<long long>(width),
                    static_cast<long long>(length), error.what());
      }
    }
  }
}

}  // namespace tidemark
