// SPDX-License-Identifier: Apache-2.0
// A layer's hidden weights in registers, its states in shared memory. See lstm_run.h.
#include "gpu/cuda/lstm_run.h"

#include <type_traits>

#include "gpu/cuda/cell_math.h"
#include "gpu/cuda/cluster.cuh"
#include "gpu/cuda/kernel_dtype.cuh"

namespace tidemark::kernels {
namespace {

using namespace cell_math;

constexpr int kOldestMajorWithClusters = 9;
constexpr int kGates = 4;
constexpr int kMostRows = 8;  // batch entries of a cluster
constexpr unsigned kAll = 0xffffffffU;

/// Four numbers in a row, as floats.
__device__ inline float4 load4(const float* from) {
  return *reinterpret_cast<const float4*>(from);
}
template <class Number>
__device__ inline float4 load4(const Number* from) {
  struct alignas(8) Four {
    Number numbers[4];
  };
  const Four four = *reinterpret_cast<const Four*>(from);
  return {value(four.numbers[0]), value(four.numbers[1]), value(four.numbers[2]), value(four.numbers[3])};
}

__device__ inline float dot(const float4& a, const float4& b, float sum) {
  sum += a.x * b.x;
  sum += a.y * b.y;
  sum += a.z * b.z;
  sum += a.w * b.w;
  return sum;
}

/// Adds up over four neighbouring threads, which have a part of each of four sums: thread k gets sum k. Each
/// thread passes on what is not its own.
__device__ inline float own_of_four(const float (&part)[4], int thread) {
  const bool is_upper = thread & 2;
  const bool is_odd = thread & 1;
  const float even = (is_upper ? part[2] : part[0]) + __shfl_xor_sync(kAll, is_upper ? part[0] : part[2], 2);
  const float odd = (is_upper ? part[3] : part[1]) + __shfl_xor_sync(kAll, is_upper ? part[1] : part[3], 2);
  return (is_odd ? odd : even) + __shfl_xor_sync(kAll, is_odd ? even : odd, 1);
}

/// The same over eight threads, with a sum for each row. Threads beyond the last row get nothing of use.
template <int kRows>
__device__ inline float own_of_rows(const float (&part)[kRows], int thread) {
  const bool is_upper = thread & 4;
  float half[4];
#pragma unroll
  for (int k = 0; k < 4; ++k) {
    const float lower = k < kRows ? part[k] : 0.0F;
    const float upper = k + 4 < kRows ? part[k + 4] : 0.0F;
    half[k] = (is_upper ? upper : lower) + __shfl_xor_sync(kAll, is_upper ? lower : upper, 4);
  }
  return own_of_four(half, thread);
}

/// The units of a block.
template <int kHidden>
constexpr int kOwn = kHidden / static_cast<int>(kClusterBlocks);

/// The first batch entry of this block's cluster.
template <int kRows>
__device__ std::int64_t first_row_of_cluster() {
  return static_cast<std::int64_t>(blockIdx.x / kClusterBlocks) * kRows;
}

// --- forward ---

template <int kHidden, int kRows>
struct ForwardMemory {
  float h[2][kRows][kHidden];  // before and after a step, in turns
};

/// Eight threads share a unit: each multiplies an eighth of h with the weights of the unit's four gates, and
/// is then given the sums of one row.
template <class Number, int kHidden, int kRows>
__global__ void __launch_bounds__(kHidden, 1)
    run_lstm_forward_kernel(std::int64_t batch, LstmRunForward run) {
  if constexpr (!kHasClusters) return;
  constexpr int kSplits = 8;
  constexpr int kTurns = kHidden / (kSplits * 4);
  __shared__ ClusterMemory<ForwardMemory<kHidden, kRows>> memory;
  const int thread = static_cast<int>(threadIdx.x);
  const int split = thread % kSplits;
  const int unit = static_cast<int>(block_of_cluster()) * kOwn<kHidden> + thread / kSplits;
  const std::int64_t first_row = first_row_of_cluster<kRows>();
  const std::int64_t row = first_row + split;
  const bool has_row = split < kRows && row < batch;
  const std::int64_t place = row * kHidden + unit;
  const std::int64_t gates_place = row * kGates * kHidden + unit;
  const std::int64_t gates_of_step = batch * kGates * kHidden;

  float4 weights[kGates][kTurns];
#pragma unroll
  for (int gate = 0; gate < kGates; ++gate) {
    const Number* from = static_cast<const Number*>(run.hidden_weights) + (gate * kHidden + unit) * kHidden;
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
      weights[gate][turn] = load4(from + (turn * kSplits + split) * 4);
    }
  }
  float bias[kGates];
  for (int gate = 0; gate < kGates; ++gate) bias[gate] = run.bias[gate * kHidden + unit];
  for (int each = 0; each < kRows; ++each) {
    const auto* from = static_cast<const Number*>(run.h) + (first_row + each) * kHidden;
    memory.own().h[0][each][thread] = first_row + each < batch ? value(from[thread]) : 0.0F;
  }
  float c = has_row ? value(static_cast<const Number*>(run.c)[place]) : 0.0F;
  float h = 0;

  // A step's input is asked for a step before, and its symbol two, so that nothing waits for them.
  float x[kGates] = {};
  const auto symbol_of = [&](std::int64_t step) {
    return has_row && run.x.symbols && step < run.steps ? run.x.symbols[step * batch + row] : 0;
  };
  const auto load_input = [&](std::int64_t step, int symbol) {
    if (!has_row || step >= run.steps) return;
    const Number* from =
        static_cast<const Number*>(run.x.rows) +
        (run.x.symbols ? symbol * kGates * kHidden + unit : step * gates_of_step + gates_place);
    for (int gate = 0; gate < kGates; ++gate) x[gate] = value(from[gate * kHidden]);
  };
  load_input(0, symbol_of(0));
  int symbol = symbol_of(1);
  wait_for_cluster();

  for (std::int64_t step = 0; step < run.steps; ++step) {
    const auto& h_before = memory.own().h[step % 2];
    float sums[kGates][kRows] = {};
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
#pragma unroll
      for (int each = 0; each < kRows; ++each) {
        const float4 numbers = load4(&h_before[each][(turn * kSplits + split) * 4]);
#pragma unroll
        for (int gate = 0; gate < kGates; ++gate) {
          sums[gate][each] = dot(weights[gate][turn], numbers, sums[gate][each]);
        }
      }
    }
    float pre[kGates];
#pragma unroll
    for (int gate = 0; gate < kGates; ++gate) {
      pre[gate] = x[gate] + own_of_rows(sums[gate], split) + bias[gate];
    }
    load_input(step + 1, symbol);
    symbol = symbol_of(step + 2);

    // Rounded to what is stored, since that is what others read.
    const LstmGates exact = lstm_gates({pre[0], pre[1], pre[2], pre[3]});
    const Number gates[kGates] = {number<Number>(exact.i), number<Number>(exact.f), number<Number>(exact.g),
                                  number<Number>(exact.o)};
    const float o = value(gates[3]);
    c = value(number<Number>(lstm_c({value(gates[0]), value(gates[1]), value(gates[2]), o}, c)));
    h = value(number<Number>(lstm_h(o, c)));

    // Four neighbouring units of a row are in four groups of threads; each group tells two blocks of them.
    if (step + 1 < run.steps) {
      const float4 four = {__shfl_sync(kAll, h, split), __shfl_sync(kAll, h, split + kSplits),
                           __shfl_sync(kAll, h, split + 2 * kSplits),
                           __shfl_sync(kAll, h, split + 3 * kSplits)};
      const int group = unit % 4;
      if (split < kRows) {
        for (int block = 2 * group; block < 2 * group + 2; ++block) {
          auto& theirs = memory.of(static_cast<unsigned>(block)).h[(step + 1) % 2];
          *reinterpret_cast<float4*>(&theirs[split][unit - group]) = four;
        }
      }
      arrive_in_cluster();
    }
    if (has_row && run.c_out) {
      Number* to = static_cast<Number*>(run.gates) + step * gates_of_step + gates_place;
      for (int gate = 0; gate < kGates; ++gate) to[gate * kHidden] = gates[gate];
      static_cast<Number*>(run.c_out)[step * batch * kHidden + place] = number<Number>(c);
    }
    if (has_row && run.h_out) {
      static_cast<Number*>(run.h_out)[step * batch * kHidden + place] = number<Number>(h);
    }
    if (step + 1 < run.steps) wait_for_arrivals();
  }
  if (!has_row) return;
  static_cast<Number*>(run.c)[place] = number<Number>(c);
  static_cast<Number*>(run.h)[place] = number<Number>(h);
}

// --- backward ---

template <int kHidden, int kRows>
struct BackwardMemory {
  float d_pre[kRows][kOwn<kHidden>][kGates];
  // Parts of d_h from every block, of a step and the next in turns.
  float d_h[2][kClusterBlocks][kRows][kOwn<kHidden>];
};

/// Four threads share four neighbouring units of the layer: each multiplies the gradients of a quarter of the
/// block's gates with their weights. The sums are this block's part of d_h, and go to the block of those
/// units.
template <class Number, int kHidden, int kRows>
__global__ void __launch_bounds__(kHidden, 1)
    run_lstm_backward_kernel(std::int64_t batch, LstmRunBackward run) {
  if constexpr (!kHasClusters) return;
  constexpr int kSplits = 4;
  constexpr int kTurns = kOwn<kHidden> / kSplits;
  __shared__ ClusterMemory<BackwardMemory<kHidden, kRows>> memory;
  const int thread = static_cast<int>(threadIdx.x);
  const unsigned block = block_of_cluster();
  const int first_unit = static_cast<int>(block) * kOwn<kHidden>;
  const std::int64_t gates_of_step = batch * kGates * kHidden;
  const int split = thread % kSplits;
  const int to_units = thread / kSplits * 4;

  float4 weights[kTurns][kGates];  // of the four units
#pragma unroll
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma unroll
    for (int gate = 0; gate < kGates; ++gate) {
      const int unit = first_unit + turn * kSplits + split;
      weights[turn][gate] = load4(static_cast<const Number*>(run.hidden_weights) +
                                  (gate * kHidden + unit) * kHidden + to_units);
    }
  }

  // The element-wise part: a thread for each row and unit of the block, the others have none.
  const int own_row = thread / kOwn<kHidden>;
  const int own = thread % kOwn<kHidden>;
  const std::int64_t row = first_row_of_cluster<kRows>() + own_row;
  const bool has_row = own_row < kRows && row < batch;
  const std::int64_t place = row * kHidden + first_unit + own;
  const std::int64_t gates_place = row * kGates * kHidden + first_unit + own;
  float d_h = has_row ? value(static_cast<const Number*>(run.d_h)[place]) : 0.0F;
  float d_c = has_row ? value(static_cast<const Number*>(run.d_c)[place]) : 0.0F;
  float gates[kGates] = {};
  float c = 0;
  float c_before = 0;
  float d_y = 0;
  const auto load_step = [&](std::int64_t step) {  // asked for a step before it is needed
    if (!has_row || step < 0) return;
    const Number* from = static_cast<const Number*>(run.gates) + step * gates_of_step + gates_place;
    for (int gate = 0; gate < kGates; ++gate) gates[gate] = value(from[gate * kHidden]);
    const std::int64_t at = step * batch * kHidden + place;
    d_y = value(static_cast<const Number*>(run.d_y)[at]);
    c_before = value(step == 0 ? static_cast<const Number*>(run.c_before)[place]
                               : static_cast<const Number*>(run.c)[at - batch * kHidden]);
  };
  if (has_row) c = value(static_cast<const Number*>(run.c)[(run.steps - 1) * batch * kHidden + place]);
  load_step(run.steps - 1);
  wait_for_cluster();

  for (std::int64_t step = run.steps - 1; step >= 0; --step) {
    Number d_gates[kGates];
    if (own_row < kRows) {
      const LstmGradient d =
          cell_math::lstm_backward({gates[0], gates[1], gates[2], gates[3]}, c, c_before, d_y + d_h, d_c);
      d_c = d.d_c_before;
      c = c_before;
      d_gates[0] = number<Number>(d.d_pre.i);
      d_gates[1] = number<Number>(d.d_pre.f);
      d_gates[2] = number<Number>(d.d_pre.g);
      d_gates[3] = number<Number>(d.d_pre.o);
      *reinterpret_cast<float4*>(memory.own().d_pre[own_row][own]) = {value(d_gates[0]), value(d_gates[1]),
                                                                      value(d_gates[2]), value(d_gates[3])};
    }
    load_step(step - 1);
    __syncthreads();
    float sums[4][kRows] = {};  // for the four units
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
#pragma unroll
      for (int each = 0; each < kRows; ++each) {
        const float4 d = load4(memory.own().d_pre[each][turn * kSplits + split]);
        const float by_gate[kGates] = {d.x, d.y, d.z, d.w};
#pragma unroll
        for (int gate = 0; gate < kGates; ++gate) {
          sums[0][each] += weights[turn][gate].x * by_gate[gate];
          sums[1][each] += weights[turn][gate].y * by_gate[gate];
          sums[2][each] += weights[turn][gate].z * by_gate[gate];
          sums[3][each] += weights[turn][gate].w * by_gate[gate];
        }
      }
    }
    auto& theirs = memory.of(static_cast<unsigned>(to_units / kOwn<kHidden>)).d_h[step % 2][block];
#pragma unroll
    for (int first = 0; first < kRows; first += 4) {
      float own_sum[4];
#pragma unroll
      for (int k = 0; k < 4; ++k) {
        float rows[4];
#pragma unroll
        for (int each = 0; each < 4; ++each) rows[each] = first + each < kRows ? sums[k][first + each] : 0.0F;
        own_sum[k] = own_of_four(rows, split);
      }
      if (first + split < kRows) {
        *reinterpret_cast<float4*>(&theirs[first + split][to_units % kOwn<kHidden>]) = {
            own_sum[0], own_sum[1], own_sum[2], own_sum[3]};
      }
    }
    arrive_in_cluster();
    if (has_row) {
      Number* to = static_cast<Number*>(run.d_gates) + step * gates_of_step + gates_place;
      for (int gate = 0; gate < kGates; ++gate) to[gate * kHidden] = d_gates[gate];
    }
    wait_for_arrivals();
    if (own_row < kRows) {
      d_h = 0;
      for (unsigned from = 0; from < kClusterBlocks; ++from) {
        d_h += memory.own().d_h[step % 2][from][own_row][own];
      }
    }
  }
  if (!has_row) return;
  static_cast<Number*>(run.d_h)[place] = number<Number>(d_h);
  static_cast<Number*>(run.d_c)[place] = number<Number>(d_c);
}

// --- launching ---

template <int kNumber>
using Constant = std::integral_constant<int, kNumber>;

/// Calls `work` with a number of the type, and the width as a constant.
template <class Work>
void with_width(const CellSize& size, const Work& work) {
  with_type(size.type, [&](auto n) {
    switch (size.hidden) {
      case 32:
        return work(n, Constant<32>{});
      case 64:
        return work(n, Constant<64>{});
      case 128:
        return work(n, Constant<128>{});
      case 256:
        return work(n, Constant<256>{});
      default:
        return;
    }
  });
}

cudaLaunchConfig_t clusters(const CellSize& size, int rows, cudaLaunchAttribute& attribute) {
  attribute.id = cudaLaunchAttributeClusterDimension;
  attribute.val.clusterDim.x = kClusterBlocks;
  attribute.val.clusterDim.y = 1;
  attribute.val.clusterDim.z = 1;
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(static_cast<unsigned>((size.batch + rows - 1) / rows) * kClusterBlocks);
  config.blockDim = dim3(static_cast<unsigned>(size.hidden));
  config.attrs = &attribute;
  config.numAttrs = 1;
  return config;
}

/// Queues a kernel with as many rows to a cluster as let all clusters run at once, if there are so many; a
/// step takes the longer the more rows it has. `kernel(rows)` has them as a constant.
template <class Kernel, class Run>
void launch_clusters(const Kernel& kernel, const CellSize& size, const Run& run, int most_clusters,
                     cudaStream_t stream) {
  const auto launch_with = [&](auto rows) {
    cudaLaunchAttribute attribute{};
    cudaLaunchConfig_t config = clusters(size, rows, attribute);
    config.stream = stream;
    cudaLaunchKernelEx(&config, kernel(rows), size.batch, run);
  };
  const auto fits = [&](int rows) { return size.batch <= std::int64_t{rows} * most_clusters; };
  if (fits(3)) return launch_with(Constant<3>{});
  if (fits(5)) return launch_with(Constant<5>{});
  launch_with(Constant<kMostRows>{});
}

}  // namespace

int lstm_clusters(const CellSize& size) {
  int device = 0;
  int major = 0;
  if (cudaGetDevice(&device) != cudaSuccess ||
      cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) != cudaSuccess ||
      major < kOldestMajorWithClusters) {
    return 0;
  }
  int most = 0;
  with_width(size, [&](auto n, auto width) {
    cudaLaunchAttribute attribute{};
    const cudaLaunchConfig_t config = clusters(size, kMostRows, attribute);
    const auto kernel = run_lstm_backward_kernel<decltype(n), decltype(width)::value, kMostRows>;
    if (cudaOccupancyMaxActiveClusters(&most, reinterpret_cast<const void*>(kernel), &config) !=
        cudaSuccess) {
      most = 0;
    }
  });
  return size.batch <= std::int64_t{kMostRows} * most ? most : 0;
}

void run_lstm_forward(const CellSize& size, const LstmRunForward& run, int most_clusters,
                      cudaStream_t stream) {
  with_width(size, [&](auto n, auto width) {
    const auto kernel = [](auto rows) {
      return run_lstm_forward_kernel<decltype(n), decltype(width)::value, decltype(rows)::value>;
    };
    launch_clusters(kernel, size, run, most_clusters, stream);
  });
}

void run_lstm_backward(const CellSize& size, const LstmRunBackward& run, int most_clusters,
                       cudaStream_t stream) {
  with_width(size, [&](auto n, auto width) {
    const auto kernel = [](auto rows) {
      return run_lstm_backward_kernel<decltype(n), decltype(width)::value, decltype(rows)::value>;
    };
    launch_clusters(kernel, size, run, most_clusters, stream);
  });
}

}  // namespace tidemark::kernels
