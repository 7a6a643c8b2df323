// SPDX-License-Identifier: Apache-2.0
/// The three matrix products of a dense layer on a GPU, row-major as in gpu/cpu/gemm.h: of `rows` x k
/// activations and n x k weights. They are queued on one stream. Sums are taken in a fixed order (cuBLAS
/// without atomics, with a workspace of its own), so that the same shapes and alignments give the same bits.
#pragma once

#include <cublas_v2.h>
#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>

#include "core/base/result.h"
#include "core/model/problem.h"
#include "gpu/cuda/cuda_status.h"
#include "gpu/cuda/dtype.h"
#include "gpu/cuda/memory_plan.h"

namespace tidemark {

class MatrixProducts {
 public:
  enum class Into { Place, Sum };

  /// Errors of products go to `status`, which must outlive this.
  static Result<std::unique_ptr<MatrixProducts>> create(cudaStream_t stream, Precision precision,
                                                        CudaStatus& status);
  ~MatrixProducts();
  MatrixProducts(const MatrixProducts&) = delete;
  MatrixProducts& operator=(const MatrixProducts&) = delete;

  /// The size of cuBLAS's workspace on a card of this compute capability: its documented default.
  static std::int64_t workspace_bytes(int major) { return major >= 9 ? 32 << 20 : 4 << 20; }
  /// To be called once, before any product.
  void set_workspace(void* workspace, std::int64_t bytes);

  /// y (rows x n) = x (rows x k) * w^T. `y_type`: the type of x and w, or float32.
  void forward(const void* x, const void* w, void* y, DType y_type, std::int64_t rows, std::int64_t n,
               std::int64_t k);
  /// d_x (rows x k) = d_y (rows x n) * w, or += for Into::Sum.
  void backward(const void* d_y, const void* w, void* d_x, std::int64_t rows, std::int64_t n, std::int64_t k,
                Into into);
  /// The same product as float32 summands, `count` matrices of rows x k one after another: each is that of an
  /// equal part of the n columns. A product of few rows and many columns leaves most of a GPU idle; its parts
  /// are computed side by side. REQUIRES: `count` divides n.
  void backward_in_parts(const void* d_y, const void* w, float* parts, int count, std::int64_t rows,
                         std::int64_t n, std::int64_t k);
  /// d_w (n x k, float32) += scale * d_y^T * x.
  void add_weight_gradient(const void* d_y, const void* x, float* d_w, std::int64_t rows, std::int64_t n,
                           std::int64_t k, float scale);

 private:
  struct Operand {
    cublasOperation_t operation;
    const void* address;
    std::int64_t leading;
  };
  MatrixProducts(cublasHandle_t handle, Precision precision, CudaStatus& status);
  /// The product as cuBLAS sees it: column-major c (m x n) = alpha a b + beta c.
  void multiply(const Operand& a, const Operand& b, void* c, cudaDataType_t c_type, std::int64_t c_leading,
                std::int64_t m, std::int64_t n, std::int64_t k, float alpha, float beta);

  cublasHandle_t handle_;
  const cudaDataType_t type_;
  const cublasComputeType_t compute_;
  CudaStatus& status_;
};

}  // namespace tidemark
