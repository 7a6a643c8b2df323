// SPDX-License-Identifier: Apache-2.0
/// What the CUDA device stores its numbers in. Weights' masters, gradients, the optimiser's moments and
/// losses are float32 whatever the precision; states and activations are of this type.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/problem.h"
#include "gpu/arena.h"

namespace tidemark {

enum class DType : std::uint8_t { Float32, BFloat16, Float16 };

/// TF32 is a way to multiply float32 numbers.
constexpr DType number_type_of(Precision precision) {
  switch (precision) {
    case Precision::BFloat16:
      return DType::BFloat16;
    case Precision::Float16:
      return DType::Float16;
    case Precision::Float32:
    case Precision::Tf32:
      break;
  }
  return DType::Float32;
}

constexpr std::size_t bytes_of(DType type) {
  return type == DType::Float32 ? 4 : 2;
}

/// Rounded up to whole multiples of the arena's alignment: every part of a state begins so aligned, hence a
/// matrix product chooses the same kernel wherever the state lies.
constexpr std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

constexpr std::int64_t aligned_bytes_of(std::int64_t count, DType type) {
  return aligned(count * static_cast<std::int64_t>(bytes_of(type)));
}

}  // namespace tidemark
