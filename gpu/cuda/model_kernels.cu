// SPDX-License-Identifier: Apache-2.0
// Everything in the model except its recurrent layers: embedding, loss, sums, the optimiser, copies.
#include "gpu/cuda/cell_math.h"
#include "gpu/cuda/kernel_dtype.cuh"
#include "gpu/cuda/kernels.h"
#include "gpu/weight_layout.h"

namespace tidemark::kernels {
namespace {

constexpr int kWarp = 32;

/// The byte of a row of the window.
__device__ int byte_of(const ByteWindow& bytes, std::int64_t row) {
  const std::int64_t step = row / bytes.streams.batch;
  return bytes.streams.at(row - step * bytes.streams.batch, *bytes.origin + bytes.first + step);
}

__global__ void set_origin_kernel(std::int64_t* origin, std::int64_t value) {
  if (first_element() == 0) *origin = value;
}

/// A block for each row.
template <class Number>
__global__ void embed_kernel(ByteWindow bytes, const float* table, std::int64_t hidden, Number* out) {
  __shared__ int byte;
  for (std::int64_t row = blockIdx.x; row < bytes.rows; row += gridDim.x) {
    if (threadIdx.x == 0) byte = byte_of(bytes, row);
    __syncthreads();
    const float* from = table + byte * hidden;
    for (std::int64_t k = threadIdx.x; k < hidden; k += blockDim.x) {
      out[row * hidden + k] = number<Number>(from[k]);
    }
    __syncthreads();
  }
}

/// blockIdx.x is the byte, blockIdx.y a group of columns. Each thread adds up its column over the rows, in
/// their order, in a sum of its own, so that the gradient's row is written once.
template <class Number>
__global__ void embedding_gradient_kernel(ByteWindow bytes, const Number* d_x, std::int64_t hidden,
                                          float scale, float* gradient) {
  __shared__ int read[kThreads];
  const int symbol = static_cast<int>(blockIdx.x);
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.y) * blockDim.x + threadIdx.x;
  float sum = 0;
  bool found = false;
  for (std::int64_t first = 0; first < bytes.rows; first += kThreads) {
    const std::int64_t row = first + threadIdx.x;
    read[threadIdx.x] = row < bytes.rows ? byte_of(bytes, row) : -1;
    __syncthreads();
    const int count = static_cast<int>(bytes.rows - first < kThreads ? bytes.rows - first : kThreads);
    for (int k = 0; k < count; ++k) {
      if (read[k] != symbol) continue;
      found = true;
      if (column < hidden) sum += value(d_x[(first + k) * hidden + column]);
    }
    __syncthreads();
  }
  if (found && column < hidden) gradient[symbol * hidden + column] += scale * sum;
}

/// Combines x over the block's 256 threads, always in the same order. Every thread gets the result.
template <class Combine>
__device__ float over_block(float x, float* shared, const Combine& combine) {
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    x = combine(x, __shfl_xor_sync(0xffffffffU, x, distance));
  }
  if (threadIdx.x % kWarp == 0) shared[threadIdx.x / kWarp] = x;
  __syncthreads();
  float result = shared[0];
  for (unsigned warp = 1; warp < kThreads / kWarp; ++warp) result = combine(result, shared[warp]);
  __syncthreads();
  return result;
}

/// A block for each row, a thread for each symbol.
template <class Number>
__global__ void softmax_kernel(ByteWindow targets, const float* logits, const float* bias, float scale,
                               Number* d_logits, double* losses) {
  static_assert(kThreads == kSymbols);
  __shared__ float shared[kThreads / kWarp];
  __shared__ int target;
  __shared__ float at_target;
  for (std::int64_t row = blockIdx.x; row < targets.rows; row += gridDim.x) {
    if (threadIdx.x == 0) target = byte_of(targets, row);
    const std::int64_t place = row * kThreads + threadIdx.x;
    const float z = logits[place] + bias[threadIdx.x];
    const float largest = over_block(z, shared, [](float a, float b) { return fmaxf(a, b); });
    if (static_cast<int>(threadIdx.x) == target) at_target = z;  // over_block() waited for the target
    const float e = expf(z - largest);
    const float sum = over_block(e, shared, [](float a, float b) { return a + b; });
    const float hit = static_cast<int>(threadIdx.x) == target ? 1.0F : 0.0F;
    d_logits[place] = number<Number>(scale * (e / sum - hit));
    if (threadIdx.x == 0) losses[row] += static_cast<double>(logf(sum) + largest - at_target);
    __syncthreads();  // before the next row's target is written
  }
}

/// A block for 32 columns: 8 groups of threads take every 8th row, then the groups' sums are added in order.
template <class Number>
__global__ void column_sums_kernel(const Number* matrix, std::int64_t rows, std::int64_t columns,
                                   std::int64_t stride, float scale, float* sums) {
  constexpr int kGroups = kThreads / kWarp;
  __shared__ float partial[kGroups][kWarp];
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int group = static_cast<int>(threadIdx.x) / kWarp;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * kWarp + lane;
  float sum = 0;
  if (column < columns) {
    for (std::int64_t row = group; row < rows; row += kGroups) sum += value(matrix[row * stride + column]);
  }
  partial[group][lane] = sum;
  __syncthreads();
  if (group == 0 && column < columns) {
    for (int other = 1; other < kGroups; ++other) sum += partial[other][lane];
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

void embed(const ByteWindow& bytes, const float* table, std::int64_t hidden, void* out, DType type,
           cudaStream_t stream) {
  with_type(type, [&](auto n) {
    launch(embed_kernel<decltype(n)>, blocks_for_rows(bytes.rows), stream, bytes, table, hidden,
           static_cast<decltype(n)*>(out));
  });
}

void add_embedding_gradient(const ByteWindow& bytes, const void* d_x, DType type, std::int64_t hidden,
                            float scale, float* gradient, cudaStream_t stream) {
  const dim3 grid(kSymbols, static_cast<unsigned>((hidden + kThreads - 1) / kThreads));
  with_type(type, [&](auto n) {
    launch(embedding_gradient_kernel<decltype(n)>, grid, stream, bytes, static_cast<const decltype(n)*>(d_x),
           hidden, scale, gradient);
  });
}

void softmax_cross_entropy(const ByteWindow& targets, const float* logits, const float* bias, float scale,
                           void* d_logits, DType type, double* losses, cudaStream_t stream) {
  with_type(type, [&](auto n) {
    launch(softmax_kernel<decltype(n)>, blocks_for_rows(targets.rows), stream, targets, logits, bias, scale,
           static_cast<decltype(n)*>(d_logits), losses);
  });
}

void add_column_sums(const void* matrix, DType type, std::int64_t rows, std::int64_t columns,
                     std::int64_t stride, float scale, float* sums, cudaStream_t stream) {
  const auto blocks = static_cast<unsigned>((columns + kWarp - 1) / kWarp);
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
