// SPDX-License-Identifier: Apache-2.0
/// The first thing that went wrong on a GPU, as a sentence. Since work is queued, an error may come from
/// something queued earlier; once there is one, nothing more is queued.
#pragma once

#include <cublas_v2.h>
#include <cuda_runtime_api.h>

#include <optional>
#include <string>

#include "core/base/result.h"

namespace tidemark {

class CudaStatus {
 public:
  /// Notes an error if `code` is one. Returns whether nothing has failed so far, this call included. `what`:
  /// what was being done, such as "advancing".
  bool check(cudaError_t code, const char* what) {
    if (code != cudaSuccess && !error_) note(sentence(code, what));
    return is_fine();
  }
  bool check(cublasStatus_t code, const char* what) {
    if (code != CUBLAS_STATUS_SUCCESS && !error_) {
      note(std::string("cuBLAS failed while ") + what + ": " + cublasGetStatusString(code));
    }
    return is_fine();
  }
  void note(std::string sentence) {
    if (!error_) error_ = std::move(sentence);
  }

  bool is_fine() const { return !error_; }
  Result<void> result() const {
    if (error_) return failure(*error_);
    return {};
  }

  static std::string sentence(cudaError_t code, const char* what) {
    return std::string("the GPU failed while ") + what + ": " + cudaGetErrorString(code) + " (" +
           cudaGetErrorName(code) + ")";
  }

 private:
  std::optional<std::string> error_;
};

}  // namespace tidemark
