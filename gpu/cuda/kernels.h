// SPDX-License-Identifier: Apache-2.0
/// Tidemark's CUDA kernels, as functions that queue them on a stream.
///
/// Matrices are row-major; `type` says what untyped addresses hold. Launches report errors through
/// cudaGetLastError(), which the caller must check. No kernel uses atomic operations: sums are taken in a
/// fixed order, so that the same elements always give the same bits.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "gpu/adam.h"
#include "gpu/byte_input.h"
#include "gpu/cuda/cudnn_layout.h"
#include "gpu/cuda/dtype.h"

namespace tidemark::kernels {

/// Bytes of consecutive steps. Positions begin at *origin, which is in device memory so that a captured graph
/// can be replayed on another window of the input. Row r is batch entry r % batch of step r / batch.
struct ByteWindow {
  ByteStreams streams;  ///< its text in device memory
  const std::int64_t* origin;
  std::int64_t first;  ///< position of row 0, from the origin
  std::int64_t rows;
};

void set_origin(std::int64_t* origin, std::int64_t value, cudaStream_t stream);

/// out (rows x row_bytes) = for each byte that is read its row of a table of 256; symbols (rows) = the bytes.
/// REQUIRES: table and out are aligned to 16 bytes, and row_bytes is even.
void look_up(const ByteWindow& bytes, const void* table, std::int64_t row_bytes, void* out,
             std::uint8_t* symbols, cudaStream_t stream);

/// The bytes alone.
void read_symbols(const ByteWindow& bytes, std::uint8_t* symbols, cudaStream_t stream);

/// The way back. sums (256 x columns, float32): each symbol's row += scale x the sum of the rows of a rows x
/// columns matrix that belong to that symbol. `sorting`: scratch memory of bytes_to_sort(rows).
void add_by_symbol(const std::uint8_t* symbols, const void* matrix, DType type, std::int64_t rows,
                   std::int64_t columns, float scale, float* sums, void* sorting, cudaStream_t stream);
std::int64_t bytes_to_sort(std::int64_t rows);

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

/// Copies runs of weights (a table of `count` in device memory) from Tidemark's order to cuDNN's.
void scatter(const WeightRun* runs, std::int64_t count, const float* ours, void* theirs, DType type,
             cudaStream_t stream);
/// The way back: ours = theirs, or ours += scale x theirs.
void gather(const WeightRun* runs, std::int64_t count, const void* theirs, DType type, float* ours,
            cudaStream_t stream);
void add_gathered(const WeightRun* runs, std::int64_t count, const void* theirs, DType type, float scale,
                  float* ours, cudaStream_t stream);

// --- cells: one step of one layer, a thread for each of batch x hidden elements ---

struct CellSize {
  std::int64_t batch;
  std::int64_t hidden;
  DType type;
};

/// The input's part of a step's pre-activations (batch x gates hidden): `rows` one after another, or, where
/// there are symbols (batch), of a table of 256 rows those that belong to the symbols.
struct CellInput {
  const void* rows;
  const std::uint8_t* symbols;
};

/// from_h: the hidden state's part of the pre-activations. h and c: in, before the step; out, after it. gates
/// (batch x 4 hidden, i f g o; may be the input's rows), c_out and h_out receive what is kept, and are null
/// where nothing is.
struct LstmForward {
  CellInput x;
  void* gates;
  const void* from_h;
  const float* bias;
  void* h;
  void* c;
  void* c_out;
  void* h_out;
};
void lstm_forward(const CellSize& size, const LstmForward& step, cudaStream_t stream);
/// h = o tanh(c), for `steps` steps at once.
void lstm_outputs(const CellSize& size, std::int64_t steps, const void* gates, const void* c, void* h,
                  cudaStream_t stream);
/// A batch x hidden matrix as a sum: of `whole`, unless it is null, and of float32 `parts`, one after
/// another.
struct Summands {
  const void* whole;
  const float* parts;
  int count;
};
/// sum = all summands; it may be their `whole`.
void add_up(const CellSize& size, const Summands& summands, void* sum, cudaStream_t stream);

/// d_gates: gradients of the pre-activations. d_h: the gradient of h from the step after, d_y that from the
/// layer above. d_c becomes the gradient of c_before.
struct LstmBackward {
  const void* gates;
  const void* c;
  const void* c_before;
  const void* d_y;
  Summands d_h;
  void* d_c;
  void* d_gates;
};
void lstm_backward(const CellSize& size, const LstmBackward& step, cudaStream_t stream);

/// As above, with the gates r z n. q_out = W_hn h + b_hn. bias: the input's for r z n, then the hidden
/// state's for n. h_stored receives h, too, where it is not null.
struct GruForward {
  CellInput x;
  void* gates;
  const void* from_h;
  const float* bias;
  void* h;
  void* q_out;
  void* h_stored;
  void* h_out;
};
void gru_forward(const CellSize& size, const GruForward& step, cudaStream_t stream);
/// d_from_x and d_from_h (batch x 3 hidden): gradients of the two parts of the pre-activations. d_h as above.
/// d_h_before: the part of h_before's gradient that does not go through the gates; may be where d_h is.
struct GruBackward {
  const void* gates;
  const void* q;
  const void* h_before;
  const void* d_y;
  Summands d_h;
  void* d_h_before;
  void* d_from_x;
  void* d_from_h;
};
void gru_backward(const CellSize& size, const GruBackward& step, cudaStream_t stream);

/// As above. h after the step also goes to h_stored (which may be the input's rows) and h_out.
struct TanhForward {
  CellInput x;
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
  Summands d_h;
  void* d_pre;
};
void tanh_backward(const CellSize& size, const TanhBackward& step, cudaStream_t stream);

}  // namespace tidemark::kernels
