// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cuda_provider.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "gpu/byte_input.h"
#include "gpu/cuda/cuda_device.h"
#include "gpu/cuda/cudnn_library.h"
#include "gpu/cuda/device_reasons.h"
#include "gpu/cuda/nvml.h"

namespace tidemark {
namespace {

constexpr int kOldestArchitecture = TIDEMARK_OLDEST_ARCHITECTURE;  // 10 major + minor

DeviceInfo unavailable(const DeviceId& id, std::string name, std::string reason) {
  DeviceInfo info;
  info.id = id.text();
  info.name = std::move(name);
  info.available = false;
  info.reason = std::move(reason);
  return info;
}

DriverFinding find_driver(cudaError_t code) {
  DriverFinding finding;
  finding.code = code;
  finding.words = cudaGetErrorString(code);
  cudaDriverGetVersion(&finding.driver_version);
  cudaRuntimeGetVersion(&finding.runtime_version);
  return finding;
}

/// Empty if the engine has the precision.
std::string why_not_this_precision(DeviceId::Engine engine, Precision precision) {
  if (engine != DeviceId::Engine::Cudnn || precision != Precision::BFloat16) return {};
  const auto library = CudnnLibrary::load();
  return library ? why_no_bfloat16((*library)->cudnnGetVersion()) : std::string();
}

std::vector<Precision> precisions_of(DeviceId::Engine engine) {
  std::vector<Precision> precisions;
  for (const auto& [precision, name] : kPrecisionNames) {
    if (why_not_this_precision(engine, precision).empty()) precisions.push_back(precision);
  }
  return precisions;
}

/// Tries one step of a small LSTM, and says what fails if a library cannot be loaded or does not run on this
/// GPU. Empty if it works.
std::string why_not_this_engine(const DeviceId& id, const DeviceInfo& info, CudnnHandles& cudnn) {
  if (id.engine == DeviceId::Engine::Cudnn) {
    if (const auto library = CudnnLibrary::load(); !library) return why_no_cudnn(library.error().message);
  }
  const Cell small{
      .kind = CellKind::Lstm, .hidden = 32, .batch = 2, .layers = 1, .precision = Precision::Float32};
  const auto device = CudaDevice::create(
      id, info, small, 1, std::make_shared<const ByteInput>(small.batch, std::uint64_t{1}), {}, cudnn);
  return device ? std::string() : device.error().message;
}

DeviceInfo info_of(const DeviceId& id, CudnnHandles& cudnn) {
  cudaDeviceProp properties{};
  if (const cudaError_t code = cudaGetDeviceProperties(&properties, id.index); code != cudaSuccess) {
    return unavailable(id, id.text(), why_no_device(find_driver(code)));
  }
  const std::string too_old =
      why_not_this_card(properties.name, properties.major, properties.minor, kOldestArchitecture);
  if (!too_old.empty()) return unavailable(id, properties.name, too_old);
  std::size_t free = 0;
  std::size_t all = 0;
  cudaError_t code = cudaSetDevice(id.index);
  if (code == cudaSuccess) code = cudaMemGetInfo(&free, &all);
  if (code != cudaSuccess) return unavailable(id, properties.name, why_no_device(find_driver(code)));

  DeviceInfo info;
  info.id = id.text();
  info.name = properties.name;
  info.memory_bytes = static_cast<std::int64_t>(all);
  info.free_bytes = static_cast<std::int64_t>(free);
  info.details["compute capability"] =
      std::to_string(properties.major) + "." + std::to_string(properties.minor);
  info.details["multiprocessors"] = std::to_string(properties.multiProcessorCount);
  info.details["engine"] = id.engine == DeviceId::Engine::Cudnn ? "cuDNN" : "own kernels and cuBLAS";
  const DriverFinding versions = find_driver(cudaSuccess);
  info.details["CUDA"] =
      version_text(versions.runtime_version) + " (driver's: " + version_text(versions.driver_version) + ")";
  if (const auto driver = driver_version()) info.details["driver"] = *driver;
  if (id.engine == DeviceId::Engine::Cudnn) {
    if (const auto library = CudnnLibrary::load()) {
      info.details["cuDNN"] = std::to_string((*library)->cudnnGetVersion());
    }
  }
  const std::string fails = why_not_this_engine(id, info, cudnn);
  return fails.empty() ? info : unavailable(id, properties.name, fails);
}

/// How many GPUs there are, or the reason why there is none.
Result<int> count_gpus() {
  int count = 0;  // CUDA leaves it as it is if there is no driver
  const cudaError_t code = cudaGetDeviceCount(&count);
  if (code == cudaSuccess && count > 0) return count;
  return failure(why_no_device(find_driver(code == cudaSuccess ? cudaErrorNoDevice : code)));
}

Result<DeviceId> parse_gpu(const std::string& text) {
  return DeviceId::parse(text).and_then([&](const DeviceId& id) -> Result<DeviceId> {
    if (id.engine != DeviceId::Engine::Cpu) return id;
    return failure("this runner has no device \"", text, "\", only cuda:N and cuda:N:fused");
  });
}

DeviceInfo look_at(const DeviceId& id, CudnnHandles& cudnn) {
  const auto count = count_gpus();
  if (!count) return unavailable(id, "NVIDIA GPU", count.error().message);
  if (id.index < *count) return info_of(id, cudnn);
  return unavailable(id, id.text(), "GPUs are counted from 0, and there are " + std::to_string(*count));
}

}  // namespace

const DeviceInfo& CudaProvider::info(const DeviceId& id) const {
  const auto known = looked_at_.find(id.text());
  return known != looked_at_.end() ? known->second
                                   : looked_at_.emplace(id.text(), look_at(id, cudnn_)).first->second;
}

std::vector<DeviceInfo> CudaProvider::devices() const {
  const auto count = count_gpus();
  if (!count) return {info({DeviceId::Engine::Cudnn, 0})};
  std::vector<DeviceInfo> found;
  for (int index = 0; index < *count; ++index) {
    for (const DeviceId::Engine engine : {DeviceId::Engine::Cudnn, DeviceId::Engine::Fused}) {
      found.push_back(info({engine, index}));
    }
  }
  return found;
}

Result<DeviceDescription> CudaProvider::describe(const std::string& id, const Cell& cell,
                                                 const std::set<std::int64_t>& chunk_lengths) const {
  const auto parsed = parse_gpu(id);
  if (!parsed) return tl::unexpected(parsed.error());
  const auto model = WeightLayout::of(cell);
  if (!model) return tl::unexpected(model.error());
  DeviceDescription description{.info = info(*parsed),
                                .cells = {CellKind::Lstm, CellKind::Gru, CellKind::Tanh},
                                .precisions = precisions_of(parsed->engine),
                                .cell = cell,
                                .chunks = {}};
  if (!description.info.available) return description;
  if (const std::string reason = why_not_this_precision(parsed->engine, cell.precision); !reason.empty()) {
    description.info = unavailable(*parsed, description.info.name, reason);
    return description;
  }
  cudaSetDevice(parsed->index);
  int major = 0;
  cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, parsed->index);
  for (const std::int64_t k : chunk_lengths) {
    const auto sizes = cuda_sizes(parsed->engine, cell, k, MatrixProducts::workspace_bytes(major), cudnn_);
    description.chunks.emplace(k, sizes.map([](const CudaSizes& found) {
      return ChunkSizes{found.states, found.fixed};
    }));
  }
  const auto& chunks = description.chunks;
  const bool takes_any =
      std::ranges::any_of(chunks, [](const auto& chunk) { return chunk.second.has_value(); });
  // The device takes chunks of none of these lengths for this cell; other devices may.
  if (!chunks.empty() && !takes_any) {
    description.info = unavailable(*parsed, description.info.name, chunks.begin()->second.error().message);
    description.chunks.clear();
  }
  return description;
}

Result<std::unique_ptr<Device>> CudaProvider::create(const std::string& id, const Cell& cell,
                                                     std::int64_t chunk_length,
                                                     std::shared_ptr<const ByteInput> input,
                                                     const DeviceOptions& options) const {
  const auto parsed = parse_gpu(id);
  if (!parsed) return tl::unexpected(parsed.error());
  if (std::string reason = why_not_this_precision(parsed->engine, cell.precision); !reason.empty()) {
    return failure(reason);
  }
  return CudaDevice::create(*parsed, info(*parsed), cell, chunk_length, std::move(input), options, cudnn_);
}

}  // namespace tidemark
