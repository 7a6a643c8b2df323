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
// Longer sequences are not compared with standard BPTT, and run less often.
constexpr std::int64_t kVerified = 1000;

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
    const auto told =
        read_file(answered).and_then([](const std::string& text) { return parse_record(text); });
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

Run request_for(const Problem& problem, const DeviceSizes& sizes) {
  Solver solver;
  const auto plan = value_of(make_plan(problem, sizes, solver));
  Run request;
  request.plan = *plan;
  request.iterations = problem.length <= kVerified ? 4 : 2;
  return request;
}

/// A question that is timed with several policies.
struct Shape {
  Cell cell;
  std::int64_t length;
  std::vector<Strategy> policies;
};

std::vector<Shape> shapes_of(const Extent& extent) {
  const std::vector<Strategy> all = {Strategy::Hsm, Strategy::Ism, Strategy::Msm};
  const auto lstm = [](std::int64_t hidden, std::int64_t batch, Precision precision) {
    return Cell{
        .kind = CellKind::Lstm, .hidden = hidden, .batch = batch, .layers = 1, .precision = precision};
  };
  if (extent.is_small) return {{lstm(16, 2, Precision::Float32), 200, all}};
  std::vector<Shape> shapes;
  for (const std::int64_t length : {1000, 16'000}) {
    for (const Precision precision : {Precision::Float32, Precision::Tf32, Precision::BFloat16}) {
      for (const std::int64_t hidden : {256, 1024}) {
        const bool are_all_run = precision == Precision::Float32 && length == 1000;
        shapes.push_back(
            {lstm(hidden, 64, precision), length, are_all_run ? all : std::vector{Strategy::Msm}});
      }
    }
  }
  return shapes;
}

double least_seconds(const Record& record) {
  double least = std::numeric_limits<double>::infinity();
  for (const IterationEvent& iteration : record.iterations) least = std::min(least, iteration.seconds);
  return least;
}

/// How the iterations were issued, in the runner's words.
std::string issued(const Record& record) {
  const auto& details = record.start.device.details;
  const auto found = details.find("iterations");
  return found == details.end() ? "action by action" : found->second;
}

/// MiB of the GPU's memory beyond the arena and all that is itemised.
double unexplained(const Record& record) {
  std::int64_t known = record.start.budget_bytes;
  for (const auto& [name, bytes] : record.start.fixed) known += bytes;
  const std::int64_t seen = record.iterations.empty() ? 0 : record.iterations.front().device_peak_bytes;
  return seen == 0 ? 0 : static_cast<double>(seen - known) / (1 << 20);
}

class SpeedTable {
 public:
  SpeedTable(const Runner& runner, std::vector<std::string> devices)
      : runner_(runner), devices_(std::move(devices)) {}

  static void print_head() {
    std::printf(
        "Standard BPTT, then policies at %g%% of its states' bytes with the chunk that was predicted to be "
        "fastest.\n"
        "seconds: the least of the iterations; off: how far the prediction is; ratio: to the fastest standard "
        "BPTT of the\nfirst device; beside: MiB of the device's memory beyond the arena and what is itemised.\n",
        kPercent);
    std::printf("%-5s %-6s %-8s %-12s %-8s %6s %8s %12s %9s %9s %5s %6s %8s %6s  %s\n", "width", "steps",
                "numbers", "device", "strategy", "chunk", "forward", "arena bytes", "predicted", "seconds",
                "off", "ratio", "loss", "beside", "");
  }

  /// Rows, or whole shapes, that could not be timed.
  int untimed() const { return untimed_; }

  void time(const Shape& shape) try {
    baseline_.reset();
    Problem problem;
    problem.cell = shape.cell;
    problem.length = shape.length;
    problem.strategy = Strategy::Standard;
    problem.device = devices_.front();
    // One call for all steps is the fastest on some cells, by a little, and shorter calls on others; a call
    // can be too long for a library, too.
    for (const std::int64_t chunk : {std::min(shape.length, kLongestChunk), kShorterChunk}) {
      problem.chunk_length = std::min(chunk, shape.length);
      const double seconds = time_row(problem, [&] { return run_standard_bptt(problem); });
      if (seconds < baseline_.value_or(std::numeric_limits<double>::infinity())) baseline_ = seconds;
    }
    if (devices_.size() > 1 && shape.length <= kVerified) {  // in the shorter chunks
      problem.device = devices_.back();
      time_row(problem, [&] { return run_standard_bptt(problem); });
    }
    const DeviceSizes step = sizes(devices_.front(), shape.cell, 1);
    const auto all = static_cast<double>(standard_memory(shape.length, step.step.states));
    problem.chunk_length = kAutoChunk;
    problem.budget = {Budget::Measure::Bytes, kPercent / 100 * all};
    for (const std::string& device : devices_) {
      for (const Strategy strategy : shape.policies) {
        problem.device = device;
        problem.strategy = strategy;
        time_row(problem, [&] { return run_policy(problem); });
      }
    }
  } catch (const std::runtime_error& error) {
    std::printf("%-5lld %-6lld could not be timed: %s\n", static_cast<long long>(shape.cell.hidden),
                static_cast<long long>(shape.length), error.what());
    ++untimed_;
  }

 private:
  static constexpr std::int64_t kShorterChunk = 128;

  /// "-" where no standard BPTT could be timed.
  std::string ratio_to_baseline(const Problem& problem, double seconds) const {
    if (!baseline_)
      return problem.device == devices_.front() && problem.strategy == Strategy::Standard ? "1.00" : "-";
    char text[16];
    std::snprintf(text, sizeof text, "%.2f", seconds / *baseline_);
    return text;
  }

  /// Prints a row and returns its seconds. If it cannot be timed, the row says why and NaN is returned; the
  /// rows after it go on.
  double time_row(const Problem& problem, const std::function<Record()>& run) {
    std::printf("%-5lld %-6lld %-8s %-12s %-8s ", static_cast<long long>(problem.cell.hidden),
                static_cast<long long>(problem.length), std::string(name_of(problem.cell.precision)).c_str(),
                problem.device.c_str(), std::string(name_of(problem.strategy)).c_str());
    std::fflush(stdout);
    double seconds = std::numeric_limits<double>::quiet_NaN();
    try {
      const Record record = run();
      seconds = least_seconds(record);
      char apart[32];
      std::snprintf(apart, sizeof apart, ", L2 %.1e", record.verify ? record.verify->relative_l2 : 0);
      const std::string verified = !record.verify                 ? ""
                                   : record.verify->bit_identical ? ", bit-identical"
                                                                  : apart;
      std::printf("%6lld %8lld %12lld %9.4f %9.4f %+4.0f%% %6s %8.4f %6.1f  %s%s\n",
                  static_cast<long long>(record.start.problem.chunk_length),
                  static_cast<long long>(record.start.predicted_forward_steps),
                  static_cast<long long>(record.start.budget_bytes), record.start.predicted_seconds, seconds,
                  100 * (record.start.predicted_seconds / seconds - 1),
                  ratio_to_baseline(problem, seconds).c_str(), record.iterations.front().loss,
                  unexplained(record), issued(record).c_str(), verified.c_str());
    } catch (const std::runtime_error& error) {
      std::printf("cannot be timed: %s\n", error.what());
      ++untimed_;
    }
    std::fflush(stdout);
    return seconds;
  }

  /// Sizes in single steps and in chunks of so many.
  DeviceSizes sizes(const std::string& device, const Cell& cell, std::int64_t chunk_length) const {
    const std::string answer = runner_.answer(Describe{cell, {1, chunk_length}}, "answer.json");
    for (const DeviceDescription& described : value_of(parse_description(answer)).devices) {
      if (described.info.id == device) return value_of(described.sizes_for(chunk_length));
    }
    throw std::runtime_error("there is no device " + device);
  }

  /// With an arena of exactly the size that it needs, since it has to fit beside the rest.
  Record run_standard_bptt(Problem problem) const {
    const DeviceSizes on = sizes(problem.device, problem.cell, problem.chunk_length);
    const std::int64_t arena = standard_memory(sequence_of(problem).chunks(), on.chunk.states);
    problem.budget = {Budget::Measure::Bytes, static_cast<double>(arena + on.more_fixed_bytes())};
    return runner_.run(request_for(problem, on), name_of_record(problem));
  }

  Record run_policy(const Problem& problem) {
    const auto settled = value_of(find_chunk(problem, calibration(problem.device, problem.cell)));
    Run request = request_for(settled->problem, *settled->device);
    request.verify = problem.length <= kVerified;
    return runner_.run(request, name_of_record(problem));
  }

  /// Measured once for each cell on each device, whatever the length.
  std::shared_ptr<const Calibration> calibration(const std::string& device, const Cell& cell) {
    for (const auto& known : calibrations_) {
      if (known->device == device && known->cell == cell) return known;
    }
    calibrations_.push_back(std::make_shared<const Calibration>(
        value_of(parse_calibration(runner_.answer(Calibrate{device, cell}, "answer.json")))));
    return calibrations_.back();
  }

  static std::string name_of_record(const Problem& problem) {
    std::string name = problem.device + "-" + std::string(name_of(problem.strategy)) + "-" +
                       std::to_string(problem.cell.hidden) + "-" + std::to_string(problem.length) + "-" +
                       std::string(name_of(problem.cell.precision));
    if (problem.chunk_length != kAutoChunk) name += "-" + std::to_string(problem.chunk_length);
    std::replace(name.begin(), name.end(), ':', '-');
    return name;
  }

  const Runner& runner_;
  const std::vector<std::string> devices_;
  std::vector<std::shared_ptr<const Calibration>> calibrations_;
  int untimed_ = 0;
  std::optional<double> baseline_;  ///< seconds of the shape's fastest standard BPTT on the first device
};

}  // namespace

int time_policies(const std::string& runner_program, const std::string& folder,
                  const std::vector<std::string>& devices, const Extent& extent) {
  const Runner runner(runner_program, folder);
  SpeedTable table(runner, devices);
  SpeedTable::print_head();
  for (const Shape& shape : shapes_of(extent)) table.time(shape);
  return table.untimed();
}

}  // namespace tidemark
