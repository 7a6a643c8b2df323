// SPDX-License-Identifier: Apache-2.0
#include "core/model/device_id.h"

#include <charconv>
#include <optional>
#include <system_error>

namespace tidemark {
namespace {

constexpr std::string_view kCpu = "cpu";
constexpr std::string_view kCuda = "cuda";
constexpr std::string_view kFused = ":fused";
constexpr int kMostGpus = 1000;

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// The N of ":N", 0 or more; nothing if the text is anything else.
std::optional<int> number_after_colon(std::string_view text) {
  if (!take_prefix(text, ":")) return std::nullopt;
  const char* const last = text.data() + text.size();
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || end != last || number < 0) return std::nullopt;
  return number;
}

}  // namespace

Result<DeviceId> DeviceId::parse(std::string_view text) {
  if (text == kCpu) return DeviceId{};
  if (text == kCuda) return DeviceId{Engine::Cudnn, 0};
  std::string_view rest = text;
  if (take_prefix(rest, kCpu)) {
    const auto threads = number_after_colon(rest);
    if (threads && *threads >= 1 && *threads <= kMostThreads) return DeviceId{Engine::Cpu, 0, *threads};
  } else if (take_prefix(rest, kCuda)) {
    const bool is_fused = rest.ends_with(kFused);
    if (is_fused) rest.remove_suffix(kFused.size());
    const auto index = number_after_colon(rest);
    if (index && *index < kMostGpus) return DeviceId{is_fused ? Engine::Fused : Engine::Cudnn, *index};
  }
  return failure("there is no device \"", text, "\"; devices are cpu, cpu:N with N threads from 1 to ",
                 kMostThreads, ", cuda:N and cuda:N:fused, with N from 0");
}

std::string DeviceId::text() const {
  if (engine == Engine::Cpu) {
    return threads == 0 ? std::string(kCpu) : std::string(kCpu) + ":" + std::to_string(threads);
  }
  return std::string(kCuda) + ":" + std::to_string(index) +
         std::string(engine == Engine::Fused ? kFused : "");
}

std::string_view DeviceId::runner() const {
  return engine == Engine::Cpu ? "tidemark-run-cpu" : "tidemark-run-cuda";
}

}  // namespace tidemark
