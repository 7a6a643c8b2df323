// SPDX-License-Identifier: Apache-2.0
/// The type of the CUDA device's elements. States and activations have it; the weights' masters, gradients
/// and the optimiser's moments are float32 whatever the precision.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/problem.h"
#include "gpu/arena.h"

namespace tidemark {

enum class DType : std::uint8_t { Float32, BFloat16, Float16 };

/// TF32 is stored as float32, since it is only a way to multiply.
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

/// Rounded up to a multiple of the arena's alignment. Every part of a state begins at such a multiple, so
/// that a matrix product chooses the same kernel wherever the state lies.
constexpr std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

constexpr std::int64_t aligned_bytes_of(std::int64_t count, DType type) {
  return aligned(count * static_cast<std::int64_t>(bytes_of(type)));
}

}  // namespace tidemark
