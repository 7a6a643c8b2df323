// SPDX-License-Identifier: GPL-3.0-or-later
// tidemark-gpu-check: everything about the CUDA device that can be checked on a machine with a GPU, as a
// plain program that needs no Qt. Exit status 0: all is well; 1: something is not; 77: there is no GPU to
// check, and it says why.
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "checks.h"

namespace tidemark {

std::vector<std::string> usable_devices(const CudaProvider& provider) {
  std::vector<std::string> usable;
  for (const DeviceInfo& info : provider.devices()) {
    std::cout << info.id << ": " << info.name << (info.available ? "" : ", not available: ") << info.reason
              << "\n";
    for (const auto& [name, value] : info.details) std::cout << "  " << name << ": " << value << "\n";
    if (info.available) usable.push_back(info.id);
  }
  return usable;
}

namespace {

constexpr int kSkipped = 77;

constexpr const char* kUsage =
    "tidemark-gpu-check [--small] [--problems N] [--time RUNNER FOLDER] [--gradients] [--no-checks] [--device "
    "ID]\n"
    "  --small       sizes for an emulated GPU\n"
    "  --problems N  random problems of each engine (200)\n"
    "  --time        then times policies, with RUNNER (tidemark-run-cuda) writing records to FOLDER\n"
    "  --gradients   checks no more than gradients\n"
    "  --no-checks   times policies and checks nothing\n"
    "  --device ID   on this device alone; which can be the CPU with its runner where nothing is checked\n";

struct Options {
  Extent extent;
  std::string runner;
  std::string folder;
  std::string device;
  bool only_gradients = false;
  bool checks = true;
};

bool read(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--small") {
      options.extent = {.is_small = true, .random_problems = 25};
    } else if (option == "--problems" && i + 1 < argc) {
      const std::string_view count = argv[++i];
      const char* end = count.data() + count.size();
      const auto [stopped, error] = std::from_chars(count.data(), end, options.extent.random_problems);
      if (error != std::errc() || stopped != end || options.extent.random_problems < 0) return false;
    } else if (option == "--time" && i + 2 < argc) {
      options.runner = argv[++i];
      options.folder = argv[++i];
    } else if (option == "--no-checks") {
      options.checks = false;
    } else if (option == "--gradients") {
      options.only_gradients = true;
    } else if (option == "--device" && i + 1 < argc) {
      options.device = argv[++i];
    } else {
      return false;
    }
  }
  return true;
}

void check(const CudaProvider& provider, const std::string& device, const Options& options, Report& report) {
  std::cout << "\n" << device << std::endl;
  check_gradients(provider, device, options.extent, report);
  if (options.only_gradients) return;
  check_schedules(provider, device, options.extent, report);
  check_device(provider, device, options.extent, report);
}

int run(const Options& options) {
  const CudaProvider provider;
  std::vector<std::string> devices = {options.device};
  if (options.device != "cpu") devices = usable_devices(provider);
  if (!options.device.empty()) std::erase_if(devices, [&](const auto& id) { return id != options.device; });
  if (devices.empty()) return kSkipped;
  Report report;
  if (options.checks) {
    for (const std::string& device : devices) check(provider, device, options, report);
    std::cout << std::endl;
  }
  if (!options.runner.empty()) {
    const int untimed = time_policies(options.runner, options.folder, devices, options.extent);
    report.tell(untimed == 0, "all rows are timed", std::to_string(untimed) + " are not");
  }
  std::cout << report.good() << " passed, " << report.bad() << " failed" << std::endl;
  return report.bad() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) {
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:2", 0);  // as the runner does
  tidemark::Options options;
  if (!tidemark::read(argc, argv, options)) {
    std::cerr << tidemark::kUsage;
    return 2;
  }
  return tidemark::run(options);
}
