// SPDX-License-Identifier: Apache-2.0
#include "core/model/device_id.h"

#include <charconv>
#include <system_error>

namespace tidemark {
namespace {

constexpr std::string_view kCpu = "cpu";
constexpr std::string_view kCuda = "cuda";
constexpr std::string_view kFused = ":fused";
constexpr int kMostGpus = 1000;

}  // namespace

Result<DeviceId> DeviceId::parse(std::string_view text) {
  const auto unknown = [&] {
    return failure("there is no device \"", text,
                   "\"; devices are cpu, cuda:N and cuda:N:fused, with N from 0");
  };
  if (text == kCpu) return DeviceId{};
  if (text == kCuda) return DeviceId{Engine::Cudnn, 0};
  DeviceId id{Engine::Cudnn, 0};
  std::string_view number = text;
  if (!number.starts_with(kCuda)) return unknown();
  number.remove_prefix(kCuda.size());
  if (number.ends_with(kFused)) {
    id.engine = Engine::Fused;
    number.remove_suffix(kFused.size());
  }
  if (number.size() < 2 || number.front() != ':') return unknown();
  number.remove_prefix(1);
  const char* const last = number.data() + number.size();
  const auto [end, error] = std::from_chars(number.data(), last, id.index);
  if (error != std::errc{} || end != last || id.index < 0 || id.index >= kMostGpus) return unknown();
  return id;
}

std::string DeviceId::text() const {
  if (engine == Engine::Cpu) return std::string(kCpu);
  return std::string(kCuda) + ":" + std::to_string(index) +
         std::string(engine == Engine::Fused ? kFused : "");
}

std::string_view DeviceId::runner() const {
  return engine == Engine::Cpu ? "tidemark-run-cpu" : "tidemark-run-cuda";
}

}  // namespace tidemark
