// SPDX-License-Identifier: Apache-2.0
/// "cuda:N" is cuDNN on the N-th GPU, "cuda:N:fused" own kernels there; "cuda" is short for "cuda:0".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tidemark {

enum class CudaEngineKind : std::uint8_t { Cudnn, Fused };

struct CudaDeviceId {
  int index = 0;
  CudaEngineKind engine = CudaEngineKind::Cudnn;

  static Result<CudaDeviceId> parse(std::string_view id);
  std::string text() const;
  bool operator==(const CudaDeviceId&) const = default;
};

}  // namespace tidemark
