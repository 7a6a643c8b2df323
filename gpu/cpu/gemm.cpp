// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/gemm.h"

#include <cblas.h>

namespace tidemark::gemm {

void multiply(const Factor& a, const Factor& b, float* c, std::size_t rows, std::size_t columns,
              std::size_t inner, Into into) {
  const auto order = [](const Factor& factor) { return factor.is_transposed ? CblasTrans : CblasNoTrans; };
  const auto m = static_cast<int>(rows);
  const auto n = static_cast<int>(columns);
  const auto k = static_cast<int>(inner);
  const auto stride = [](const Factor& factor, int dense) {
    return factor.stride == 0 ? dense : static_cast<int>(factor.stride);
  };
  cblas_sgemm(CblasRowMajor, order(a), order(b), m, n, k, 1.0F, a.numbers, stride(a, a.is_transposed ? m : k),
              b.numbers, stride(b, b.is_transposed ? k : n), into == Into::Sum ? 1.0F : 0.0F, c, n);
}

}  // namespace tidemark::gemm
