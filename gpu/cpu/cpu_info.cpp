// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_info.h"

#include <cblas.h>

#include <fstream>
#include <string>

#include "gpu/host_memory.h"

namespace tidemark {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  }
  return "processor";
}

}  // namespace

DeviceInfo cpu_info(const DeviceId& id, std::int64_t threads) {
  DeviceInfo info;
  info.id = id.text();
  info.name = processor_name();
  if (id.threads == 1) info.name += ", one thread";
  if (id.threads > 1) info.name += ", " + std::to_string(id.threads) + " threads";
  info.memory_bytes = machine_memory_bytes();
  info.free_bytes = available_memory_bytes();
  info.details = {{"threads", std::to_string(threads)},
                  {"BLAS", openblas_get_config()},
                  {"BLAS kernels", openblas_get_corename()},
                  {"precision", "float32"}};
  return info;
}

}  // namespace tidemark
