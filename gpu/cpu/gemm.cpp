// SPDX-License-Identifier: Apache-2.0
// A recurrent step multiplies large weights by few columns. A general library first copies both factors into
// an order of its own, which costs a fifth of the time here; tiles of AVX-512 registers read the weights
// once, as they lie, and copy only the columns. With vectors half as wide they gain nothing, so the rest is
// OpenBLAS's: other processors, fewer columns than a vector has numbers, and more than one thread.
#include "gpu/cpu/gemm.h"

#include <cblas.h>

#include <algorithm>

namespace tidemark::gemm {
namespace {

struct Product {
  Factor a;
  Factor b;
  float* c;
  std::size_t rows;
  std::size_t columns;
  std::size_t inner;
  Into into;
};

void multiply_by_openblas(const Product& p) {
  const auto order = [](const Factor& factor) { return factor.is_transposed ? CblasTrans : CblasNoTrans; };
  const auto rows = static_cast<int>(p.rows);
  const auto columns = static_cast<int>(p.columns);
  const auto inner = static_cast<int>(p.inner);
  cblas_sgemm(CblasRowMajor, order(p.a), order(p.b), rows, columns, inner, 1.0F, p.a.numbers,
              p.a.is_transposed ? rows : inner, p.b.numbers, p.b.is_transposed ? inner : columns,
              p.into == Into::Sum ? 1.0F : 0.0F, p.c, columns);
}

#if defined(__x86_64__)
#define TIDEMARK_AVX512 __attribute__((target("avx512f")))

using Vector = float __attribute__((vector_size(64), aligned(4)));
constexpr std::size_t kNumbers = sizeof(Vector) / sizeof(float);
constexpr std::size_t kWidth = 2 * kNumbers;  ///< columns of b and c at a time
constexpr std::size_t kDepth = 256;  ///< rows of b at a time: with kWidth, what the nearest cache holds
constexpr std::size_t kHeight = 8;   ///< rows of a and c at a time: sums of 8 x 2 vectors

bool has_avx512() {
  static const bool has = __builtin_cpu_supports("avx512f");
  return has;
}

/// Number (row, column) of a matrix lies at numbers[row * row_stride + column * column_stride].
struct Strided {
  Strided(const Factor& factor, std::size_t rows, std::size_t columns)
      : numbers(factor.numbers),
        row_stride(factor.is_transposed ? 1 : columns),
        column_stride(factor.is_transposed ? rows : 1) {}
  const float* at(std::size_t row, std::size_t column) const {
    return numbers + row * row_stride + column * column_stride;
  }

  const float* numbers;
  std::size_t row_stride;
  std::size_t column_stride;
};

/// A part of b, copied row by row; past its last column come zeros.
struct Panel {
  const float* numbers;
  std::size_t first_row;
  std::size_t rows;
  std::size_t first_column;
  std::size_t columns;
};

/// Height rows of a, from first_row, times the panel: to c, whose rows are c_stride apart, or added to it.
template <std::size_t Height>
TIDEMARK_AVX512 inline void multiply_tile(const Strided& a, std::size_t first_row, const Panel& panel,
                                          float* c, std::size_t c_stride, bool adds) {
  constexpr std::size_t kAhead = 12;  // the columns of a transposed factor lie too far apart to be foreseen
  Vector sums[Height][2] = {};
  for (std::size_t k = 0; k < panel.rows; ++k) {
    const auto left = *reinterpret_cast<const Vector*>(panel.numbers + k * kWidth);
    const auto right = *reinterpret_cast<const Vector*>(panel.numbers + k * kWidth + kNumbers);
    const float* column = a.at(first_row, panel.first_row + k);
    __builtin_prefetch(column + kAhead * a.column_stride);
#pragma GCC unroll 8
    for (std::size_t row = 0; row < Height; ++row) {
      const float factor = column[row * a.row_stride];
      sums[row][0] += factor * left;
      sums[row][1] += factor * right;
    }
  }
#pragma GCC unroll 8
  for (std::size_t row = 0; row < Height; ++row) {
    auto& c_left = *reinterpret_cast<Vector*>(c + row * c_stride);
    auto& c_right = *reinterpret_cast<Vector*>(c + row * c_stride + kNumbers);
    c_left = adds ? c_left + sums[row][0] : sums[row][0];
    c_right = adds ? c_right + sums[row][1] : sums[row][1];
  }
}

/// The panel's columns of Height rows of c.
template <std::size_t Height>
TIDEMARK_AVX512 inline void multiply_rows(const Product& p, const Strided& a, std::size_t first_row,
                                          const Panel& panel) {
  const bool adds = p.into == Into::Sum || panel.first_row > 0;
  float* c = p.c + first_row * p.columns + panel.first_column;
  if (panel.columns == kWidth) {
    multiply_tile<Height>(a, first_row, panel, c, p.columns, adds);
    return;
  }
  float edge[Height * kWidth];
  multiply_tile<Height>(a, first_row, panel, edge, kWidth, false);
  for (std::size_t row = 0; row < Height; ++row) {
    for (std::size_t k = 0; k < panel.columns; ++k) {
      const float sum = edge[row * kWidth + k];
      c[row * p.columns + k] = adds ? c[row * p.columns + k] + sum : sum;
    }
  }
}

TIDEMARK_AVX512 void multiply_by_tiles(const Product& p) {
  const Strided a(p.a, p.rows, p.inner);
  const Strided b(p.b, p.inner, p.columns);
  alignas(64) float numbers[kDepth * kWidth];
  for (std::size_t k = 0; k < p.inner; k += kDepth) {
    for (std::size_t column = 0; column < p.columns; column += kWidth) {
      const Panel panel{numbers, k, std::min(kDepth, p.inner - k), column,
                        std::min(kWidth, p.columns - column)};
      for (std::size_t i = 0; i < panel.rows; ++i) {
        const float* from = b.at(k + i, column);
        float* to = numbers + i * kWidth;
        for (std::size_t j = 0; j < panel.columns; ++j) to[j] = from[j * b.column_stride];
        std::fill(to + panel.columns, to + kWidth, 0.0F);
      }
      std::size_t row = 0;
      for (; row + kHeight <= p.rows; row += kHeight) multiply_rows<kHeight>(p, a, row, panel);
      for (; row < p.rows; ++row) multiply_rows<1>(p, a, row, panel);
    }
  }
}
#endif

}  // namespace

void multiply(const Factor& a, const Factor& b, float* c, std::size_t rows, std::size_t columns,
              std::size_t inner, Into into) {
  const Product product{a, b, c, rows, columns, inner, into};
#if defined(__x86_64__)
  if (has_avx512() && columns >= kNumbers && openblas_get_num_threads() == 1) {
    multiply_by_tiles(product);
    return;
  }
#endif
  multiply_by_openblas(product);
}

}  // namespace tidemark::gemm
