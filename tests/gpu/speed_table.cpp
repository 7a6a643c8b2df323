// SPDX-License-Identifier: GPL-3.0-or-later
// The promise, measured: a twentieth of standard BPTT's memory, and how much more time that takes. Everything
// is run by the runner program and read from its records, which stay for whoever wants to look.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "checks.h"
#include "core/file_io.h"
#include "core/protocol.h"
#include "core/record_file.h"
#include "core/solver.h"
#include "core/unit_search.h"
#include "cpu_runs.h"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

constexpr double kPercent = 5;

class Runner {
 public:
  Runner(std::string program, fs::path folder) : program_(std::move(program)), folder_(std::move(folder)) {
    fs::create_directories(folder_);
  }

  std::string answer(const std::string& arguments) const {
    const fs::path out = folder_ / "answer.json";
    call(arguments + " > '" + out.string() + "'");
    return value_of(read_file(out));
  }

  Record run(const Request& request, const std::string& name) const {
    const fs::path asked = folder_ / "request.json";
    const fs::path record = folder_ / (name + ".jsonl");
    std::ofstream(asked) << to_json(request) << "\n";
    call("< '" + asked.string() + "' > '" + record.string() + "'");
    return value_of(parse_record(value_of(read_file(record))));
  }

 private:
  void call(const std::string& rest) const {
    require(std::system(("'" + program_ + "' " + rest).c_str()) == 0, program_ + " " + rest + " failed");
  }

  std::string program_;
  fs::path folder_;
};

DeviceDescription describe(const Runner& runner, const std::string& device, const Cell& cell,
                           std::int64_t unit) {
  std::ostringstream options;
  options << "--describe --cell " << name_of(cell.kind) << " --hidden " << cell.hidden << " --batch "
          << cell.batch << " --layers " << cell.layers << " --precision " << name_of(cell.precision)
          << " --unit " << unit;
  for (DeviceDescription& described : value_of(parse_description(runner.answer(options.str()))).devices) {
    if (described.info.id == device) return described;
  }
  throw std::runtime_error("there is no device " + device);
}

Calibration calibrate(const Runner& runner, const std::string& device, const Cell& cell) {
  std::ostringstream options;
  options << "--calibrate --device " << device << " --cell " << name_of(cell.kind) << " --hidden "
          << cell.hidden << " --batch " << cell.batch << " --layers " << cell.layers << " --precision "
          << name_of(cell.precision);
  return value_of(parse_calibration(runner.answer(options.str())));
}

Request request_for(const Problem& problem, const DeviceSizes& sizes) {
  Solver solver;
  const auto plan = value_of(make_plan(problem, sizes, solver));
  Request request;
  request.plan = *plan;
  request.iterations = 4;
  return request;
}

double least_seconds(const Record& record) {
  double least = std::numeric_limits<double>::infinity();
  for (const IterationEvent& iteration : record.iterations) least = std::min(least, iteration.seconds);
  return least;
}

void print_row(const Record& record, double baseline) {
  const Problem& problem = record.start.problem;
  const double seconds = least_seconds(record);
  const std::string verified = !record.verify ? ""
                               : record.verify->bit_identical
                                   ? "bit-identical"
                                   : "L2 " + std::to_string(record.verify->relative_l2);
  std::printf("%-5lld %-6lld %-13s %-9s %6lld %14lld %10.4f %10.4f %8.2f  %s\n",
              static_cast<long long>(problem.cell.hidden), static_cast<long long>(problem.length),
              problem.device.c_str(), std::string(name_of(problem.strategy)).c_str(),
              static_cast<long long>(problem.steps_per_unit),
              static_cast<long long>(record.start.budget_bytes), record.start.predicted_seconds, seconds,
              seconds / baseline, verified.c_str());
  std::fflush(stdout);
}

void time_shape(const Runner& runner, const std::vector<std::string>& devices, const Cell& cell,
                std::int64_t length) {
  const std::string shape = std::to_string(cell.hidden) + "-" + std::to_string(length);
  Problem standard;
  standard.cell = cell;
  standard.length = length;
  standard.strategy = Strategy::Standard;
  standard.device = devices.front();
  standard.steps_per_unit = std::min(length, kMostStepsPerUnit);
  const DeviceDescription step = describe(runner, standard.device, cell, 1);
  const DeviceDescription whole = describe(runner, standard.device, cell, standard.steps_per_unit);
  const DeviceSizes sizes({step.sizes, step.fixed}, {whole.sizes, whole.fixed});
  const std::int64_t all = standard_memory(length, step.sizes);
  standard.budget = {Budget::Unit::Bytes, static_cast<double>(2 * all + sizes.more_fixed_bytes())};
  const Record baseline = runner.run(request_for(standard, sizes), "standard-" + shape);
  print_row(baseline, least_seconds(baseline));

  for (const std::string& device : devices) {
    const Calibration calibration = calibrate(runner, device, cell);
    for (const Strategy strategy : {Strategy::Hsm, Strategy::Ism, Strategy::Msm}) {
      Problem problem = standard;
      problem.device = device;
      problem.strategy = strategy;
      problem.steps_per_unit = kAutoUnit;
      problem.budget = {Budget::Unit::Bytes, kPercent / 100 * static_cast<double>(all)};
      const auto choice = find_unit(problem, calibration);
      if (!choice || !*choice) {
        std::printf("%-5lld %-6lld %-13s %-9s %s\n", static_cast<long long>(cell.hidden),
                    static_cast<long long>(length), device.c_str(), std::string(name_of(strategy)).c_str(),
                    choice ? "stopped" : choice.error().message.c_str());
        continue;
      }
      Request request = request_for((*choice)->problem, (*choice)->sizes);
      request.verify = length <= 1000;
      std::string name = device + "-" + std::string(name_of(strategy)) + "-" + shape;
      std::replace(name.begin(), name.end(), ':', '-');
      print_row(runner.run(request, name), least_seconds(baseline));
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
      "unit that was predicted to be fastest. Seconds are the least of four iterations.\n",
      kPercent);
  std::printf("%-5s %-6s %-13s %-9s %6s %14s %10s %10s %8s\n", "width", "steps", "device", "strategy", "unit",
              "arena bytes", "predicted", "seconds", "ratio");
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
