// SPDX-License-Identifier: Apache-2.0
/// Which device a plan is for, as one word: "cpu" (all cores), "cpu:N" (N threads), "cuda:N" (cuDNN on the
/// N-th GPU) or "cuda:N:fused" (Tidemark's own kernels there). All that is to be known from a device's id is
/// found here.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tidemark {

struct DeviceId {
  /// What computes: the processor, NVIDIA's cuDNN, or Tidemark's own kernels with cuBLAS.
  enum class Engine : std::uint8_t { Cpu, Cudnn, Fused };
  Engine engine = Engine::Cpu;
  int index = 0;    ///< of the GPU, counted from 0; 0 for the processor
  int threads = 0;  ///< of the processor; 0: as many as it has cores, and as are of use to the cell

  static constexpr int kMostThreads = 128;

  /// "cuda" alone is short for "cuda:0". The Error lists the ids that there are.
  static Result<DeviceId> parse(std::string_view text);
  std::string text() const;
  /// The name of the program that carries plans out on the device.
  std::string_view runner() const;
  bool operator==(const DeviceId&) const = default;
};

/// One device of each runner program, to ask all of them.
inline constexpr std::array kOneOfEachRunner = {DeviceId{DeviceId::Engine::Cpu, 0},
                                                DeviceId{DeviceId::Engine::Cudnn, 0}};

}  // namespace tidemark
