// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/matrix_products.h"

namespace tidemark {
namespace {

cudaDataType_t cuda_type_of(DType type) {
  switch (type) {
    case DType::BFloat16:
      return CUDA_R_16BF;
    case DType::Float16:
      return CUDA_R_16F;
    case DType::Float32:
      break;
  }
  return CUDA_R_32F;
}

/// Float32 is "pedantic": no TF32 and no emulation, whatever the environment (NVIDIA_TF32_OVERRIDE) says. On
/// an H200 it takes exactly as long as CUBLAS_COMPUTE_32F.
cublasComputeType_t compute_type_of(Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return CUBLAS_COMPUTE_32F_PEDANTIC;
    case Precision::Tf32:
      return CUBLAS_COMPUTE_32F_FAST_TF32;
    case Precision::BFloat16:
    case Precision::Float16:
      break;
  }
  return CUBLAS_COMPUTE_32F;
}

}  // namespace

Result<std::unique_ptr<MatrixProducts>> MatrixProducts::create(cudaStream_t stream, Precision precision,
                                                               CudaStatus& status) {
  cublasHandle_t handle = nullptr;
  if (const cublasStatus_t code = cublasCreate(&handle); code != CUBLAS_STATUS_SUCCESS) {
    return failure("cuBLAS does not start: ", cublasGetStatusString(code));
  }
  std::unique_ptr<MatrixProducts> products(new MatrixProducts(handle, precision, status));
  status.check(cublasSetStream(handle, stream), "giving cuBLAS its stream");
  status.check(cublasSetAtomicsMode(handle, CUBLAS_ATOMICS_NOT_ALLOWED), "forbidding cuBLAS atomics");
  status.check(cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_HOST), "giving cuBLAS its scalars");
  if (auto fine = status.result(); !fine) return tl::unexpected(fine.error());
  return products;
}

MatrixProducts::MatrixProducts(cublasHandle_t handle, Precision precision, CudaStatus& status)
    : handle_(handle),
      type_(cuda_type_of(number_type_of(precision))),
      compute_(compute_type_of(precision)),
      status_(status) {}

MatrixProducts::~MatrixProducts() {
  cublasDestroy(handle_);
}

void MatrixProducts::set_workspace(void* workspace, std::int64_t bytes) {
  // REQUIRES: cublasSetStream() was called before; it would bring the library's own workspace back.
  status_.check(cublasSetWorkspace(handle_, workspace, static_cast<std::size_t>(bytes)),
                "giving cuBLAS its workspace");
}

// A row-major matrix is, to cuBLAS, its column-major transpose with the row's length as leading dimension. So
// y = x w^T is computed as y^T = w x^T, and so are the products below.

void MatrixProducts::forward(const void* x, const void* w, void* y, DType y_type, std::int64_t rows,
                             std::int64_t n, std::int64_t k) {
  multiply({CUBLAS_OP_T, w, k}, {CUBLAS_OP_N, x, k}, y, cuda_type_of(y_type), n, n, rows, k, 1, 0);
}

void MatrixProducts::backward(const void* d_y, const void* w, void* d_x, std::int64_t rows, std::int64_t n,
                              std::int64_t k, Into into) {
  multiply({CUBLAS_OP_N, w, k}, {CUBLAS_OP_N, d_y, n}, d_x, type_, k, k, rows, n, 1,
           into == Into::Sum ? 1.0F : 0.0F);
}

void MatrixProducts::backward_in_parts(const void* d_y, const void* w, float* parts, int count,
                                       std::int64_t rows, std::int64_t n, std::int64_t k) {
  if (!status_.is_fine()) return;
  constexpr float kOne = 1;
  constexpr float kZero = 0;
  const std::int64_t n_of_part = n / count;
  status_.check(
      cublasGemmStridedBatchedEx_64(handle_, CUBLAS_OP_N, CUBLAS_OP_N, k, rows, n_of_part, &kOne, w, type_, k,
                                    n_of_part * k, d_y, type_, n, n_of_part, &kZero, parts, CUDA_R_32F, k,
                                    rows * k, count, compute_, CUBLAS_GEMM_DEFAULT),
      "multiplying matrices");
}

void MatrixProducts::add_weight_gradient(const void* d_y, const void* x, float* d_w, std::int64_t rows,
                                         std::int64_t n, std::int64_t k, float scale) {
  multiply({CUBLAS_OP_N, x, k}, {CUBLAS_OP_T, d_y, n}, d_w, CUDA_R_32F, k, k, n, rows, scale, 1);
}

void MatrixProducts::multiply(const Operand& a, const Operand& b, void* c, cudaDataType_t c_type,
                              std::int64_t c_leading, std::int64_t m, std::int64_t n, std::int64_t k,
                              float alpha, float beta) {
  if (!status_.is_fine()) return;
  status_.check(cublasGemmEx_64(handle_, a.operation, b.operation, m, n, k, &alpha, a.address, type_,
                                a.leading, b.address, type_, b.leading, &beta, c, c_type, c_leading, compute_,
                                CUBLAS_GEMM_DEFAULT),
                "multiplying matrices");
}

}  // namespace tidemark
