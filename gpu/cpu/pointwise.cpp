// SPDX-License-Identifier: Apache-2.0
// The one file that is compiled with -O3 -ffast-math: its loops become vector code for the processor on which
// it runs.
#include "gpu/cpu/pointwise.h"

#include <bit>
#include <cmath>

// The processor's clone of a function is chosen before main() runs, which the sanitizers' start-up does not
// survive.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TIDEMARK_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TIDEMARK_VECTORISED
#endif
// No two arguments overlap, so that the loop is vectorised without a second version for arguments that do.
#ifdef __clang__
#define TIDEMARK_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define TIDEMARK_INDEPENDENT _Pragma("GCC ivdep")
#endif
#define TIDEMARK_INLINE inline __attribute__((always_inline))

namespace tidemark::pointwise {
namespace {

constexpr std::size_t kLine = 16;  ///< elements of a cache line, which look-ups move at once

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

TIDEMARK_VECTORISED void lstm_forward(float* gates, const float* c_before, float* c, std::size_t count) {
  float* i = gates;
  float* f = i + count;
  float* g = f + count;
  float* o = g + count;
  const float* before = c_before;
  float* after = c;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) {
    const float input = sigmoid(i[k]);
    const float forget = sigmoid(f[k]);
    const float candidate = hyperbolic_tangent(g[k]);
    i[k] = input;
    f[k] = forget;
    g[k] = candidate;
    o[k] = sigmoid(o[k]);
    after[k] = forget * before[k] + input * candidate;
  }
}

TIDEMARK_VECTORISED void lstm_output(const float* o, const float* c, float* h, std::size_t count) {
  float* out = h;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) out[k] = o[k] * hyperbolic_tangent(c[k]);
}

TIDEMARK_VECTORISED void lstm_backward(const float* gates, const float* c, const float* c_before,
                                       const float* d_h, float* d_c, float* d_gates, std::size_t count) {
  const float* i = gates;
  const float* f = i + count;
  const float* g = f + count;
  const float* o = g + count;
  float* dc = d_c;
  float* di = d_gates;
  float* df = di + count;
  float* dg = df + count;
  float* dout = dg + count;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) {
    const float t = hyperbolic_tangent(c[k]);
    const float d_cell = dc[k] + d_h[k] * o[k] * (1.0F - t * t);
    di[k] = d_cell * g[k] * i[k] * (1.0F - i[k]);
    df[k] = d_cell * c_before[k] * f[k] * (1.0F - f[k]);
    dg[k] = d_cell * i[k] * (1.0F - g[k] * g[k]);
    dout[k] = d_h[k] * t * o[k] * (1.0F - o[k]);
    dc[k] = d_cell * f[k];
  }
}

TIDEMARK_VECTORISED void gru_forward(float* gates, const float* pre_h, const float* bias_h,
                                     const float* h_before, float* q, float* h, std::size_t hidden,
                                     std::size_t batch) {
  const std::size_t count = hidden * batch;
  for (std::size_t unit = 0; unit < hidden; ++unit) {
    const std::size_t row = unit * batch;
    float* r = gates + row;
    float* z = r + count;
    float* n = z + count;
    const float* from_h = pre_h + row;
    const float* before = h_before + row;
    float* gated = q + row;
    float* after = h + row;
    const float bias = bias_h[unit];
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < batch; ++k) {
      const float reset = sigmoid(r[k] + from_h[k]);
      const float update = sigmoid(z[k] + from_h[count + k]);
      const float recalled = from_h[2 * count + k] + bias;
      const float candidate = hyperbolic_tangent(n[k] + reset * recalled);
      r[k] = reset;
      z[k] = update;
      n[k] = candidate;
      gated[k] = recalled;
      after[k] = (1.0F - update) * candidate + update * before[k];
    }
  }
}

TIDEMARK_VECTORISED void gru_backward(const float* gates, const float* q, const float* h_before, float* d_h,
                                      float* d_input, float* d_hidden, std::size_t count) {
  const float* r = gates;
  const float* z = r + count;
  const float* n = z + count;
  float* dh = d_h;
  float* from_x = d_input;
  float* from_h = d_hidden;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) {
    const float d_candidate = dh[k] * (1.0F - z[k]) * (1.0F - n[k] * n[k]);
    const float d_update = dh[k] * (h_before[k] - n[k]) * z[k] * (1.0F - z[k]);
    const float d_reset = d_candidate * q[k] * r[k] * (1.0F - r[k]);
    from_x[k] = d_reset;
    from_x[count + k] = d_update;
    from_x[2 * count + k] = d_candidate;
    from_h[k] = d_reset;
    from_h[count + k] = d_update;
    from_h[2 * count + k] = d_candidate * r[k];
    dh[k] = dh[k] * z[k];
  }
}

TIDEMARK_VECTORISED void tanh_forward(float* h, std::size_t count) {
  float* out = h;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) out[k] = hyperbolic_tangent(out[k]);
}

TIDEMARK_VECTORISED void tanh_backward(const float* h, const float* d_h, float* d_pre, std::size_t count) {
  float* out = d_pre;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) out[k] = d_h[k] * (1.0F - h[k] * h[k]);
}

TIDEMARK_VECTORISED void fill_rows(const float* values, float* matrix, std::size_t rows,
                                   std::size_t columns) {
  for (std::size_t row = 0; row < rows; ++row) {
    const float value = values[row];
    float* out = matrix + row * columns;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < columns; ++k) out[k] = value;
  }
}

TIDEMARK_VECTORISED void add_row_sums(const float* matrix, float* sums, std::size_t rows,
                                      std::size_t columns) {
  for (std::size_t row = 0; row < rows; ++row) {
    const float* in = matrix + row * columns;
    float sum = 0;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < columns; ++k) sum += in[k];
    sums[row] += sum;
  }
}

TIDEMARK_VECTORISED void add_column_sums(const float* matrix, float* sums, std::size_t rows,
                                         std::size_t columns) {
  float* out = sums;
  for (std::size_t row = 0; row < rows; ++row) {
    const float* in = matrix + row * columns;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < columns; ++k) out[k] += in[k];
  }
}

TIDEMARK_VECTORISED void add(const float* numbers, float* sums, std::size_t count) {
  const float* in = numbers;
  float* out = sums;
  TIDEMARK_INDEPENDENT
  for (std::size_t k = 0; k < count; ++k) out[k] += in[k];
}

TIDEMARK_VECTORISED void look_up(const float* table, const std::uint8_t* symbols, float* matrix,
                                 std::size_t rows, std::size_t columns) {
  for (std::size_t first = 0; first < rows; first += kLine) {
    const std::size_t last = first + kLine < rows ? first + kLine : rows;
    for (std::size_t column = 0; column < columns; ++column) {
      const float* in = table + symbols[column] * rows;
      float* out = matrix + column;
      TIDEMARK_INDEPENDENT
      for (std::size_t row = first; row < last; ++row) out[row * columns] = in[row];
    }
  }
}

TIDEMARK_VECTORISED void add_by_symbol(const float* matrix, const std::uint8_t* symbols, float* table,
                                       std::size_t rows, std::size_t columns) {
  for (std::size_t first = 0; first < rows; first += kLine) {
    const std::size_t last = first + kLine < rows ? first + kLine : rows;
    for (std::size_t column = 0; column < columns; ++column) {
      const float* in = matrix + column;
      float* out = table + symbols[column] * rows;
      TIDEMARK_INDEPENDENT
      for (std::size_t row = first; row < last; ++row) out[row] += in[row * columns];
    }
  }
}

TIDEMARK_VECTORISED double softmax_cross_entropy(float* logits, const std::uint8_t* targets, float scale,
                                                 float* entries, std::size_t symbols, std::size_t batch) {
  float* largest = entries;
  float* sum = entries + batch;
  for (std::size_t lane = 0; lane < batch; ++lane) {
    largest[lane] = -1e30F;
    sum[lane] = 0;
  }
  for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
    const float* z = logits + symbol * batch;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < batch; ++k) largest[k] = z[k] > largest[k] ? z[k] : largest[k];
  }
  double loss = 0;
  for (std::size_t lane = 0; lane < batch; ++lane) {
    loss += largest[lane] - logits[targets[lane] * batch + lane];
  }
  for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
    float* z = logits + symbol * batch;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < batch; ++k) {
      z[k] = exponential(z[k] - largest[k]);
      sum[k] += z[k];
    }
  }
  for (std::size_t lane = 0; lane < batch; ++lane) {
    loss += std::log(sum[lane]);
    sum[lane] = scale / sum[lane];
  }
  for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
    float* z = logits + symbol * batch;
    TIDEMARK_INDEPENDENT
    for (std::size_t k = 0; k < batch; ++k) z[k] *= sum[k];
  }
  for (std::size_t lane = 0; lane < batch; ++lane) logits[targets[lane] * batch + lane] -= scale;
  return loss;
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
