// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_provider.h"

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include "core/model/device_id.h"
#include "gpu/cpu/cpu_device.h"
#include "gpu/cpu/cpu_info.h"

namespace tidemark {
namespace {

/// Threads that "cpu" has at most: the machine's cores, or what TIDEMARK_THREADS says.
std::int64_t all_threads() {
  const char* given = std::getenv("TIDEMARK_THREADS");
  const long wanted =
      given ? std::strtol(given, nullptr, 10) : static_cast<long>(std::thread::hardware_concurrency());
  return std::clamp<long>(wanted, 1, DeviceId::kMostThreads);
}

/// A thread without so much to do in a step, in multiplications, would rather wait than compute.
constexpr double kLeastWork = 100'000;

/// Multiplications of a forward step, with the output layer's.
double work_of_step(const CpuLayout& shape) {
  const double matrices =
      static_cast<double>(shape.layers() * 2 - 1) * static_cast<double>(shape.layer_matrix()) +
      static_cast<double>(kSymbols * shape.hidden());
  return static_cast<double>(shape.batch()) * matrices;
}

std::int64_t threads_for(const DeviceId& id, const CpuLayout& shape) {
  const std::int64_t wanted =
      id.threads > 0
          ? id.threads
          : std::min(all_threads(),
                     static_cast<std::int64_t>(std::min(work_of_step(shape) / kLeastWork,
                                                        static_cast<double>(DeviceId::kMostThreads))));
  return std::clamp<std::int64_t>(wanted, 1, shape.cell().batch);
}

Result<DeviceId> parse_cpu(const std::string& text) {
  return DeviceId::parse(text).and_then([&](const DeviceId& id) -> Result<DeviceId> {
    if (id.engine == DeviceId::Engine::Cpu) return id;
    return failure("this runner has no device \"", text, "\", only cpu and cpu:N");
  });
}

}  // namespace

std::vector<DeviceInfo> CpuProvider::devices() const {
  std::vector<DeviceInfo> found = {cpu_info(DeviceId{}, all_threads())};
  if (all_threads() > 1) found.push_back(cpu_info({DeviceId::Engine::Cpu, 0, 1}, 1));
  return found;
}

Result<DeviceDescription> CpuProvider::describe(const std::string& id, const Cell& cell,
                                                const std::set<std::int64_t>& chunk_lengths) const {
  const auto parsed = parse_cpu(id);
  if (!parsed) return tl::unexpected(parsed.error());
  return CpuLayout::of(cell).map([&](const CpuLayout& shape) {
    const std::int64_t threads = threads_for(*parsed, shape);
    DeviceDescription description{.info = cpu_info(*parsed, threads),
                                  .cells = {CellKind::Lstm, CellKind::Gru, CellKind::Tanh},
                                  .precisions = {Precision::Float32},
                                  .cell = cell,
                                  .chunks = {}};
    for (const std::int64_t k : chunk_lengths) {
      description.chunks.emplace(k, ChunkSizes{shape.state_sizes(k), shape.fixed(k, threads)});
    }
    return description;
  });
}

Result<std::unique_ptr<Device>> CpuProvider::create(const std::string& id, const Cell& cell,
                                                    std::int64_t chunk_length,
                                                    std::shared_ptr<const ByteInput> input,
                                                    const DeviceOptions& options) const {
  const auto parsed = parse_cpu(id);
  if (!parsed) return tl::unexpected(parsed.error());
  return CpuLayout::of(cell).and_then([&](const CpuLayout& shape) -> Result<std::unique_ptr<Device>> {
    return CpuDevice::create(cell, chunk_length, std::move(input), options, threads_for(*parsed, shape));
  });
}

}  // namespace tidemark
