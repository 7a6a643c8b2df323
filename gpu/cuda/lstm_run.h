// SPDX-License-Identifier: Apache-2.0
/// An LSTM layer over consecutive steps in one launch, for widths whose weights fit into the registers of a
/// cluster of blocks: they are read once, and a step then costs no launch and no trip through memory.
///
/// A cluster computes a few batch entries and depends on no other. Each of its blocks owns an eighth of the
/// layer's units, keeps the weights of their gates, and gives their h (going backward, their part of every
/// unit's gradient) to the others after each step. Sums are taken in a fixed order, so that the same numbers
/// give the same bits, whatever the number of steps in a launch. All products are of float32 numbers,
/// whatever the cell's type.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "gpu/cuda/kernels.h"

namespace tidemark::kernels {

/// How many clusters the current GPU runs at once. 0: it has none, there is no kernel for so many units, or
/// the batch needs more of them.
int lstm_clusters(const CellSize& size);

/// Sequences are steps x batch x hidden elements, and gates steps x batch x 4 hidden (i f g o).
struct LstmRunForward {
  std::int64_t steps;
  const void* hidden_weights;  ///< 4 hidden x hidden
  const float* bias;
  CellInput x;  ///< of the first step; those of the others follow, or their symbols do
  void* gates;  ///< of every step, may be the input's rows; null where the internal state is not kept
  void* c_out;  ///< c after every step; null where the internal state is not kept
  void* h_out;  ///< h after every step, or null
  void* h;      ///< in, before the first step; out, after the last one
  void* c;
};
void run_lstm_forward(const CellSize& size, const LstmRunForward& run, int most_clusters,
                      cudaStream_t stream);

struct LstmRunBackward {
  std::int64_t steps;
  const void* hidden_weights;
  const void* gates;     ///< that were kept
  const void* c;         ///< after every step
  const void* c_before;  ///< before the first step
  const void* d_y;       ///< the gradient of h from the layer above, of every step
  void* d_h;             ///< in, of h after the last step, from the steps behind; out, of h before the first
  void* d_c;
  void* d_gates;  ///< out: gradients of the pre-activations
};
void run_lstm_backward(const CellSize& size, const LstmRunBackward& run, int most_clusters,
                       cudaStream_t stream);

}  // namespace tidemark::kernels
