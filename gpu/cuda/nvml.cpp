// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/nvml.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace tidemark {
namespace {

// The part of the library's interface that is used, declared here because its header does not come with CUDA
// everywhere.
using Code = int;
constexpr Code kSuccess = 0;
constexpr Code kInsufficientSize = 7;

/// nvmlProcessInfo_t, as of the functions ending in _v3.
struct ProcessInfo {
  unsigned int pid;
  unsigned long long used_bytes;  // all bits set: not known
  unsigned int gpu_instance;
  unsigned int compute_instance;
};
using GpuHandle = struct Gpu*;

struct Library {
  Code (*init)() = nullptr;
  Code (*handle_by_pci)(const char*, GpuHandle*) = nullptr;
  Code (*compute_processes)(GpuHandle, unsigned int*, ProcessInfo*) = nullptr;
  Code (*driver_version)(char*, unsigned int) = nullptr;
  bool is_ready = false;

  Library() {
    void* library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    find(library, "nvmlInit_v2", init);
    find(library, "nvmlDeviceGetHandleByPciBusId_v2", handle_by_pci);
    find(library, "nvmlDeviceGetComputeRunningProcesses_v3", compute_processes);
    find(library, "nvmlSystemGetDriverVersion", driver_version);
    is_ready = init && init() == kSuccess;
  }

  template <class Function>
  static void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
  }
};

const Library& library() {
  static const Library loaded;
  return loaded;
}

}  // namespace

std::optional<std::int64_t> process_bytes_on(const std::string& pci_address) {
  const Library& nvml = library();
  if (!nvml.is_ready || !nvml.handle_by_pci || !nvml.compute_processes) return std::nullopt;
  GpuHandle gpu = nullptr;
  if (nvml.handle_by_pci(pci_address.c_str(), &gpu) != kSuccess) return std::nullopt;
  std::vector<ProcessInfo> processes(64);
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto count = static_cast<unsigned int>(processes.size());
    const Code code = nvml.compute_processes(gpu, &count, processes.data());
    if (code == kInsufficientSize) {
      processes.resize(count + 16);  // a few more processes may start meanwhile
      continue;
    }
    if (code != kSuccess) return std::nullopt;
    for (unsigned int i = 0; i < count; ++i) {
      if (processes[i].pid == static_cast<unsigned int>(getpid()) && processes[i].used_bytes != ~0ULL) {
        return static_cast<std::int64_t>(processes[i].used_bytes);
      }
    }
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> driver_version() {
  const Library& nvml = library();
  std::array<char, 96> version{};
  if (!nvml.is_ready || !nvml.driver_version ||
      nvml.driver_version(version.data(), static_cast<unsigned int>(version.size())) != kSuccess) {
    return std::nullopt;
  }
  return std::string(version.data());
}

}  // namespace tidemark
