// SPDX-License-Identifier: Apache-2.0
/// The three matrix products of a dense layer, row-major. A `rows` x k activation meets n x k weights.
/// `Into::Sum` adds to what is there, `Into::Place` overwrites it.
#pragma once

#include <cblas.h>

#include <cstddef>

namespace tidemark::gemm {

enum class Into { Place, Sum };

inline float keep_factor(Into into) {
  return into == Into::Sum ? 1.0F : 0.0F;
}

/// y (rows x n) = x (rows x k) * w^T.
inline void forward(const float* x, const float* w, float* y, std::size_t rows, std::size_t n, std::size_t k,
                    Into into) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<int>(rows), static_cast<int>(n),
              static_cast<int>(k), 1.0F, x, static_cast<int>(k), w, static_cast<int>(k), keep_factor(into), y,
              static_cast<int>(n));
}

/// d_x (rows x k) = d_y (rows x n) * w.
inline void backward(const float* d_y, const float* w, float* d_x, std::size_t rows, std::size_t n,
                     std::size_t k, Into into) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(rows), static_cast<int>(k),
              static_cast<int>(n), 1.0F, d_y, static_cast<int>(n), w, static_cast<int>(k), keep_factor(into),
              d_x, static_cast<int>(k));
}

/// d_w (n x k) += d_y^T * x.
inline void add_weight_gradient(const float* d_y, const float* x, float* d_w, std::size_t rows, std::size_t n,
                                std::size_t k) {
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, static_cast<int>(n), static_cast<int>(k),
              static_cast<int>(rows), 1.0F, d_y, static_cast<int>(n), x, static_cast<int>(k), 1.0F, d_w,
              static_cast<int>(k));
}

}  // namespace tidemark::gemm
