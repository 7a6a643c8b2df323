// SPDX-License-Identifier: GPL-3.0-or-later
// cuBLAS: the one product that the CUDA device uses, column-major as cuBLAS defines it.
#include <cublas_v2.h>

#include <cstdio>
#include <cstdlib>

#include "emulated_gpu.h"
#include "emulated_numbers.h"

struct cublasContext {
  cudaStream_t stream = nullptr;
  bool has_workspace = false;
};

extern "C" {

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  *handle = new cublasContext;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasDestroy(cublasHandle_t handle) {
  delete handle;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  handle->stream = stream;
  handle->has_workspace = false;  // as documented
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetAtomicsMode(cublasHandle_t, cublasAtomicsMode_t) {
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetPointerMode(cublasHandle_t, cublasPointerMode_t) {
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void* workspace, std::size_t bytes) {
  emulated::check_memory(workspace, bytes, "cuBLAS's workspace");
  handle->has_workspace = true;
  return CUBLAS_STATUS_SUCCESS;
}
const char* cublasGetStatusString(cublasStatus_t) {
  return "an emulated error";
}

cublasStatus_t cublasGemmEx_64(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b,
                               std::int64_t m, std::int64_t n, std::int64_t k, const void* alpha_at,
                               const void* a, cudaDataType_t a_type, std::int64_t a_leading, const void* b,
                               cudaDataType_t b_type, std::int64_t b_leading, const void* beta_at, void* c,
                               cudaDataType_t c_type, std::int64_t c_leading, cublasComputeType_t compute,
                               cublasGemmAlgo_t) {
  const bool a_is_n = op_a == CUBLAS_OP_N;
  const bool b_is_n = op_b == CUBLAS_OP_N;
  const auto checked = [](const void* matrix, std::int64_t rows, std::int64_t columns, std::int64_t leading,
                          cudaDataType_t type, const char* what) {
    if (leading < rows) {
      std::fprintf(stderr, "emulated GPU: %s has a leading dimension below its rows\n", what);
      std::abort();
    }
    const auto last = static_cast<std::size_t>((columns - 1) * leading + rows);
    emulated::check_memory(matrix, last * emulated::bytes_of(type), what);
  };
  if (!handle->has_workspace) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (a_type != b_type) return CUBLAS_STATUS_NOT_SUPPORTED;
  checked(a, a_is_n ? m : k, a_is_n ? k : m, a_leading, a_type, "a product's first factor");
  checked(b, b_is_n ? k : n, b_is_n ? n : k, b_leading, b_type, "a product's second factor");
  checked(c, m, n, c_leading, c_type, "a product");
  const float alpha = *static_cast<const float*>(alpha_at);
  const float beta = *static_cast<const float*>(beta_at);
  const bool is_tf32 = compute == CUBLAS_COMPUTE_32F_FAST_TF32;
  emulated::enqueue(handle->stream, [=] {
    const auto factor = [&](const void* matrix, std::int64_t row, std::int64_t column, std::int64_t leading,
                            bool is_n, cudaDataType_t type) {
      const float x = emulated::load(matrix, is_n ? column * leading + row : row * leading + column, type);
      return is_tf32 ? emulated::tf32(x) : x;
    };
    for (std::int64_t column = 0; column < n; ++column) {
      for (std::int64_t row = 0; row < m; ++row) {
        float sum = 0;
        for (std::int64_t i = 0; i < k; ++i) {
          sum +=
              factor(a, row, i, a_leading, a_is_n, a_type) * factor(b, i, column, b_leading, b_is_n, b_type);
        }
        const std::int64_t place = column * c_leading + row;
        const float before = beta == 0 ? 0 : beta * emulated::load(c, place, c_type);
        emulated::store(alpha * sum + before, c, place, c_type);
      }
    }
  });
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasGemmStridedBatchedEx_64(
    cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, std::int64_t m, std::int64_t n,
    std::int64_t k, const void* alpha, const void* a, cudaDataType_t a_type, std::int64_t a_leading,
    long long a_stride, const void* b, cudaDataType_t b_type, std::int64_t b_leading, long long b_stride,
    const void* beta, void* c, cudaDataType_t c_type, std::int64_t c_leading, long long c_stride,
    std::int64_t count, cublasComputeType_t compute, cublasGemmAlgo_t algorithm) {
  for (std::int64_t i = 0; i < count; ++i) {
    const auto at = [&](const void* matrix, long long stride, cudaDataType_t type) {
      return static_cast<const char*>(matrix) + i * stride * static_cast<long long>(emulated::bytes_of(type));
    };
    const cublasStatus_t code =
        cublasGemmEx_64(handle, op_a, op_b, m, n, k, alpha, at(a, a_stride, a_type), a_type, a_leading,
                        at(b, b_stride, b_type), b_type, b_leading, beta,
                        const_cast<char*>(at(c, c_stride, c_type)), c_type, c_leading, compute, algorithm);
    if (code != CUBLAS_STATUS_SUCCESS) return code;
  }
  return CUBLAS_STATUS_SUCCESS;
}

}  // extern "C"
