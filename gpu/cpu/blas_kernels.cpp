// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/blas_kernels.h"

#include <cblas.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "gpu/cpu/gemm.h"

namespace tidemark {
namespace {

constexpr const char* kCoreType = "OPENBLAS_CORETYPE";
constexpr const char* kTrial = "TIDEMARK_BLAS_TRIAL";  // nanoseconds of the kernels tried before, or "over"

/// Nanoseconds of the default cell's larger products, the best of a few.
long time_products() {
  constexpr std::size_t kBatch = 32;
  constexpr std::size_t kHidden = 256;
  constexpr std::size_t kGates = 4 * kHidden;
  constexpr int kRounds = 12;
  const std::vector<float> x(kBatch * kHidden, 0.5F);
  std::vector<float> w(kGates * kHidden, 0.25F);
  std::vector<float> y(kBatch * kGates);
  openblas_set_num_threads(1);
  long best = 1'000'000'000;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    gemm::forward(x.data(), w.data(), y.data(), kBatch, kGates, kHidden, gemm::Into::Place);
    gemm::add_weight_gradient(y.data(), x.data(), w.data(), kBatch, kGates, kHidden);
    const auto taken = std::chrono::steady_clock::now() - begin;
    best = std::min(best, static_cast<long>(taken / std::chrono::nanoseconds(1)));
  }
  return best;
}

/// Comes back only if it fails, and then all stays as it was.
void execute_again(char** argv) {
  execv("/proc/self/exe", argv);
}

bool openblas_guesses_wrong_here() {
#if defined(__x86_64__)
  return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f");
#else
  return false;
#endif
}

}  // namespace

void choose_blas_kernels(char** argv) {
  const char* trial = std::getenv(kTrial);
  if (!trial) {
    if (std::getenv(kCoreType) || !openblas_guesses_wrong_here()) return;
    setenv(kTrial, std::to_string(time_products()).c_str(), 1);
    setenv(kCoreType, "Zen", 1);
    execute_again(argv);
    unsetenv(kCoreType);
  } else if (std::string_view(trial) != "over" && time_products() > std::strtol(trial, nullptr, 10)) {
    setenv(kTrial, "over", 1);
    unsetenv(kCoreType);
    execute_again(argv);
  }
  unsetenv(kTrial);
}

}  // namespace tidemark
