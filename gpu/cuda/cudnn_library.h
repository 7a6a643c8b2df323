// SPDX-License-Identifier: Apache-2.0
/// cuDNN, loaded when it is first needed. A machine without it still has the fused engine, and is told why.
#pragma once

#include <cudnn.h>

#include <string>

#include "core/base/result.h"
#include "gpu/cuda/cuda_status.h"

namespace tidemark {

// clang-format off
#define TIDEMARK_CUDNN_FUNCTIONS(FUNCTION) \
  FUNCTION(cudnnCreate) FUNCTION(cudnnDestroy) FUNCTION(cudnnSetStream) FUNCTION(cudnnGetVersion) \
  FUNCTION(cudnnGetErrorString) FUNCTION(cudnnGetLastErrorString) \
  FUNCTION(cudnnCreateTensorDescriptor) FUNCTION(cudnnDestroyTensorDescriptor) FUNCTION(cudnnSetTensorNdDescriptor) \
  FUNCTION(cudnnCreateDropoutDescriptor) FUNCTION(cudnnDestroyDropoutDescriptor) FUNCTION(cudnnSetDropoutDescriptor) \
  FUNCTION(cudnnCreateRNNDescriptor) FUNCTION(cudnnDestroyRNNDescriptor) FUNCTION(cudnnSetRNNDescriptor_v8) \
  FUNCTION(cudnnCreateRNNDataDescriptor) FUNCTION(cudnnDestroyRNNDataDescriptor) FUNCTION(cudnnSetRNNDataDescriptor) \
  FUNCTION(cudnnGetRNNTempSpaceSizes) FUNCTION(cudnnGetRNNWeightSpaceSize) FUNCTION(cudnnGetRNNWeightParams) \
  FUNCTION(cudnnRNNForward) FUNCTION(cudnnRNNBackwardData_v8) FUNCTION(cudnnRNNBackwardWeights_v8)
// clang-format on

/// The library's functions under their own names: cudnn.cudnnCreate(&handle). Lives as long as the program.
struct CudnnLibrary {
  /// Loads libcudnn.so.9 at the first call. The Error is the loader's message.
  static Result<const CudnnLibrary*> load();

  /// cuDNN's description of a failed call: the code's name and its own message.
  std::string words(cudnnStatus_t code) const;

#define TIDEMARK_DECLARE(name) decltype(&::name) name = nullptr;
  TIDEMARK_CUDNN_FUNCTIONS(TIDEMARK_DECLARE)
#undef TIDEMARK_DECLARE

 private:
  static Result<CudnnLibrary> open();
};

}  // namespace tidemark
