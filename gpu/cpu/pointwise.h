// SPDX-License-Identifier: Apache-2.0
/// The element-wise parts of the CPU device's cells. Matrices are row-major float32, `rows` x a multiple of
/// `width`; distinct arguments must not overlap. "pre" are pre-activations, "d" gradients of the loss.
///
/// Every function gives the same bits for the same numbers wherever its arguments lie in the same way to 64
/// bytes: gradients of different schedules are compared bit for bit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gpu/adam.h"

namespace tidemark::pointwise {

/// gates: pre-activations of i f g o (rows x 4 width), activated in place; c = f * c_before + i * g.
void lstm_forward(float* gates, const float* bias, const float* c_before, float* c, std::size_t rows,
                  std::size_t width);
/// h = o * tanh(c).
void lstm_output(const float* gates, const float* c, float* h, std::size_t rows, std::size_t width);
/// d_gates: gradients of the pre-activations; d_c becomes the gradient of c_before. d_h is of h.
void lstm_backward(const float* gates, const float* c, const float* c_before, const float* d_h, float* d_c,
                   float* d_gates, std::size_t rows, std::size_t width);

/// gates: the input's part of r z n (rows x 3 width), activated in place; pre_h: the hidden state's part.
/// bias: of r, z, n (from the input) and n (from the hidden state). q = W_hn h + b_hn.
void gru_forward(float* gates, const float* pre_h, const float* bias, const float* h_before, float* q,
                 float* h, std::size_t rows, std::size_t width);
/// d_h becomes the part of the gradient of h_before that passes by the gates. d_input and d_hidden: of the
/// pre-activations r z n from the input and r z q from the hidden state.
void gru_backward(const float* gates, const float* q, const float* h_before, float* d_h, float* d_input,
                  float* d_hidden, std::size_t rows, std::size_t width);

/// h = tanh(h + bias), in place.
void tanh_forward(float* h, const float* bias, std::size_t rows, std::size_t width);
/// d_pre = d_h * (1 - h^2).
void tanh_backward(const float* h, const float* d_h, float* d_pre, std::size_t count);

/// sums += the columns' sums of a rows x width matrix whose rows are `stride` apart.
void add_column_sums(const float* matrix, float* sums, std::size_t rows, std::size_t width,
                     std::size_t stride);
void add(const float* from, float* to, std::size_t count);

/// logits (256, without bias) become their gradient, times `scale`. Returns the cross-entropy of `target`, in
/// nats.
float softmax_cross_entropy(float* logits, const float* bias, std::uint8_t target, float scale);

void adam(float* weights, const float* gradients, float* mean, float* variance, std::size_t count,
          const AdamStep& step);

}  // namespace tidemark::pointwise
