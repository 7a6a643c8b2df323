// SPDX-License-Identifier: Apache-2.0
// tidemark-run-cpu: carries plans out on the processor.
#include "gpu/cpu/blas_kernels.h"
#include "gpu/cpu/cpu_provider.h"
#include "gpu/runner.h"

int main(int argc, char** argv) {
  tidemark::restart_with_fitting_kernels(argv);
  return tidemark::runner_main(argc, argv, tidemark::CpuProvider());
}
