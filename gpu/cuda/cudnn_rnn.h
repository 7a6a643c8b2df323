// SPDX-License-Identifier: Apache-2.0
/// cuDNN's descriptors of one recurrent network, and the sizes that it asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/model/problem.h"
#include "gpu/cuda/cudnn_handle.h"
#include "gpu/cuda/cudnn_layout.h"

namespace tidemark {

class CudnnRnn {
 public:
  /// Errors: cuDNN does not have the cell or the precision.
  static Result<std::unique_ptr<CudnnRnn>> create(std::shared_ptr<const CudnnHandle> handle,
                                                  const Cell& cell);
  ~CudnnRnn();
  CudnnRnn(const CudnnRnn&) = delete;
  CudnnRnn& operator=(const CudnnRnn&) = delete;

  /// The shape of a sequence of so many steps, where every vector is as wide as the hidden state, and the
  /// bytes of memory that it takes.
  struct Sequence {
    cudnnRNNDataDescriptor_t descriptor = nullptr;  ///< of x and of y, which have the same shape
    std::size_t training_workspace = 0;
    std::size_t inference_workspace = 0;
    std::size_t reserve = 0;
  };
  /// Made once for each length; the pointer stays valid.
  Result<const Sequence*> sequence(std::int64_t steps);

  std::size_t weight_bytes() const { return weight_bytes_; }
  /// Where each of Tidemark's weights is in the weight space at `weights` (which is not read).
  Result<std::vector<WeightRun>> weight_runs(const WeightLayout& model, const void* weights) const;

  const CudnnLibrary& library() const { return cudnn_; }
  const CudnnHandle& handle() const { return *handle_; }
  cudnnRNNDescriptor_t network() const { return network_; }
  cudnnTensorDescriptor_t hidden() const { return hidden_; }

 private:
  CudnnRnn(std::shared_ptr<const CudnnHandle> handle, const Cell& cell)
      : handle_(std::move(handle)), cudnn_(handle_->library()), cell_(cell) {}
  Result<void> set_up();
  Result<CudnnParameters> parameters(const void* weights, std::size_t layer, std::size_t transform) const;
  Result<void> checked(cudnnStatus_t code, const char* what) const;

  const std::shared_ptr<const CudnnHandle> handle_;
  const CudnnLibrary& cudnn_;
  const Cell cell_;
  cudnnDropoutDescriptor_t dropout_ = nullptr;
  cudnnRNNDescriptor_t network_ = nullptr;
  cudnnTensorDescriptor_t hidden_ = nullptr;
  std::size_t weight_bytes_ = 0;
  std::unordered_map<std::int64_t, Sequence> sequences_;
};

}  // namespace tidemark
