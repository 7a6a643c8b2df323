// SPDX-License-Identifier: Apache-2.0
/// Matrix products, row-major float32.
#pragma once

#include <cblas.h>

#include <cstddef>

namespace tidemark::gemm {

/// `Into::Sum` adds to what is there, `Into::Place` overwrites it.
enum class Into { Place, Sum };

/// A dense matrix as it lies in memory, or its transpose.
struct Factor {
  const float* numbers;
  CBLAS_TRANSPOSE transposed = CblasNoTrans;
};
inline Factor transposed(const float* numbers) {
  return {numbers, CblasTrans};
}

/// c (rows x columns) = a (rows x inner) * b (inner x columns). The shape alone decides the order of
/// summation.
inline void multiply(const Factor& a, const Factor& b, float* c, std::size_t rows, std::size_t columns,
                     std::size_t inner, Into into) {
  const bool a_lies_over = a.transposed == CblasTrans;
  const bool b_lies_over = b.transposed == CblasTrans;
  cblas_sgemm(CblasRowMajor, a.transposed, b.transposed, static_cast<int>(rows), static_cast<int>(columns),
              static_cast<int>(inner), 1.0F, a.numbers, static_cast<int>(a_lies_over ? rows : inner),
              b.numbers, static_cast<int>(b_lies_over ? inner : columns), into == Into::Sum ? 1.0F : 0.0F, c,
              static_cast<int>(columns));
}

}  // namespace tidemark::gemm
