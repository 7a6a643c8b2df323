// SPDX-License-Identifier: Apache-2.0
// The element-wise parts of the cells: a thread for each element of batch x hidden.
#include "gpu/cuda/cell_math.h"
#include "gpu/cuda/kernel_dtype.cuh"
#include "gpu/cuda/kernels.h"

namespace tidemark::kernels {
namespace {

using namespace cell_math;

/// The place of an element's first gate, where each row has gate after gate.
__device__ std::int64_t gate_place(std::int64_t element, std::int64_t hidden, int gates) {
  const std::int64_t row = element / hidden;
  return row * gates * hidden + (element - row * hidden);
}

/// The same of the input's part.
__device__ std::int64_t input_place(const CellInput& x, std::int64_t element, std::int64_t hidden,
                                    int gates) {
  const std::int64_t row = element / hidden;
  return (x.symbols ? x.symbols[row] : row) * gates * hidden + (element - row * hidden);
}

template <class Number>
__device__ LstmGates load_lstm(const void* matrix, std::int64_t place, std::int64_t hidden) {
  const auto* at = static_cast<const Number*>(matrix) + place;
  return {value(at[0]), value(at[hidden]), value(at[2 * hidden]), value(at[3 * hidden])};
}

template <class Number>
__device__ void store_lstm(const LstmGates& gates, void* matrix, std::int64_t place, std::int64_t hidden) {
  if (!matrix) return;
  auto* at = static_cast<Number*>(matrix) + place;
  at[0] = number<Number>(gates.i);
  at[hidden] = number<Number>(gates.f);
  at[2 * hidden] = number<Number>(gates.g);
  at[3 * hidden] = number<Number>(gates.o);
}

template <class Number>
__device__ GruGates load_gru(const void* matrix, std::int64_t place, std::int64_t hidden) {
  const auto* at = static_cast<const Number*>(matrix) + place;
  return {value(at[0]), value(at[hidden]), value(at[2 * hidden])};
}

template <class Number>
__device__ void store_gru(const GruGates& gates, void* matrix, std::int64_t place, std::int64_t hidden) {
  if (!matrix) return;
  auto* at = static_cast<Number*>(matrix) + place;
  at[0] = number<Number>(gates.r);
  at[hidden] = number<Number>(gates.z);
  at[2 * hidden] = number<Number>(gates.n);
}

template <class Number>
__device__ float load(const void* vector, std::int64_t element) {
  return value(static_cast<const Number*>(vector)[element]);
}

template <class Number>
__device__ float sum_of(const Summands& summands, std::int64_t element, std::int64_t count) {
  float sum = summands.whole ? load<Number>(summands.whole, element) : 0.0F;
  for (int part = 0; part < summands.count; ++part) sum += summands.parts[part * count + element];
  return sum;
}

/// Stores x, unless `vector` is null, and returns it as stored: further computations must use what others
/// will read.
template <class Number>
__device__ float store(float x, void* vector, std::int64_t element) {
  const Number stored = number<Number>(x);
  if (vector) static_cast<Number*>(vector)[element] = stored;
  return value(stored);
}

/// x as it would be stored, without a trip through memory.
template <class Number>
__device__ float rounded(float x) {
  return value(number<Number>(x));
}

template <class Number>
__device__ LstmGates rounded(const LstmGates& g) {
  return {rounded<Number>(g.i), rounded<Number>(g.f), rounded<Number>(g.g), rounded<Number>(g.o)};
}

template <class Number>
__device__ GruGates rounded(const GruGates& g) {
  return {rounded<Number>(g.r), rounded<Number>(g.z), rounded<Number>(g.n)};
}

// All of a kernel's loads come before its first store, so that they are under way together.

template <class Number>
__global__ void add_up_kernel(std::int64_t count, Summands summands, void* sum) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    store<Number>(sum_of<Number>(summands, e, count), sum, e);
  }
}

template <class Number>
__global__ void lstm_forward_kernel(std::int64_t count, std::int64_t hidden, LstmForward step) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const std::int64_t place = gate_place(e, hidden, 4);
    const std::int64_t column = e % hidden;
    const LstmGates x = load_lstm<Number>(step.x.rows, input_place(step.x, e, hidden, 4), hidden);
    const LstmGates h = load_lstm<Number>(step.from_h, place, hidden);
    const float c_before = load<Number>(step.c, e);
    const float* b = step.bias + column;
    const LstmGates gates = rounded<Number>(lstm_gates(
        {x.i + h.i + b[0], x.f + h.f + b[hidden], x.g + h.g + b[2 * hidden], x.o + h.o + b[3 * hidden]}));
    store_lstm<Number>(gates, step.gates, place, hidden);
    const float c = store<Number>(lstm_c(gates, c_before), step.c_out, e);
    store<Number>(c, step.c, e);
    const float after = lstm_h(gates.o, c);
    store<Number>(after, step.h, e);
    store<Number>(after, step.h_out, e);
  }
}

template <class Number>
__global__ void lstm_outputs_kernel(std::int64_t count, std::int64_t hidden, const void* gates, const void* c,
                                    void* h) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const float o = load<Number>(gates, gate_place(e, hidden, 4) + 3 * hidden);
    store<Number>(lstm_h(o, load<Number>(c, e)), h, e);
  }
}

template <class Number>
__global__ void lstm_backward_kernel(std::int64_t count, std::int64_t hidden, LstmBackward step) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const std::int64_t place = gate_place(e, hidden, 4);
    const float d_h = load<Number>(step.d_y, e) + sum_of<Number>(step.d_h, e, count);
    const LstmGradient d =
        cell_math::lstm_backward(load_lstm<Number>(step.gates, place, hidden), load<Number>(step.c, e),
                                 load<Number>(step.c_before, e), d_h, load<Number>(step.d_c, e));
    store_lstm<Number>(d.d_pre, step.d_gates, place, hidden);
    store<Number>(d.d_c_before, step.d_c, e);
  }
}

template <class Number>
__global__ void gru_forward_kernel(std::int64_t count, std::int64_t hidden, GruForward step) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const std::int64_t place = gate_place(e, hidden, 3);
    const float* b = step.bias + e % hidden;
    GruGates x = load_gru<Number>(step.x.rows, input_place(step.x, e, hidden, 3), hidden);
    x = {x.r + b[0], x.z + b[hidden], x.n + b[2 * hidden]};
    GruGates h = load_gru<Number>(step.from_h, place, hidden);
    const float h_before = load<Number>(step.h, e);
    h.n = store<Number>(h.n + b[3 * hidden], step.q_out, e);
    const GruGates gates = rounded<Number>(gru_gates(x, h));
    store_gru<Number>(gates, step.gates, place, hidden);
    const float after = gru_h(gates, h_before);
    store<Number>(after, step.h_stored, e);
    store<Number>(after, step.h, e);
    store<Number>(after, step.h_out, e);
  }
}

template <class Number>
__global__ void gru_backward_kernel(std::int64_t count, std::int64_t hidden, GruBackward step) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const std::int64_t place = gate_place(e, hidden, 3);
    const float d_h = load<Number>(step.d_y, e) + sum_of<Number>(step.d_h, e, count);
    const GruGradient d =
        cell_math::gru_backward(load_gru<Number>(step.gates, place, hidden), load<Number>(step.q, e),
                                load<Number>(step.h_before, e), d_h);
    store_gru<Number>(d.from_x, step.d_from_x, place, hidden);
    store_gru<Number>(d.from_h, step.d_from_h, place, hidden);
    store<Number>(d.d_h_before, step.d_h_before, e);
  }
}

template <class Number>
__global__ void tanh_forward_kernel(std::int64_t count, std::int64_t hidden, TanhForward step) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const float x = load<Number>(step.x.rows, input_place(step.x, e, hidden, 1));
    const float pre = x + load<Number>(step.from_h, e) + step.bias[e % hidden];
    const float h = store<Number>(std::tanh(pre), step.h_stored, e);
    store<Number>(h, step.h, e);
    store<Number>(h, step.h_out, e);
  }
}

template <class Number>
__global__ void tanh_backward_kernel(std::int64_t count, TanhBackward step) {
  for (std::int64_t e = first_element(); e < count; e += element_stride()) {
    const float d_h = load<Number>(step.d_y, e) + sum_of<Number>(step.d_h, e, count);
    store<Number>(cell_math::tanh_backward(load<Number>(step.h, e), d_h), step.d_pre, e);
  }
}

}  // namespace

void add_up(const CellSize& size, const Summands& summands, void* sum, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(add_up_kernel<decltype(n)>, blocks_for(count), stream, count, summands, sum);
  });
}

void lstm_forward(const CellSize& size, const LstmForward& step, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(lstm_forward_kernel<decltype(n)>, blocks_for(count), stream, count, size.hidden, step);
  });
}

void lstm_outputs(const CellSize& size, std::int64_t steps, const void* gates, const void* c, void* h,
                  cudaStream_t stream) {
  const std::int64_t count = steps * size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(lstm_outputs_kernel<decltype(n)>, blocks_for(count), stream, count, size.hidden, gates, c, h);
  });
}

void lstm_backward(const CellSize& size, const LstmBackward& step, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(lstm_backward_kernel<decltype(n)>, blocks_for(count), stream, count, size.hidden, step);
  });
}

void gru_forward(const CellSize& size, const GruForward& step, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(gru_forward_kernel<decltype(n)>, blocks_for(count), stream, count, size.hidden, step);
  });
}

void gru_backward(const CellSize& size, const GruBackward& step, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(gru_backward_kernel<decltype(n)>, blocks_for(count), stream, count, size.hidden, step);
  });
}

void tanh_forward(const CellSize& size, const TanhForward& step, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(tanh_forward_kernel<decltype(n)>, blocks_for(count), stream, count, size.hidden, step);
  });
}

void tanh_backward(const CellSize& size, const TanhBackward& step, cudaStream_t stream) {
  const std::int64_t count = size.batch * size.hidden;
  with_type(size.type, [&](auto n) {
    launch(tanh_backward_kernel<decltype(n)>, blocks_for(count), stream, count, step);
  });
}

}  // namespace tidemark::kernels
