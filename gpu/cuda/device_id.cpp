// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/device_id.h"

#include <charconv>
#include <system_error>

namespace tidemark {
namespace {

constexpr std::string_view kPrefix = "cuda";
constexpr std::string_view kFused = ":fused";

}  // namespace

Result<CudaDeviceId> CudaDeviceId::parse(std::string_view id) {
  CudaDeviceId parsed;
  std::string_view rest = id;
  const auto unknown = [&] {
    return failure("this runner has no device \"", id, "\"; there are cuda:N and cuda:N:fused, N from 0");
  };
  if (!rest.starts_with(kPrefix)) return unknown();
  rest.remove_prefix(kPrefix.size());
  if (rest.empty()) return parsed;
  if (rest.ends_with(kFused)) {
    parsed.engine = CudaEngineKind::Fused;
    rest.remove_suffix(kFused.size());
  }
  if (rest.size() < 2 || rest.front() != ':') return unknown();
  rest.remove_prefix(1);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), parsed.index);
  if (error != std::errc{} || end != rest.data() + rest.size() || parsed.index < 0) return unknown();
  return parsed;
}

std::string CudaDeviceId::text() const {
  std::string id(kPrefix);
  id += ":" + std::to_string(index);
  if (engine == CudaEngineKind::Fused) id += kFused;
  return id;
}

}  // namespace tidemark
