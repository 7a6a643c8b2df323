// SPDX-License-Identifier: GPL-3.0-or-later
// cuDNN's recurrent networks, as a libcudnn.so.9 that the CUDA device loads like the real one. It lays
// weights out in an order of its own, scribbles over its workspace, uses a reserve up going backward, and
// refuses what cuDNN documents as wrong.
#include <cudnn.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <set>
#include <tuple>
#include <vector>

#include "emulated_gpu.h"
#include "emulated_numbers.h"

struct cudnnContext {
  cudaStream_t stream = nullptr;
};
struct cudnnTensorStruct {
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  int sides[3] = {0, 0, 0};
};
struct cudnnDropoutStruct {};
struct cudnnRNNStruct {
  cudnnRNNMode_t mode = CUDNN_LSTM;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  cudnnMathType_t math = CUDNN_FMA_MATH;
  std::int64_t hidden = 0;
  std::int64_t layers = 0;

  std::int64_t gates() const { return mode == CUDNN_LSTM ? 4 : mode == CUDNN_GRU ? 3 : 1; }
  cudaDataType_t numbers() const {
    return type == CUDNN_DATA_FLOAT ? CUDA_R_32F : type == CUDNN_DATA_HALF ? CUDA_R_16F : CUDA_R_16BF;
  }
  // The weight space has a layer's biases first, from the last gate to the first, then its matrices in the
  // same order.
  std::int64_t layer_numbers() const { return 2 * gates() * (hidden + hidden * hidden); }
  std::int64_t bias(std::int64_t layer, std::int64_t transform) const {
    return layer * layer_numbers() + (2 * gates() - 1 - transform) * hidden;
  }
  std::int64_t matrix(std::int64_t layer, std::int64_t transform) const {
    return layer * layer_numbers() + 2 * gates() * hidden + (2 * gates() - 1 - transform) * hidden * hidden;
  }
};
struct cudnnRNNDataStruct {
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  std::int64_t steps = 0;
  std::int64_t batch = 0;
  std::int64_t width = 0;
};

namespace {

constexpr float kFresh = 1234;
constexpr float kUsed = 5678;

/// A whole number that a test sets in the environment.
std::int64_t set_by_test(const char* name, std::int64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::atoll(text) : otherwise;
}

/// The workspace does not grow with the steps, and a test can have one number of steps need more than all
/// others.
std::size_t workspace_bytes(const cudnnRNNDataStruct& data, bool is_training) {
  static const std::int64_t greedy = set_by_test("EMULATED_CUDNN_GREEDY_STEPS", 0);
  return static_cast<std::size_t>(1024 + data.steps * 7 % 5 * 512 + (is_training ? 0 : 128) +
                                  (data.steps == greedy ? 4096 : 0));
}

// The reserve, in float32 whatever the type: a tag; then for each layer, step and element its gates (after
// backward data their gradients; a GRU has q as a fourth), c, h before, c before and x.
constexpr std::int64_t kPerElement = 8;
std::size_t reserve_bytes(const cudnnRNNStruct& rnn, const cudnnRNNDataStruct& data) {
  const std::int64_t elements = rnn.layers * data.steps * data.batch * rnn.hidden;
  return static_cast<std::size_t>(4 * (1 + kPerElement * elements));
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

/// One call, with everything by value, since it is carried out later.
struct Call {
  cudnnRNNStruct rnn;
  std::int64_t steps;
  std::int64_t batch;
  const void* weights;

  std::int64_t vector() const { return batch * rnn.hidden; }
  float read(const void* numbers, std::int64_t index) const {
    const float x = emulated::load(numbers, index, rnn.numbers());
    return rnn.math == CUDNN_DEFAULT_MATH ? emulated::tf32(x) : x;
  }
  float exact(const void* numbers, std::int64_t index) const {
    return emulated::load(numbers, index, rnn.numbers());
  }
  void write(double x, void* numbers, std::int64_t index) const {
    emulated::store(static_cast<float>(x), numbers, index, rnn.numbers());
  }
  float* saved(void* reserve, std::int64_t layer, std::int64_t step, std::int64_t lane,
               std::int64_t chunk) const {
    return static_cast<float*>(reserve) + 1 +
           kPerElement * (((layer * steps + step) * batch + lane) * rnn.hidden + chunk);
  }
  /// Row `chunk` of a transformation of a vector, with its bias.
  double transformed(std::int64_t layer, std::int64_t transform, std::int64_t chunk,
                     const std::vector<double>& vectors, std::int64_t lane) const {
    double sum = exact(weights, rnn.bias(layer, transform) + chunk);
    for (std::int64_t i = 0; i < rnn.hidden; ++i) {
      sum += read(weights, rnn.matrix(layer, transform) + chunk * rnn.hidden + i) *
             vectors[static_cast<std::size_t>(lane * rnn.hidden + i)];
    }
    return sum;
  }
  std::vector<double> loaded(const void* numbers, std::int64_t from) const {
    std::vector<double> values(static_cast<std::size_t>(vector()));
    for (std::int64_t i = 0; i < vector(); ++i)
      values[static_cast<std::size_t>(i)] = numbers ? exact(numbers, from + i) : 0;
    return values;
  }

  void forward(const void* x, void* y, const void* hx, void* hy, const void* cx, void* cy,
               void* reserve) const {
    for (std::int64_t layer = 0; layer < rnn.layers; ++layer) {
      std::vector<double> h = loaded(hx, layer * vector());
      std::vector<double> c = loaded(cx, layer * vector());
      for (std::int64_t step = 0; step < steps; ++step) {
        const std::vector<double> in = loaded(layer == 0 ? x : y, step * vector());
        const std::vector<double> h_before = h;
        const std::vector<double> c_before = c;
        for (std::int64_t lane = 0; lane < batch; ++lane) {
          for (std::int64_t chunk = 0; chunk < rnn.hidden; ++chunk) {
            const auto e = static_cast<std::size_t>(lane * rnn.hidden + chunk);
            const auto from_x = [&](std::int64_t gate) { return transformed(layer, gate, chunk, in, lane); };
            const auto from_h = [&](std::int64_t gate) {
              return transformed(layer, rnn.gates() + gate, chunk, h_before, lane);
            };
            double gates[4] = {0, 0, 0, 0};
            if (rnn.mode == CUDNN_LSTM) {
              gates[0] = sigmoid(from_x(0) + from_h(0));
              gates[1] = sigmoid(from_x(1) + from_h(1));
              gates[2] = std::tanh(from_x(2) + from_h(2));
              gates[3] = sigmoid(from_x(3) + from_h(3));
              c[e] = gates[1] * c_before[e] + gates[0] * gates[2];
              h[e] = gates[3] * std::tanh(c[e]);
            } else if (rnn.mode == CUDNN_GRU) {
              gates[0] = sigmoid(from_x(0) + from_h(0));
              gates[1] = sigmoid(from_x(1) + from_h(1));
              gates[3] = from_h(2);
              gates[2] = std::tanh(from_x(2) + gates[0] * gates[3]);
              h[e] = (1 - gates[1]) * gates[2] + gates[1] * h_before[e];
            } else {
              gates[0] = h[e] = std::tanh(from_x(0) + from_h(0));
            }
            if (reserve) {
              float* at = saved(reserve, layer, step, lane, chunk);
              for (int gate = 0; gate < 4; ++gate) at[gate] = static_cast<float>(gates[gate]);
              at[4] = static_cast<float>(c[e]);
              at[5] = static_cast<float>(h_before[e]);
              at[6] = static_cast<float>(c_before[e]);
              at[7] = static_cast<float>(in[e]);
            }
          }
        }
        // Rounded as it is stored, so that the next step reads the same.
        for (std::int64_t i = 0; i < vector(); ++i) {
          write(h[static_cast<std::size_t>(i)], y, step * vector() + i);
          h[static_cast<std::size_t>(i)] = exact(y, step * vector() + i);
        }
      }
      for (std::int64_t i = 0; i < vector(); ++i) {
        if (hy) write(h[static_cast<std::size_t>(i)], hy, layer * vector() + i);
        if (cy) write(c[static_cast<std::size_t>(i)], cy, layer * vector() + i);
      }
    }
    if (reserve) *static_cast<float*>(reserve) = kFresh;
  }

  void backward_data(const void* y, const void* dy, void* dx, const void* hx, const void* cx, const void* dhy,
                     void* dhx, const void* dcy, void* dcx, void* reserve) const {
    const bool is_fresh = *static_cast<float*>(reserve) == kFresh;  // a second use gives nonsense
    *static_cast<float*>(reserve) = kUsed;
    std::vector<std::vector<double>> above(static_cast<std::size_t>(steps));
    for (std::int64_t step = 0; step < steps; ++step)
      above[static_cast<std::size_t>(step)] = loaded(dy, step * vector());
    for (std::int64_t layer = rnn.layers - 1; layer >= 0; --layer) {
      std::vector<double> dh = loaded(dhy, layer * vector());
      std::vector<double> dc = loaded(dcy, layer * vector());
      for (std::int64_t step = steps - 1; step >= 0; --step) {
        std::vector<double> from_x(static_cast<std::size_t>(4 * vector()));
        std::vector<double> from_h(from_x.size());
        std::vector<double> passing(static_cast<std::size_t>(vector()));
        for (std::int64_t lane = 0; lane < batch; ++lane) {
          for (std::int64_t chunk = 0; chunk < rnn.hidden; ++chunk) {
            const auto e = static_cast<std::size_t>(lane * rnn.hidden + chunk);
            float* at = saved(reserve, layer, step, lane, chunk);
            // What the caller must have kept is read from the addresses that the caller gives.
            const auto place = static_cast<std::int64_t>(e);
            if (step == 0 && hx) at[5] = exact(hx, layer * vector() + place);
            if (step == 0 && cx) at[6] = exact(cx, layer * vector() + place);
            if (step > 0 && layer + 1 == rnn.layers) at[5] = exact(y, (step - 1) * vector() + place);
            const double d = dh[e] + above[static_cast<std::size_t>(step)][e];
            double* gx = &from_x[4 * e];
            double* gh = &from_h[4 * e];
            if (rnn.mode == CUDNN_LSTM) {
              const double t = std::tanh(at[4]);
              const double d_cell = dc[e] + d * at[3] * (1 - t * t);
              gx[0] = d_cell * at[2] * at[0] * (1 - at[0]);
              gx[1] = d_cell * at[6] * at[1] * (1 - at[1]);
              gx[2] = d_cell * at[0] * (1 - at[2] * at[2]);
              gx[3] = d * t * at[3] * (1 - at[3]);
              dc[e] = d_cell * at[1];
              std::copy(gx, gx + 4, gh);
            } else if (rnn.mode == CUDNN_GRU) {
              const double d_n = d * (1 - at[1]) * (1 - at[2] * at[2]);
              gx[0] = gh[0] = d_n * at[3] * at[0] * (1 - at[0]);
              gx[1] = gh[1] = d * (at[5] - at[2]) * at[1] * (1 - at[1]);
              gx[2] = d_n;
              gh[2] = d_n * at[0];
              passing[e] = d * at[1];
            } else {
              gx[0] = gh[0] = d * (1 - at[0] * at[0]);
            }
            if (!is_fresh) gx[0] = std::numeric_limits<double>::quiet_NaN();
            // Kept for the weights' gradients: the gradients of the input's parts, and last that of a GRU's
            // q.
            for (int gate = 0; gate < 4; ++gate) at[gate] = static_cast<float>(gx[gate]);
            if (rnn.mode == CUDNN_GRU) at[3] = static_cast<float>(gh[2]);
          }
        }
        for (std::int64_t lane = 0; lane < batch; ++lane) {
          for (std::int64_t i = 0; i < rnn.hidden; ++i) {
            const auto e = static_cast<std::size_t>(lane * rnn.hidden + i);
            double d_in = 0;
            double d_before = passing[e];
            for (std::int64_t gate = 0; gate < rnn.gates(); ++gate) {
              for (std::int64_t chunk = 0; chunk < rnn.hidden; ++chunk) {
                const auto of = static_cast<std::size_t>(4 * (lane * rnn.hidden + chunk) + gate);
                const std::int64_t place = chunk * rnn.hidden + i;
                d_in += from_x[of] * read(weights, rnn.matrix(layer, gate) + place);
                d_before += from_h[of] * read(weights, rnn.matrix(layer, rnn.gates() + gate) + place);
              }
            }
            above[static_cast<std::size_t>(step)][e] = d_in;
            dh[e] = d_before;
          }
        }
      }
      for (std::int64_t i = 0; i < vector(); ++i) {
        if (dhx) write(dh[static_cast<std::size_t>(i)], dhx, layer * vector() + i);
        if (dcx) write(dc[static_cast<std::size_t>(i)], dcx, layer * vector() + i);
      }
    }
    for (std::int64_t step = 0; step < steps; ++step) {
      for (std::int64_t i = 0; i < vector(); ++i) {
        write(above[static_cast<std::size_t>(step)][static_cast<std::size_t>(i)], dx, step * vector() + i);
      }
    }
  }

  void backward_weights(const void* x, const void* hx, const void* y, void* dw, void* reserve) const {
    // Like products of matrices: added up in float32, and rounded to the type once per call.
    std::vector<float> sums(static_cast<std::size_t>(rnn.layers * rnn.layer_numbers()));
    const auto add = [&](std::int64_t place, double change) {
      sums[static_cast<std::size_t>(place)] += static_cast<float>(change);
    };
    const bool is_used = *static_cast<float*>(reserve) == kUsed;
    for (std::int64_t layer = 0; layer < rnn.layers; ++layer) {
      const bool is_top = layer + 1 == rnn.layers;
      for (std::int64_t step = 0; step < steps; ++step) {
        for (std::int64_t lane = 0; lane < batch; ++lane) {
          for (std::int64_t chunk = 0; chunk < rnn.hidden; ++chunk) {
            const float* at = saved(reserve, layer, step, lane, chunk);
            for (std::int64_t gate = 0; gate < rnn.gates(); ++gate) {
              const double dx = is_used ? at[gate] : std::numeric_limits<double>::quiet_NaN();
              const double dh = rnn.mode == CUDNN_GRU && gate == 2 ? at[3] : dx;
              add(rnn.bias(layer, gate) + chunk, dx);
              add(rnn.bias(layer, rnn.gates() + gate) + chunk, dh);
              for (std::int64_t i = 0; i < rnn.hidden; ++i) {
                const std::int64_t other = lane * rnn.hidden + i;
                const float* of_other = saved(reserve, layer, step, lane, i);
                const double in = layer == 0 ? exact(x, step * vector() + other) : of_other[7];
                const double before = step == 0 ? (hx ? exact(hx, layer * vector() + other) : 0)
                                      : is_top  ? exact(y, (step - 1) * vector() + other)
                                                : of_other[5];
                add(rnn.matrix(layer, gate) + chunk * rnn.hidden + i, dx * in);
                add(rnn.matrix(layer, rnn.gates() + gate) + chunk * rnn.hidden + i, dh * before);
              }
            }
          }
        }
      }
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const auto place = static_cast<std::int64_t>(k);
      write(exact(dw, place) + sums[k], dw, place);
    }
  }
};

enum class Operation { Inference, Training, BackwardData, BackwardWeights };
std::set<std::tuple<cudnnRNNDescriptor_t, Operation, std::int64_t>> tried;

/// An operation that is done for the first time may take memory, which is impossible while a graph is
/// captured.
bool is_untried(cudnnRNNDescriptor_t rnn, Operation operation, std::int64_t steps) {
  if (!emulated::is_capturing()) tried.insert({rnn, operation, steps});
  return !tried.contains({rnn, operation, steps});
}

void scribble(void* workspace, std::size_t bytes) {
  std::memset(workspace, 0xff, bytes);
}

std::size_t bytes_of(const Call& call, std::int64_t vectors) {
  return static_cast<std::size_t>(vectors * call.vector()) * emulated::bytes_of(call.rnn.numbers());
}

void check_states(const Call& call, std::initializer_list<const void*> states) {
  for (const void* state : states) {
    if (state) emulated::check_memory(state, bytes_of(call, call.rnn.layers), "a hidden state");
  }
}

bool is_cell_without_c_given_one(const cudnnRNNStruct& rnn, const void* c) {
  return rnn.mode != CUDNN_LSTM && c;
}

}  // namespace

extern "C" {

// Making a handle takes long: there is one GPU, and a program may make one handle for it.
cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) {
  static bool is_made = false;
  if (is_made) return CUDNN_STATUS_NOT_SUPPORTED;
  is_made = true;
  *handle = new cudnnContext;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  delete handle;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  if (emulated::is_capturing()) return CUDNN_STATUS_EXECUTION_FAILED;
  handle->stream = stream;
  return CUDNN_STATUS_SUCCESS;
}
std::size_t cudnnGetVersion() {
  return static_cast<std::size_t>(set_by_test("EMULATED_CUDNN_VERSION", CUDNN_VERSION));
}
const char* cudnnGetErrorString(cudnnStatus_t) {
  return "an emulated error";
}
void cudnnGetLastErrorString(char* message, std::size_t size) {
  if (size > 0) message[0] = '\0';
}

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* tensor) {
  *tensor = new cudnnTensorStruct;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t tensor) {
  delete tensor;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetTensorNdDescriptor(cudnnTensorDescriptor_t tensor, cudnnDataType_t type, int count,
                                         const int sides[], const int strides[]) {
  if (count != 3 || strides[2] != 1 || strides[1] != sides[2] || strides[0] != sides[1] * sides[2]) {
    return CUDNN_STATUS_BAD_PARAM;
  }
  tensor->type = type;
  std::copy(sides, sides + 3, tensor->sides);
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnCreateDropoutDescriptor(cudnnDropoutDescriptor_t* dropout) {
  *dropout = new cudnnDropoutStruct;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyDropoutDescriptor(cudnnDropoutDescriptor_t dropout) {
  delete dropout;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetDropoutDescriptor(cudnnDropoutDescriptor_t, cudnnHandle_t, float dropout, void*,
                                        std::size_t, unsigned long long) {
  return dropout == 0 ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_NOT_SUPPORTED;
}

cudnnStatus_t cudnnCreateRNNDescriptor(cudnnRNNDescriptor_t* rnn) {
  *rnn = new cudnnRNNStruct;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyRNNDescriptor(cudnnRNNDescriptor_t rnn) {
  std::erase_if(tried, [&](const auto& entry) { return std::get<0>(entry) == rnn; });
  delete rnn;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetRNNDescriptor_v8(cudnnRNNDescriptor_t rnn, cudnnRNNAlgo_t, cudnnRNNMode_t mode,
                                       cudnnRNNBiasMode_t biases, cudnnDirectionMode_t direction,
                                       cudnnRNNInputMode_t input, cudnnDataType_t type,
                                       cudnnDataType_t precision, cudnnMathType_t math, int input_size,
                                       int hidden, int projection, int layers,
                                       cudnnDropoutDescriptor_t dropout, unsigned flags) {
  if (biases != CUDNN_RNN_DOUBLE_BIAS || direction != CUDNN_UNIDIRECTIONAL || input != CUDNN_LINEAR_INPUT ||
      (type == CUDNN_DATA_BFLOAT16 && cudnnGetVersion() < 91300) || precision != CUDNN_DATA_FLOAT ||
      input_size != hidden || projection != hidden || !dropout || flags != 0) {
    return CUDNN_STATUS_NOT_SUPPORTED;
  }
  rnn->mode = mode;
  rnn->type = type;
  rnn->math = math;
  rnn->hidden = hidden;
  rnn->layers = layers;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnCreateRNNDataDescriptor(cudnnRNNDataDescriptor_t* data) {
  *data = new cudnnRNNDataStruct;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyRNNDataDescriptor(cudnnRNNDataDescriptor_t data) {
  delete data;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetRNNDataDescriptor(cudnnRNNDataDescriptor_t data, cudnnDataType_t type,
                                        cudnnRNNDataLayout_t layout, int steps, int batch, int width,
                                        const int lengths[], void*) {
  const bool is_even = std::all_of(lengths, lengths + batch, [&](int length) { return length == steps; });
  if (layout != CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_PACKED || !is_even || steps > 65'535)
    return CUDNN_STATUS_BAD_PARAM;
  *data = {type, steps, batch, width};
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnGetRNNTempSpaceSizes(cudnnHandle_t, cudnnRNNDescriptor_t rnn, cudnnForwardMode_t mode,
                                        cudnnRNNDataDescriptor_t data, std::size_t* workspace,
                                        std::size_t* reserve) {
  const bool is_training = mode == CUDNN_FWD_MODE_TRAINING;
  *workspace = workspace_bytes(*data, is_training);
  *reserve = is_training ? reserve_bytes(*rnn, *data) : 0;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnGetRNNWeightSpaceSize(cudnnHandle_t, cudnnRNNDescriptor_t rnn, std::size_t* bytes) {
  *bytes = static_cast<std::size_t>(rnn->layers * rnn->layer_numbers()) * emulated::bytes_of(rnn->numbers());
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnGetRNNWeightParams(cudnnHandle_t, cudnnRNNDescriptor_t rnn, int layer, std::size_t,
                                      const void* weights, int transform,
                                      cudnnTensorDescriptor_t matrix_shape, void** matrix,
                                      cudnnTensorDescriptor_t, void** bias) {
  if (layer >= rnn->layers || transform >= 2 * rnn->gates() || !matrix_shape) return CUDNN_STATUS_BAD_PARAM;
  auto* base = static_cast<char*>(const_cast<void*>(weights));
  const auto number = static_cast<std::int64_t>(emulated::bytes_of(rnn->numbers()));
  *matrix = base + rnn->matrix(layer, transform) * number;
  *bias = base + rnn->bias(layer, transform) * number;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnRNNForward(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, cudnnForwardMode_t mode,
                              const int32_t* lengths, cudnnRNNDataDescriptor_t x_data, const void* x,
                              cudnnRNNDataDescriptor_t y_data, void* y, cudnnTensorDescriptor_t h_shape,
                              const void* hx, void* hy, cudnnTensorDescriptor_t c_shape, const void* cx,
                              void* cy, std::size_t, const void* weights, std::size_t workspace_size,
                              void* workspace, std::size_t reserve_size, void* reserve) {
  const bool is_training = mode == CUDNN_FWD_MODE_TRAINING;
  const std::size_t needed = is_training ? reserve_bytes(*rnn, *x_data) : 0;
  if (lengths || x_data->steps != y_data->steps || x == y || hx == hy || !h_shape || !c_shape ||
      h_shape->sides[0] != rnn->layers || h_shape->sides[1] != x_data->batch ||
      (is_training != (reserve != nullptr)) || reserve_size != needed ||
      workspace_size != workspace_bytes(*x_data, is_training) || is_cell_without_c_given_one(*rnn, cx)) {
    return CUDNN_STATUS_BAD_PARAM;
  }
  if (is_untried(rnn, is_training ? Operation::Training : Operation::Inference, x_data->steps)) {
    return CUDNN_STATUS_EXECUTION_FAILED;
  }
  const Call call{*rnn, x_data->steps, x_data->batch, weights};
  emulated::check_memory(x, bytes_of(call, call.steps), "x");
  emulated::check_memory(y, bytes_of(call, call.steps), "y");
  emulated::check_memory(workspace, workspace_size, "the workspace");
  if (reserve) emulated::check_memory(reserve, reserve_size, "the reserve");
  check_states(call, {hx, hy, cx, cy});
  emulated::enqueue(handle->stream, [=] {
    call.forward(x, y, hx, hy, cx, cy, reserve);
    scribble(workspace, workspace_size);
  });
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnRNNBackwardData_v8(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn, const int32_t* lengths,
                                      cudnnRNNDataDescriptor_t y_data, const void* y, const void* dy,
                                      cudnnRNNDataDescriptor_t, void* dx, cudnnTensorDescriptor_t,
                                      const void* hx, const void* dhy, void* dhx, cudnnTensorDescriptor_t,
                                      const void* cx, const void* dcy, void* dcx, std::size_t,
                                      const void* weights, std::size_t workspace_size, void* workspace,
                                      std::size_t reserve_size, void* reserve) {
  if (lengths || dx == dy || dhx == dhy || reserve_size != reserve_bytes(*rnn, *y_data) ||
      workspace_size != workspace_bytes(*y_data, true) || is_cell_without_c_given_one(*rnn, cx)) {
    return CUDNN_STATUS_BAD_PARAM;
  }
  if (is_untried(rnn, Operation::BackwardData, y_data->steps)) return CUDNN_STATUS_EXECUTION_FAILED;
  const Call call{*rnn, y_data->steps, y_data->batch, weights};
  emulated::check_memory(y, bytes_of(call, call.steps), "y");
  emulated::check_memory(dy, bytes_of(call, call.steps), "dy");
  emulated::check_memory(dx, bytes_of(call, call.steps), "dx");
  emulated::check_memory(reserve, reserve_size, "the reserve");
  check_states(call, {hx, dhy, dhx, cx, dcy, dcx});
  emulated::enqueue(handle->stream, [=] {
    call.backward_data(y, dy, dx, hx, cx, dhy, dhx, dcy, dcx, reserve);
    scribble(workspace, workspace_size);
  });
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnRNNBackwardWeights_v8(cudnnHandle_t handle, cudnnRNNDescriptor_t rnn,
                                         cudnnWgradMode_t mode, const int32_t* lengths,
                                         cudnnRNNDataDescriptor_t x_data, const void* x,
                                         cudnnTensorDescriptor_t, const void* hx, cudnnRNNDataDescriptor_t,
                                         const void* y, std::size_t weight_size, void* dw,
                                         std::size_t workspace_size, void* workspace,
                                         std::size_t reserve_size, void* reserve) {
  if (mode != CUDNN_WGRAD_MODE_ADD || lengths || reserve_size != reserve_bytes(*rnn, *x_data) ||
      workspace_size != workspace_bytes(*x_data, true)) {
    return CUDNN_STATUS_BAD_PARAM;
  }
  if (is_untried(rnn, Operation::BackwardWeights, x_data->steps)) return CUDNN_STATUS_EXECUTION_FAILED;
  const Call call{*rnn, x_data->steps, x_data->batch, nullptr};
  emulated::check_memory(x, bytes_of(call, call.steps), "x");
  emulated::check_memory(y, bytes_of(call, call.steps), "y");
  emulated::check_memory(dw, weight_size, "weight gradients");
  emulated::check_memory(workspace, workspace_size, "the workspace");
  check_states(call, {hx});
  emulated::enqueue(handle->stream, [=] {
    call.backward_weights(x, hx, y, dw, reserve);
    scribble(workspace, workspace_size);
  });
  return CUDNN_STATUS_SUCCESS;
}

}  // extern "C"
