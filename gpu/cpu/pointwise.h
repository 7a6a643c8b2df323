// SPDX-License-Identifier: Apache-2.0
/// The element-wise parts of the CPU device. Matrices are dense, row-major, float32; distinct arguments must
/// not overlap. "pre" are pre-activations, "d" gradients of the loss; `count` is the number of elements of
/// one vector (hidden x batch, see cpu_cell.h).
///
/// Every function gives the same bits for the same elements, wherever they lie: gradients of different
/// schedules are compared bit for bit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gpu/adam.h"

namespace tidemark::pointwise {

/// gates: pre-activations of i f g o, activated in place; c = f * c_before + i * g.
void lstm_forward(float* gates, const float* c_before, float* c, std::size_t count);
/// h = o * tanh(c).
void lstm_output(const float* o, const float* c, float* h, std::size_t count);
/// d_gates: gradients of the pre-activations; d_c becomes the gradient of c_before. d_h: the gradient of h.
void lstm_backward(const float* gates, const float* c, const float* c_before, const float* d_h, float* d_c,
                   float* d_gates, std::size_t count);

/// gates: the input's part of r z n, activated in place; pre_h: the hidden state's part, without bias_h, the
/// bias of its n. q = W_hn h + b_hn.
void gru_forward(float* gates, const float* pre_h, const float* bias_h, const float* h_before, float* q,
                 float* h, std::size_t hidden, std::size_t batch);
/// d_h becomes the part of the gradient of h_before that does not go through the gates. d_input and d_hidden:
/// gradients of the pre-activations r z n from the input and r z q from the hidden state.
void gru_backward(const float* gates, const float* q, const float* h_before, float* d_h, float* d_input,
                  float* d_hidden, std::size_t count);

/// h = tanh(h), in place.
void tanh_forward(float* h, std::size_t count);
/// d_pre = d_h * (1 - h^2).
void tanh_backward(const float* h, const float* d_h, float* d_pre, std::size_t count);

/// Fills each row of the matrix with its value.
void fill_rows(const float* values, float* matrix, std::size_t rows, std::size_t columns);
/// sums (one a row) += the rows' sums.
void add_row_sums(const float* matrix, float* sums, std::size_t rows, std::size_t columns);
/// sums (one a column) += the columns' sums.
void add_column_sums(const float* matrix, float* sums, std::size_t rows, std::size_t columns);

/// sums += numbers.
void add(const float* numbers, float* sums, std::size_t count);

/// Column b of the matrix (rows x columns) becomes row symbols[b] of the table, which is `rows` long.
void look_up(const float* table, const std::uint8_t* symbols, float* matrix, std::size_t rows,
             std::size_t columns);
/// Row symbols[b] of the table += column b of the matrix, for each b.
void add_by_symbol(const float* matrix, const std::uint8_t* symbols, float* table, std::size_t rows,
                   std::size_t columns);

/// logits (symbols x batch) become the gradient of `scale` times the cross-entropy of the targets, of which
/// each batch entry has one. Returns the cross-entropy, summed over the batch, in nats. entries: scratch,
/// 2 x batch.
double softmax_cross_entropy(float* logits, const std::uint8_t* targets, float scale, float* entries,
                             std::size_t symbols, std::size_t batch);

void adam(float* weights, const float* gradients, float* mean, float* variance, std::size_t count,
          const AdamStep& step);

}  // namespace tidemark::pointwise
