// SPDX-License-Identifier: Apache-2.0
/// Memory layouts of the cuDNN engine, as plain arithmetic: sizes that only cuDNN knows are passed in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "core/model/problem.h"
#include "gpu/cuda/hidden_layout.h"
#include "gpu/weight_layout.h"

namespace tidemark {

/// The internal state of `steps` steps: y of every step (steps x batch x hidden), which cuDNN needs again;
/// the hidden state after the last one; and cuDNN's reserve, which only cuDNN can read.
///
/// With one layer the last y is h of that hidden state; it is not stored twice if it lies aligned.
///
/// cuDNN 9.19's reserve holds for each step, in vectors (batch x hidden) with L layers, 5 L + (L - 1) for an
/// LSTM, 6 L + (L - 1) for a GRU, L + (L - 1) for tanh in float32, and some 256 bytes once. Nothing here
/// relies on it.
struct CudnnInternal {
  CudnnInternal(const Cell& cell, std::int64_t steps);
  /// Size of the whole, aligned. `reserve_bytes`: what cuDNN asks for that many steps.
  std::int64_t bytes(std::int64_t reserve_bytes) const { return reserve + aligned(reserve_bytes); }

  std::int64_t end_h;  ///< offset of h after the last step; y begins at 0
  std::int64_t end_c;  ///< offset of c after the last step, for an LSTM
  std::int64_t reserve;
  bool shares_y;  ///< end_h is the last y
};

/// A run of weights that are consecutive both in the order of WeightLayout and in cuDNN's weight space.
/// Counted in elements.
struct WeightRun {
  std::size_t ours;
  std::size_t theirs;
  std::size_t count;
  bool operator==(const WeightRun&) const = default;
};

/// Offsets, in elements, of one of cuDNN's matrices (hidden x hidden, row-major) and of its bias. In cuDNN
/// 9.19 they are disjoint and fill the weight space exactly.
struct CudnnParameters {
  std::size_t matrix;
  std::size_t bias;
};
/// Finds a layer's linear transformation by cuDNN's number for it: first the gates on the input, then the
/// gates on the hidden state, in the order i f c o for an LSTM and r z n for a GRU, as in WeightLayout.
using CudnnParameterLookup = std::function<Result<CudnnParameters>(std::size_t layer, std::size_t transform)>;

/// The runs of all weights of the recurrent layers. cuDNN has two bias vectors for each gate; except for a
/// GRU's n, Tidemark has one. Tidemark's are those on the input, and the others stay zero (both get the same
/// gradient).
Result<std::vector<WeightRun>> weight_runs(const WeightLayout& model, const CudnnParameterLookup& lookup);

}  // namespace tidemark
