// SPDX-License-Identifier: Apache-2.0
/// Matrix products, row-major float32.
#pragma once

#include <cstddef>

namespace tidemark::gemm {

/// `Into::Sum` adds to what is there, `Into::Place` overwrites it.
enum class Into { Place, Sum };

/// A matrix as it lies in memory, or its transpose.
struct Factor {
  const float* numbers;
  bool is_transposed = false;
  std::size_t stride = 0;  ///< from row to row in memory; 0: the matrix is dense
};
inline Factor transposed(const float* numbers, std::size_t stride = 0) {
  return {numbers, true, stride};
}

/// c (rows x columns) = a (rows x inner) * b (inner x columns). The order of summation depends on the shape
/// and the processor alone, so that the same elements give the same bits.
void multiply(const Factor& a, const Factor& b, float* c, std::size_t rows, std::size_t columns,
              std::size_t inner, Into into);

}  // namespace tidemark::gemm
