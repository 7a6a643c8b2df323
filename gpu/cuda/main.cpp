// SPDX-License-Identifier: Apache-2.0
// tidemark-run-cuda: carries plans out on an NVIDIA GPU.
#include <cstdlib>

#include "gpu/cuda/cuda_provider.h"
#include "gpu/runner.h"

int main(int argc, char** argv) {
  // What cuDNN documents for the same bits in every run: one size of buffers for the cuBLAS inside it. 9.19
  // takes them from the workspace that we give it, where this does nothing; older ones may not.
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:2", 0);
  return tidemark::runner_main(argc, argv, tidemark::CudaProvider());
}
