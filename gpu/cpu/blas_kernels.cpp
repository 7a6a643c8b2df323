// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/blas_kernels.h"

#include <cblas.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace tidemark {
namespace {

constexpr const char* kChoice = "OPENBLAS_CORETYPE";

/// OpenBLAS's name for them; null if its fallback is the best that the processor can do.
const char* fitting_kernels() {
#if defined(__x86_64__)
  const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (has_avx512) return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return nullptr;
}

}  // namespace

void restart_with_fitting_kernels(char** argv) {
  constexpr std::string_view kFallback = "Prescott";
  if (std::getenv(kChoice) || openblas_get_corename() != kFallback) return;
  const char* kernels = fitting_kernels();
  if (!kernels || setenv(kChoice, kernels, 1) != 0) return;
  execv("/proc/self/exe", argv);  // returns only if it fails; then the fallback has to do
}

}  // namespace tidemark
