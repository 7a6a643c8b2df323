// SPDX-License-Identifier: Apache-2.0
// tidemark-run-cuda: carries plans out on an NVIDIA GPU.
#include <cstdlib>

#include "gpu/cuda/cuda_provider.h"
#include "gpu/runner.h"

int main(int argc, char** argv) {
  // cuBLAS as cuDNN uses it: one size of buffers, or results may differ from run to run in the last bits.
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:2", 0);
  return tidemark::runner_main(argc, argv, tidemark::CudaProvider());
}
