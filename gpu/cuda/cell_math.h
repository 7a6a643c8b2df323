// SPDX-License-Identifier: Apache-2.0
/// The element-wise parts of the fused engine's cells, for one element: the arithmetic of the kernels, also
/// compiled for the processor, where it is tested against the CPU device's.
///
/// "pre" are pre-activations, "d" gradients of the loss, "before" what a state is after the step before.
/// Formulas as in gpu/cpu/cpu_cell.cpp; a GRU's reset gate acts after the product with the hidden state, as
/// cuDNN's does.
#pragma once

#include <cmath>

#include "gpu/adam.h"

#ifdef __CUDACC__
#define TIDEMARK_BOTH __host__ __device__ inline
#else
#define TIDEMARK_BOTH inline
#endif

namespace tidemark::cell_math {

TIDEMARK_BOTH float sigmoid(float x) {
  return 1.0F / (1.0F + std::exp(-x));
}

// --- LSTM: gates i f g o, c = f c_before + i g, h = o tanh(c) ---

struct LstmGates {
  float i;
  float f;
  float g;
  float o;
};

TIDEMARK_BOTH LstmGates lstm_gates(const LstmGates& pre) {
  return {sigmoid(pre.i), sigmoid(pre.f), std::tanh(pre.g), sigmoid(pre.o)};
}

TIDEMARK_BOTH float lstm_c(const LstmGates& gates, float c_before) {
  return gates.f * c_before + gates.i * gates.g;
}

TIDEMARK_BOTH float lstm_h(float o, float c) {
  return o * std::tanh(c);
}

struct LstmGradient {
  LstmGates d_pre;
  float d_c_before;
};

TIDEMARK_BOTH LstmGradient lstm_backward(const LstmGates& gates, float c, float c_before, float d_h,
                                         float d_c) {
  const float t = std::tanh(c);
  const float d_cell = d_c + d_h * gates.o * (1.0F - t * t);
  return {{d_cell * gates.g * gates.i * (1.0F - gates.i), d_cell * c_before * gates.f * (1.0F - gates.f),
           d_cell * gates.i * (1.0F - gates.g * gates.g), d_h * t * gates.o * (1.0F - gates.o)},
          d_cell * gates.f};
}

// --- GRU: gates r z n, q = W_hn h + b_hn, n = tanh(x's part + r q), h = (1 - z) n + z h_before ---

struct GruGates {
  float r;
  float z;
  float n;
};

/// `from_x`: the input's parts of the pre-activations, with the biases of r, z and n. `from_h`: the hidden
/// state's parts of r and z, and q with its own bias.
TIDEMARK_BOTH GruGates gru_gates(const GruGates& from_x, const GruGates& from_h) {
  const float r = sigmoid(from_x.r + from_h.r);
  return {r, sigmoid(from_x.z + from_h.z), std::tanh(from_x.n + r * from_h.n)};
}

TIDEMARK_BOTH float gru_h(const GruGates& gates, float h_before) {
  return (1.0F - gates.z) * gates.n + gates.z * h_before;
}

struct GruGradient {
  GruGates from_x;   ///< of the input's parts of the pre-activations
  GruGates from_h;   ///< of the hidden state's parts; its n is the gradient of q
  float d_h_before;  ///< the part that does not go through the gates
};

TIDEMARK_BOTH GruGradient gru_backward(const GruGates& gates, float q, float h_before, float d_h) {
  const float d_n = d_h * (1.0F - gates.z) * (1.0F - gates.n * gates.n);
  const float d_z = d_h * (h_before - gates.n) * gates.z * (1.0F - gates.z);
  const float d_r = d_n * q * gates.r * (1.0F - gates.r);
  return {{d_r, d_z, d_n}, {d_r, d_z, d_n * gates.r}, d_h * gates.z};
}

// --- tanh: h = tanh(pre) ---

TIDEMARK_BOTH float tanh_backward(float h, float d_h) {
  return d_h * (1.0F - h * h);
}

// --- Adam ---

struct AdamState {
  float weight;
  float mean;
  float variance;
};

TIDEMARK_BOTH AdamState adam(const AdamState& before, float gradient, const AdamStep& rates) {
  const float mean = rates.beta1 * before.mean + (1.0F - rates.beta1) * gradient;
  const float variance = rates.beta2 * before.variance + (1.0F - rates.beta2) * gradient * gradient;
  return {before.weight - rates.rate * mean / (std::sqrt(variance) + rates.epsilon), mean, variance};
}

}  // namespace tidemark::cell_math
