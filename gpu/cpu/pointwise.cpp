// SPDX-License-Identifier: Apache-2.0
// The one file that is compiled with -O3 -ffast-math: its loops become vector code, for the processor at
// hand.
#include "gpu/cpu/pointwise.h"

#include <bit>
#include <cmath>

// Clones are chosen before main() runs, which the sanitizers' start-up does not survive.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TIDEMARK_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TIDEMARK_VECTORISED
#endif
// No two arguments overlap, so the loop is vectorised without a second version for those that might.
#define TIDEMARK_INDEPENDENT _Pragma("GCC ivdep")
#define TIDEMARK_INLINE inline __attribute__((always_inline))

namespace tidemark::pointwise {
namespace {

constexpr std::size_t kSymbols = 256;

/// e^x by 2^n e^r with |r| <= ln 2 / 2 and e^r by its Taylor polynomial: relative error about 1e-7.
TIDEMARK_INLINE float exponential(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2 = 0.69314718F;
  x = x < -87.0F ? -87.0F : x;
  x = x > 88.0F ? 88.0F : x;
  const float scaled = x * kLog2E;
  const auto n = static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5F : 0.5F));
  const float r = x - static_cast<float>(n) * kLn2;
  float p = 1.0F / 5040;
  p = p * r + 1.0F / 720;
  p = p * r + 1.0F / 120;
  p = p * r + 1.0F / 24;
  p = p * r + 1.0F / 6;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  return p * std::bit_cast<float>((n + 127) << 23);
}

TIDEMARK_INLINE float sigmoid(float x) {
  return 1.0F / (1.0F + exponential(-x));
}

TIDEMARK_INLINE float hyperbolic_tangent(float x) {
  return 1.0F - 2.0F / (exponential(2.0F * x) + 1.0F);
}

}  // namespace

TIDEMARK_VECTORISED void lstm_forward(float* gates, const float* bias, const float* c_before, float* c,
                                      std::size_t rows, std::size_t width) {
  for (std::size_t row = 0; row < rows; ++row) {
    float* i = gates + row * 4 * width;
    float* f = i + width;
    float* g = f + width;
    float* o = g + width;
    const float* before = c_before + row * width;
    float* after = c + row * width;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) {
      const float input = sigmoid(i[k] + bias[k]);
      const float forget = sigmoid(f[k] + bias[width + k]);
      const float candidate = hyperbolic_tangent(g[k] + bias[2 * width + k]);
      const float output = sigmoid(o[k] + bias[3 * width + k]);
      i[k] = input;
      f[k] = forget;
      g[k] = candidate;
      o[k] = output;
      after[k] = forget * before[k] + input * candidate;
    }
  }
}

TIDEMARK_VECTORISED void lstm_output(const float* gates, const float* c, float* h, std::size_t rows,
                                     std::size_t width) {
  for (std::size_t row = 0; row < rows; ++row) {
    const float* o = gates + row * 4 * width + 3 * width;
    const float* cell = c + row * width;
    float* out = h + row * width;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) out[k] = o[k] * hyperbolic_tangent(cell[k]);
  }
}

TIDEMARK_VECTORISED void lstm_backward(const float* gates, const float* c, const float* c_before,
                                       const float* d_h, float* d_c, float* d_gates, std::size_t rows,
                                       std::size_t width) {
  for (std::size_t row = 0; row < rows; ++row) {
    const float* i = gates + row * 4 * width;
    const float* f = i + width;
    const float* g = f + width;
    const float* o = g + width;
    const float* cell = c + row * width;
    const float* before = c_before + row * width;
    const float* dh = d_h + row * width;
    float* dc = d_c + row * width;
    float* di = d_gates + row * 4 * width;
    float* df = di + width;
    float* dg = df + width;
    float* dout = dg + width;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) {
      const float t = hyperbolic_tangent(cell[k]);
      const float d_cell = dc[k] + dh[k] * o[k] * (1.0F - t * t);
      di[k] = d_cell * g[k] * i[k] * (1.0F - i[k]);
      df[k] = d_cell * before[k] * f[k] * (1.0F - f[k]);
      dg[k] = d_cell * i[k] * (1.0F - g[k] * g[k]);
      dout[k] = dh[k] * t * o[k] * (1.0F - o[k]);
      dc[k] = d_cell * f[k];
    }
  }
}

TIDEMARK_VECTORISED void gru_forward(float* gates, const float* pre_h, const float* bias,
                                     const float* h_before, float* q, float* h, std::size_t rows,
                                     std::size_t width) {
  for (std::size_t row = 0; row < rows; ++row) {
    float* r = gates + row * 3 * width;
    float* z = r + width;
    float* n = z + width;
    const float* from_h = pre_h + row * 3 * width;
    const float* before = h_before + row * width;
    float* gated = q + row * width;
    float* after = h + row * width;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) {
      const float reset = sigmoid(r[k] + from_h[k] + bias[k]);
      const float update = sigmoid(z[k] + from_h[width + k] + bias[width + k]);
      const float recalled = from_h[2 * width + k] + bias[3 * width + k];
      const float candidate = hyperbolic_tangent(n[k] + bias[2 * width + k] + reset * recalled);
      r[k] = reset;
      z[k] = update;
      n[k] = candidate;
      gated[k] = recalled;
      after[k] = (1.0F - update) * candidate + update * before[k];
    }
  }
}

TIDEMARK_VECTORISED void gru_backward(const float* gates, const float* q, const float* h_before, float* d_h,
                                      float* d_input, float* d_hidden, std::size_t rows, std::size_t width) {
  for (std::size_t row = 0; row < rows; ++row) {
    const float* r = gates + row * 3 * width;
    const float* z = r + width;
    const float* n = z + width;
    const float* recalled = q + row * width;
    const float* before = h_before + row * width;
    float* dh = d_h + row * width;
    float* from_x = d_input + row * 3 * width;
    float* from_h = d_hidden + row * 3 * width;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) {
      const float d_candidate = dh[k] * (1.0F - z[k]) * (1.0F - n[k] * n[k]);
      const float d_update = dh[k] * (before[k] - n[k]) * z[k] * (1.0F - z[k]);
      const float d_reset = d_candidate * recalled[k] * r[k] * (1.0F - r[k]);
      from_x[k] = d_reset;
      from_x[width + k] = d_update;
      from_x[2 * width + k] = d_candidate;
      from_h[k] = d_reset;
      from_h[width + k] = d_update;
      from_h[2 * width + k] = d_candidate * r[k];
      dh[k] = dh[k] * z[k];
    }
  }
}

TIDEMARK_VECTORISED void tanh_forward(float* h, const float* bias, std::size_t rows, std::size_t width) {
  for (std::size_t row = 0; row < rows; ++row) {
    float* out = h + row * width;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) out[k] = hyperbolic_tangent(out[k] + bias[k]);
  }
}

TIDEMARK_VECTORISED void tanh_backward(const float* h, const float* d_h, float* d_pre, std::size_t count) {
  float* out = d_pre;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) out[k] = d_h[k] * (1.0F - h[k] * h[k]);
}

TIDEMARK_VECTORISED void add_column_sums(const float* matrix, float* sums, std::size_t rows,
                                         std::size_t width, std::size_t stride) {
  float* out = sums;
  for (std::size_t row = 0; row < rows; ++row) {
    const float* in = matrix + row * stride;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < width; ++k) out[k] += in[k];
  }
}

TIDEMARK_VECTORISED void add(const float* from, float* to, std::size_t count) {
  float* out = to;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) out[k] += from[k];
}

TIDEMARK_VECTORISED float softmax_cross_entropy(float* logits, const float* bias, std::uint8_t target,
                                                float scale) {
  float* z = logits;
  float largest = -1e30F;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < kSymbols; ++k) {
    z[k] += bias[k];
    largest = z[k] > largest ? z[k] : largest;
  }
  const float at_target = z[target];
  float sum = 0;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < kSymbols; ++k) {
    z[k] = exponential(z[k] - largest);
    sum += z[k];
  }
  const float factor = scale / sum;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < kSymbols; ++k) z[k] *= factor;
  z[target] -= scale;
  return std::log(sum) + largest - at_target;
}

TIDEMARK_VECTORISED void adam(float* weights, const float* gradients, float* mean, float* variance,
                              std::size_t count, const AdamStep& step) {
  float* w = weights;
  float* m = mean;
  float* v = variance;
  const AdamStep s = step;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) {
    const float g = gradients[k];
    m[k] = s.beta1 * m[k] + (1.0F - s.beta1) * g;
    v[k] = s.beta2 * v[k] + (1.0F - s.beta2) * g * g;
    w[k] -= s.rate * m[k] / (std::sqrt(v[k]) + s.epsilon);
  }
}

}  // namespace tidemark::pointwise
