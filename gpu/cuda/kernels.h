// SPDX-License-Identifier: Apache-2.0
/// The CUDA device's own kernels, as functions that queue them on a stream.
///
/// Matrices are row-major; `type` tells what untyped addresses hold. Launches report through
/// cudaGetLastError(), which the caller asks. None uses atomic operations: sums are taken in a fixed order,
/// so the same numbers always give the same bits.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "gpu/adam.h"
#include "gpu/byte_input.h"
#include "gpu/cuda/cudnn_layout.h"
#include "gpu/cuda/dtype.h"

namespace tidemark::kernels {

/// Bytes of consecutive steps. Positions begin at *origin (in device memory, so that a captured graph can be
/// checked on another window of the input); row r is lane r % batch of step r / batch.
struct ByteWindow {
  ByteStreams streams;  ///< its text in device memory
  const std::int64_t* origin;
  std::int64_t first;  ///< position, from the origin, of row 0
  std::int64_t rows;
};

void set_origin(std::int64_t* origin, std::int64_t value, cudaStream_t stream);

/// out (rows x hidden) = rows of the float32 table (256 x hidden).
void embed(const ByteWindow& bytes, const float* table, std::int64_t hidden, void* out, DType type,
           cudaStream_t stream);

/// gradient (256 x hidden, float32): each byte's row += scale x the rows of d_x that read that byte.
void add_embedding_gradient(const ByteWindow& bytes, const void* d_x, DType type, std::int64_t hidden,
                            float scale, float* gradient, cudaStream_t stream);

/// logits (rows x 256 float32, without bias): d_logits = their gradient x scale; losses[row] += the
/// cross-entropy of the row's byte, in nats. d_logits may be logits where `type` is float32.
void softmax_cross_entropy(const ByteWindow& targets, const float* logits, const float* bias, float scale,
                           void* d_logits, DType type, double* losses, cudaStream_t stream);

/// sums (float32) += scale x the columns' sums of a rows x columns matrix whose rows are `stride` apart.
void add_column_sums(const void* matrix, DType type, std::int64_t rows, std::int64_t columns,
                     std::int64_t stride, float scale, float* sums, cudaStream_t stream);

void adam(float* weights, const float* gradients, float* mean, float* variance, std::int64_t count,
          const AdamStep& step, cudaStream_t stream);

void convert(const float* from, void* to, DType type, std::int64_t count, cudaStream_t stream);

/// Runs of weights (a table of `count` in device memory) from our order to cuDNN's.
void scatter(const WeightRun* runs, std::int64_t count, const float* ours, void* theirs, DType type,
             cudaStream_t stream);
/// And back: ours = theirs, or ours += scale x theirs.
void gather(const WeightRun* runs, std::int64_t count, const void* theirs, DType type, float* ours,
            cudaStream_t stream);
void add_gathered(const WeightRun* runs, std::int64_t count, const void* theirs, DType type, float scale,
                  float* ours, cudaStream_t stream);

// --- cells: one step of one layer, batch x hidden elements ---

struct CellSize {
  std::int64_t batch;
  std::int64_t hidden;
  DType type;
};

/// gates (batch x 4 hidden): in, the input's part of the pre-activations; out, i f g o. from_h: the hidden
/// state's part. h and c: in, before; out, after. c_out, and where it is not null h_out, receive copies.
struct LstmForward {
  void* gates;
  const void* from_h;
  const float* bias;
  void* h;
  void* c;
  void* c_out;
  void* h_out;
};
void lstm_forward(const CellSize& size, const LstmForward& step, cudaStream_t stream);
/// h = o tanh(c), of `steps` steps at once.
void lstm_outputs(const CellSize& size, std::int64_t steps, const void* gates, const void* c, void* h,
                  cudaStream_t stream);
/// d_gates: gradients of the pre-activations. d_h: of h, besides d_y. d_c becomes that of c_before.
struct LstmBackward {
  const void* gates;
  const void* c;
  const void* c_before;
  const void* d_y;
  const void* d_h;
  void* d_c;
  void* d_gates;
};
void lstm_backward(const CellSize& size, const LstmBackward& step, cudaStream_t stream);

/// gates (batch x 3 hidden) as above, r z n; q_out = W_hn h + b_hn; bias: r z n of the input, then n of the
/// hidden state. h: in, before; out, after; h_stored, and where it is not null h_out, receive copies.
struct GruForward {
  void* gates;
  const void* from_h;
  const float* bias;
  void* h;
  void* q_out;
  void* h_stored;
  void* h_out;
};
void gru_forward(const CellSize& size, const GruForward& step, cudaStream_t stream);
/// d_from_x and d_from_h (batch x 3 hidden): gradients of the two parts of the pre-activations. d_h: in, that
/// of h besides d_y; out, the part of h_before's that passes by the gates.
struct GruBackward {
  const void* gates;
  const void* q;
  const void* h_before;
  const void* d_y;
  void* d_h;
  void* d_from_x;
  void* d_from_h;
};
void gru_backward(const CellSize& size, const GruBackward& step, cudaStream_t stream);

/// h_stored: in, the input's part of the pre-activation; out, h after, copied to h and where not null h_out.
struct TanhForward {
  void* h_stored;
  const void* from_h;
  const float* bias;
  void* h;
  void* h_out;
};
void tanh_forward(const CellSize& size, const TanhForward& step, cudaStream_t stream);
/// d_pre = (d_y + d_h) (1 - h^2).
struct TanhBackward {
  const void* h;
  const void* d_y;
  const void* d_h;
  void* d_pre;
};
void tanh_backward(const CellSize& size, const TanhBackward& step, cudaStream_t stream);

}  // namespace tidemark::kernels
