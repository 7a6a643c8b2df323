// SPDX-License-Identifier: Apache-2.0
// Everything in the model except its recurrent layers: embedding, loss, sums, the optimiser, copies.
#include "gpu/cuda/cell_math.h"
#include "gpu/cuda/kernel_dtype.cuh"
#include "gpu/cuda/kernels.h"
#include "gpu/weight_layout.h"

namespace tidemark::kernels {
namespace {

constexpr int kWarp = 32;
constexpr int kBlockColumns = 128;  // of a sum by symbol
constexpr int kSummedColumns = 8;   // for a block: in float32 as wide as what memory delivers at once

/// The byte of a row of the window.
__device__ int byte_of(const ByteWindow& bytes, std::int64_t row) {
  const std::int64_t step = row / bytes.streams.batch;
  return bytes.streams.at(row - step * bytes.streams.batch, *bytes.origin + bytes.first + step);
}

__global__ void set_origin_kernel(std::int64_t* origin, std::int64_t value) {
  if (first_element() == 0) *origin = value;
}

/// A block for each row of `units` units. symbols[row] = the byte that the row reads.
template <class Unit>
__global__ void look_up_kernel(ByteWindow bytes, const Unit* table, std::int64_t units, Unit* out,
                               std::uint8_t* symbols) {
  __shared__ int byte;
  for (std::int64_t row = blockIdx.x; row < bytes.rows; row += gridDim.x) {
    if (threadIdx.x == 0) {
      byte = byte_of(bytes, row);
      symbols[row] = static_cast<std::uint8_t>(byte);
    }
    __syncthreads();
    const Unit* from = table + byte * units;
    for (std::int64_t k = threadIdx.x; k < units; k += blockDim.x) out[row * units + k] = from[k];
    __syncthreads();
  }
}

__global__ void read_symbols_kernel(ByteWindow bytes, std::uint8_t* symbols) {
  for (std::int64_t row = first_element(); row < bytes.rows; row += element_stride()) {
    symbols[row] = static_cast<std::uint8_t>(byte_of(bytes, row));
  }
}

constexpr int kWarps = kThreads / kWarp;

// Rows are added up with several loads under way at once, since each takes a whole latency of the memory.

/// Rows by the symbols that they read: those of symbol s, in rising order, are order[first[s]] up to, but not
/// including, order[first[s + 1]].
struct RowsBySymbol {
  std::int32_t* first;  ///< 257
  std::int32_t* order;  ///< an element for each row

  static constexpr std::int64_t kBefore = static_cast<std::int64_t>(kSymbols) + 1;
  explicit RowsBySymbol(void* memory) : first(static_cast<std::int32_t*>(memory)), order(first + kBefore) {}
};

/// A block for each symbol. Its warps look through equal parts of the rows for those that read the symbol,
/// and count those that read lower ones.
__global__ void sort_by_symbol_kernel(const std::uint8_t* symbols, std::int64_t rows, RowsBySymbol sorted) {
  __shared__ int found_by[kWarps];
  __shared__ int lower_by[kWarps];
  const int symbol = static_cast<int>(blockIdx.x);
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  const std::int64_t part = (rows + kThreads - 1) / kThreads * kWarp;
  const std::int64_t begin = warp * part;
  const std::int64_t end = begin + part;  // may be beyond the last row
  const auto lanes_where = [](bool is_so) { return __ballot_sync(0xffffffffU, is_so); };
  int found = 0;
  int lower = 0;
  for (std::int64_t first = begin; first < end; first += kWarp) {
    const int read = first + lane < rows ? symbols[first + lane] : static_cast<int>(kSymbols);
    found += __popc(lanes_where(read == symbol));
    lower += __popc(lanes_where(read < symbol));
  }
  if (lane == 0) {
    found_by[warp] = found;
    lower_by[warp] = lower;
  }
  __syncthreads();
  int place = 0;
  int all = 0;
  for (int other = 0; other < kWarps; ++other) {
    place += lower_by[other] + (other < warp ? found_by[other] : 0);
    all += found_by[other];
  }
  if (threadIdx.x == 0) {
    sorted.first[symbol] = place;
    if (symbol + 1 == static_cast<int>(kSymbols)) sorted.first[kSymbols] = static_cast<std::int32_t>(rows);
  }
  if (all == 0) return;
  for (std::int64_t first = begin; first < end; first += kWarp) {
    const std::int64_t row = first + lane;
    const bool is_found = row < rows && symbols[row] == symbol;
    const unsigned lanes = lanes_where(is_found);
    if (is_found) sorted.order[place + __popc(lanes & ((1U << lane) - 1))] = static_cast<std::int32_t>(row);
    place += __popc(lanes);
  }
}

/// blockIdx.y is a group of kWarp x kColumns columns. A block takes the symbols from blockIdx.x on that are
/// gridDim.x apart; its warps take turns at the rows of each. The order of the sums depends on the symbols
/// alone.
template <class Number>
__global__ void sum_by_symbol_kernel(RowsBySymbol rows, const Number* matrix, std::int64_t columns,
                                     float scale, float* sums_of_symbols) {
  constexpr int kLoads = 4;
  constexpr int kColumns = kBlockColumns / kWarp;
  __shared__ float sums[kWarps][kBlockColumns];
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  const std::int64_t first_column = static_cast<std::int64_t>(blockIdx.y) * kBlockColumns;
  for (unsigned symbol = blockIdx.x; symbol < kSymbols; symbol += gridDim.x) {
    const int end = rows.first[symbol + 1];
    const int begin = rows.first[symbol];
    if (begin == end) continue;
    float sum[kColumns] = {};
    for (int k = begin + warp; k < end; k += kWarps * kLoads) {
      float x[kLoads][kColumns];
      for (int load = 0; load < kLoads; ++load) {
        const int turn = k + load * kWarps;
        const std::int64_t row = turn < end ? rows.order[turn] : 0;
        for (int c = 0; c < kColumns; ++c) {
          const std::int64_t column = first_column + c * kWarp + lane;
          x[load][c] = turn < end && column < columns ? value(matrix[row * columns + column]) : 0.0F;
        }
      }
      for (int load = 0; load < kLoads; ++load) {
        for (int c = 0; c < kColumns; ++c) sum[c] += x[load][c];
      }
    }
    __syncthreads();  // the sums of the symbol before have been read
    for (int c = 0; c < kColumns; ++c) sums[warp][c * kWarp + lane] = sum[c];
    __syncthreads();
    const std::int64_t column = first_column + threadIdx.x;
    if (threadIdx.x < kBlockColumns && column < columns) {
      float all = 0;
      for (int other = 0; other < kWarps; ++other) all += sums[other][threadIdx.x];
      sums_of_symbols[symbol * columns + column] += scale * all;
    }
  }
}

/// Combines x over the warp's threads, always in the same order. Every thread gets the result.
template <class Combine>
__device__ float over_warp(float x, const Combine& combine) {
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    x = combine(x, __shfl_xor_sync(0xffffffffU, x, distance));
  }
  return x;
}

/// A warp for each row, so that nothing waits for a block.
template <class Number>
__global__ void softmax_kernel(ByteWindow targets, const float* logits, const float* bias, float scale,
                               Number* d_logits, double* losses) {
  constexpr int kEach = static_cast<int>(kSymbols) / kWarp;  // symbols of a thread
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const std::int64_t warp = first_element() / kWarp;
  const std::int64_t warps = element_stride() / kWarp;
  // Threads beyond the last row go along with their block and write nothing.
  for (std::int64_t first = 0; first < targets.rows; first += warps) {
    const std::int64_t row = first + warp;
    const bool is_row = row < targets.rows;
    const int target = is_row ? byte_of(targets, row) : 0;
    const float* from = logits + row * static_cast<std::int64_t>(kSymbols) + lane;
    float z[kEach];
    float largest = -INFINITY;
    for (int k = 0; k < kEach; ++k) {
      z[k] = is_row ? from[k * kWarp] + bias[k * kWarp + lane] : 0.0F;
      largest = fmaxf(largest, z[k]);
    }
    largest = over_warp(largest, [](float a, float b) { return fmaxf(a, b); });
    float at_target = 0;  // of the one thread that has it
    float sum = 0;
    for (int k = 0; k < kEach; ++k) {
      if (k * kWarp + lane == target) at_target = z[k];
      z[k] = expf(z[k] - largest);
      sum += z[k];
    }
    const auto add = [](float a, float b) { return a + b; };
    at_target = over_warp(at_target, add);
    sum = over_warp(sum, add);
    if (!is_row) continue;
    Number* to = d_logits + row * static_cast<std::int64_t>(kSymbols) + lane;
    for (int k = 0; k < kEach; ++k) {
      const float hit = k * kWarp + lane == target ? 1.0F : 0.0F;
      to[k * kWarp] = number<Number>(scale * (z[k] / sum - hit));
    }
    if (lane == 0) losses[row] += static_cast<double>(logf(sum) + largest - at_target);
  }
}

/// A block for kSummedColumns columns: each of its kGroups groups of threads takes every kGroups-th row,
/// then the groups' sums are added in order.
template <class Number>
__global__ void column_sums_kernel(const Number* matrix, std::int64_t rows, std::int64_t columns,
                                   std::int64_t stride, float scale, float* sums) {
  constexpr int kGroups = kThreads / kSummedColumns;
  constexpr int kLoads = 8;
  __shared__ float partial[kGroups][kSummedColumns];
  const int place = static_cast<int>(threadIdx.x) % kSummedColumns;
  const int group = static_cast<int>(threadIdx.x) / kSummedColumns;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * kSummedColumns + place;
  float sum = 0;
  for (std::int64_t first = group; first < rows; first += kGroups * kLoads) {
    float x[kLoads];
    for (int load = 0; load < kLoads; ++load) {
      const std::int64_t row = first + load * kGroups;
      x[load] = row < rows && column < columns ? value(matrix[row * stride + column]) : 0.0F;
    }
    for (int load = 0; load < kLoads; ++load) sum += x[load];
  }
  partial[group][place] = sum;
  __syncthreads();
  if (group == 0 && column < columns) {
    for (int other = 1; other < kGroups; ++other) sum += partial[other][place];
    sums[column] += scale * sum;
  }
}

__global__ void adam_kernel(float* weights, const float* gradients, float* mean, float* variance,
                            std::int64_t count, AdamStep step) {
  for (std::int64_t k = first_element(); k < count; k += element_stride()) {
    const auto after = cell_math::adam({weights[k], mean[k], variance[k]}, gradients[k], step);
    weights[k] = after.weight;
    mean[k] = after.mean;
    variance[k] = after.variance;
  }
}

template <class Number>
__global__ void convert_kernel(const float* from, Number* to, std::int64_t count) {
  for (std::int64_t k = first_element(); k < count; k += element_stride()) to[k] = number<Number>(from[k]);
}

template <class Number>
struct Scatter {
  const float* ours;
  Number* theirs;
  __device__ void operator()(std::size_t our, std::size_t their) const {
    theirs[their] = number<Number>(ours[our]);
  }
};

template <class Number>
struct Gather {
  const Number* theirs;
  float* ours;
  __device__ void operator()(std::size_t our, std::size_t their) const { ours[our] = value(theirs[their]); }
};

template <class Number>
struct AddGathered {
  const Number* theirs;
  float* ours;
  float scale;
  __device__ void operator()(std::size_t our, std::size_t their) const {
    ours[our] += scale * value(theirs[their]);
  }
};

/// blockIdx.y: the run.
template <class Move>
__global__ void move_runs_kernel(const WeightRun* runs, Move move) {
  const WeightRun run = runs[blockIdx.y];
  for (std::int64_t k = first_element(); k < static_cast<std::int64_t>(run.count); k += element_stride()) {
    move(run.ours + k, run.theirs + k);
  }
}

template <class Move>
void move_runs(const WeightRun* runs, std::int64_t count, const Move& move, cudaStream_t stream) {
  constexpr unsigned kBlocksPerRun = 64;
  constexpr std::int64_t kMostRuns = 65'535;  // a grid's second side
  for (std::int64_t first = 0; first < count; first += kMostRuns) {
    const dim3 grid(kBlocksPerRun, static_cast<unsigned>(std::min(count - first, kMostRuns)));
    launch(move_runs_kernel<Move>, grid, stream, runs + first, move);
  }
}

unsigned blocks_for_rows(std::int64_t rows) {
  return static_cast<unsigned>(std::min<std::int64_t>(rows, 1 << 20));
}

}  // namespace

void set_origin(std::int64_t* origin, std::int64_t value, cudaStream_t stream) {
  launch(set_origin_kernel, 1, stream, origin, value);
}

void look_up(const ByteWindow& bytes, const void* table, std::int64_t row_bytes, void* out,
             std::uint8_t* symbols, cudaStream_t stream) {
  const auto copy = [&](auto unit) {
    using Unit = decltype(unit);
    launch(look_up_kernel<Unit>, blocks_for_rows(bytes.rows), stream, bytes, static_cast<const Unit*>(table),
           row_bytes / static_cast<std::int64_t>(sizeof(Unit)), static_cast<Unit*>(out), symbols);
  };
  row_bytes % static_cast<std::int64_t>(sizeof(uint4)) == 0 ? copy(uint4{}) : copy(std::uint16_t{});
}

void read_symbols(const ByteWindow& bytes, std::uint8_t* symbols, cudaStream_t stream) {
  launch(read_symbols_kernel, blocks_for(bytes.rows), stream, bytes, symbols);
}

std::int64_t bytes_to_sort(std::int64_t rows) {
  return (RowsBySymbol::kBefore + rows) * static_cast<std::int64_t>(sizeof(std::int32_t));
}

void add_by_symbol(const std::uint8_t* symbols, const void* matrix, DType type, std::int64_t rows,
                   std::int64_t columns, float scale, float* sums, void* sorting, cudaStream_t stream) {
  constexpr unsigned kBlocks = 64;  // a block for each symbol would mostly find nothing to do
  const RowsBySymbol sorted(sorting);
  launch(sort_by_symbol_kernel, kSymbols, stream, symbols, rows, sorted);
  const dim3 grid(kBlocks, static_cast<unsigned>((columns + kBlockColumns - 1) / kBlockColumns));
  with_type(type, [&](auto n) {
    launch(sum_by_symbol_kernel<decltype(n)>, grid, stream, sorted, static_cast<const decltype(n)*>(matrix),
           columns, scale, sums);
  });
}

void softmax_cross_entropy(const ByteWindow& targets, const float* logits, const float* bias, float scale,
                           void* d_logits, DType type, double* losses, cudaStream_t stream) {
  with_type(type, [&](auto n) {
    launch(softmax_kernel<decltype(n)>, blocks_for_rows((targets.rows + kWarps - 1) / kWarps), stream,
           targets, logits, bias, scale, static_cast<decltype(n)*>(d_logits), losses);
  });
}

void add_column_sums(const void* matrix, DType type, std::int64_t rows, std::int64_t columns,
                     std::int64_t stride, float scale, float* sums, cudaStream_t stream) {
  const auto blocks = static_cast<unsigned>((columns + kSummedColumns - 1) / kSummedColumns);
  with_type(type, [&](auto n) {
    launch(column_sums_kernel<decltype(n)>, blocks, stream, static_cast<const decltype(n)*>(matrix), rows,
           columns, stride, scale, sums);
  });
}

void adam(float* weights, const float* gradients, float* mean, float* variance, std::int64_t count,
          const AdamStep& step, cudaStream_t stream) {
  launch(adam_kernel, blocks_for(count), stream, weights, gradients, mean, variance, count, step);
}

void convert(const float* from, void* to, DType type, std::int64_t count, cudaStream_t stream) {
  with_type(type, [&](auto n) {
    launch(convert_kernel<decltype(n)>, blocks_for(count), stream, from, static_cast<decltype(n)*>(to),
           count);
  });
}

void scatter(const WeightRun* runs, std::int64_t count, const float* ours, void* theirs, DType type,
             cudaStream_t stream) {
  with_type(type, [&](auto n) {
    using Number = decltype(n);
    move_runs(runs, count, Scatter<Number>{ours, static_cast<Number*>(theirs)}, stream);
  });
}

void gather(const WeightRun* runs, std::int64_t count, const void* theirs, DType type, float* ours,
            cudaStream_t stream) {
  with_type(type, [&](auto n) {
    using Number = decltype(n);
    move_runs(runs, count, Gather<Number>{static_cast<const Number*>(theirs), ours}, stream);
  });
}

void add_gathered(const WeightRun* runs, std::int64_t count, const void* theirs, DType type, float scale,
                  float* ours, cudaStream_t stream) {
  with_type(type, [&](auto n) {
    using Number = decltype(n);
    move_runs(runs, count, AddGathered<Number>{static_cast<const Number*>(theirs), ours, scale}, stream);
  });
}

}  // namespace tidemark::kernels
