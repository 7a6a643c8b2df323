// SPDX-License-Identifier: Apache-2.0
/// Pseudo-random numbers, each of which can be computed without those before it.
#pragma once

#include <cstdint>

namespace tidemark {

/// A good mix of 64 bits (the finaliser of SplitMix64).
constexpr std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// The `index`-th number of a sequence, in [-1, 1).
constexpr float symmetric_unit(std::uint64_t seed, std::uint64_t index) {
  const auto bits = static_cast<std::int32_t>(mixed(mixed(seed) + index) >> 40);  // 24 bits
  return static_cast<float>(bits) / 8388608.0F - 1.0F;
}

}  // namespace tidemark
