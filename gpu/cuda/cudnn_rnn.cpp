// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cudnn_rnn.h"

#include <limits>
#include <vector>

namespace tidemark {
namespace {

cudnnRNNMode_t mode_of(CellKind kind) {
  switch (kind) {
    case CellKind::Lstm:
      return CUDNN_LSTM;
    case CellKind::Gru:
      return CUDNN_GRU;
    case CellKind::Tanh:
      break;
  }
  return CUDNN_RNN_TANH;
}

cudnnDataType_t data_type_of(DType type) {
  switch (type) {
    case DType::BFloat16:
      return CUDNN_DATA_BFLOAT16;
    case DType::Float16:
      return CUDNN_DATA_HALF;
    case DType::Float32:
      break;
  }
  return CUDNN_DATA_FLOAT;
}

/// CUDNN_DEFAULT_MATH multiplies float32 numbers in TF32.
cudnnMathType_t math_type_of(Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return CUDNN_FMA_MATH;
    case Precision::Tf32:
      return CUDNN_DEFAULT_MATH;
    case Precision::BFloat16:
    case Precision::Float16:
      break;
  }
  return CUDNN_TENSOR_OP_MATH;
}

}  // namespace

Result<std::unique_ptr<CudnnRnn>> CudnnRnn::create(std::shared_ptr<const CudnnHandle> handle,
                                                   const Cell& cell) {
  if (cell.batch > std::numeric_limits<int>::max() / (cell.hidden * cell.layers)) {
    return failure("a batch of ", cell.batch, " times ", cell.hidden, " hidden units in ", cell.layers,
                   " layers is more than cuDNN can count; make it smaller");
  }
  std::unique_ptr<CudnnRnn> rnn(new CudnnRnn(std::move(handle), cell));
  if (auto ready = rnn->set_up(); !ready) return tl::unexpected(ready.error());
  return rnn;
}

Result<void> CudnnRnn::checked(cudnnStatus_t code, const char* what) const {
  if (code == CUDNN_STATUS_SUCCESS) return {};
  return failure("cuDNN failed while ", what, ": ", cudnn_.words(code));
}

Result<void> CudnnRnn::set_up() {
  const auto hidden = static_cast<int>(cell_.hidden);
  const auto layers = static_cast<int>(cell_.layers);
  const auto batch = static_cast<int>(cell_.batch);
  const cudnnDataType_t type = data_type_of(number_type_of(cell_.precision));
  const int sides[3] = {layers, batch, hidden};
  const int strides[3] = {batch * hidden, hidden, 1};
  return checked(cudnn_.cudnnCreateDropoutDescriptor(&dropout_), "describing a network")
      .and_then([&] {
        return checked(cudnn_.cudnnSetDropoutDescriptor(dropout_, handle_->get(), 0, nullptr, 0, 0),
                       "describing a network without dropout");
      })
      .and_then([&] { return checked(cudnn_.cudnnCreateRNNDescriptor(&network_), "describing a network"); })
      .and_then([&] {
        // The standard algorithm. On an H200 (cuDNN 9.14, LSTM, batch 64) the persistent static one took four
        // to six times as long in float32 and TF32, and in bfloat16 it queued the standard one's kernels; the
        // one for small widths takes no 256. Two biases, since a GRU's n needs the second one.
        return checked(
            cudnn_.cudnnSetRNNDescriptor_v8(network_, CUDNN_RNN_ALGO_STANDARD, mode_of(cell_.kind),
                                            CUDNN_RNN_DOUBLE_BIAS, CUDNN_UNIDIRECTIONAL, CUDNN_LINEAR_INPUT,
                                            type, CUDNN_DATA_FLOAT, math_type_of(cell_.precision), hidden,
                                            hidden, hidden, layers, dropout_, CUDNN_RNN_PADDED_IO_DISABLED),
            "describing the cell");
      })
      .and_then([&] { return checked(cudnn_.cudnnCreateTensorDescriptor(&hidden_), "describing a state"); })
      .and_then([&] {
        return checked(cudnn_.cudnnSetTensorNdDescriptor(hidden_, type, 3, sides, strides),
                       "describing a state");
      })
      .and_then([&] {
        return checked(cudnn_.cudnnGetRNNWeightSpaceSize(handle_->get(), network_, &weight_bytes_),
                       "telling the size of the weights");
      });
}

CudnnRnn::~CudnnRnn() {
  for (const auto& [steps, sequence] : sequences_) cudnn_.cudnnDestroyRNNDataDescriptor(sequence.descriptor);
  if (hidden_) cudnn_.cudnnDestroyTensorDescriptor(hidden_);
  if (network_) cudnn_.cudnnDestroyRNNDescriptor(network_);
  if (dropout_) cudnn_.cudnnDestroyDropoutDescriptor(dropout_);
}

Result<const CudnnRnn::Sequence*> CudnnRnn::sequence(std::int64_t steps) {
  const auto known = sequences_.find(steps);
  if (known != sequences_.end()) return &known->second;
  Sequence made;
  if (auto done = checked(cudnn_.cudnnCreateRNNDataDescriptor(&made.descriptor), "describing a sequence");
      !done) {
    return tl::unexpected(done.error());
  }
  // The destructor destroys it from here on.
  const Sequence* sequence = &sequences_.emplace(steps, made).first->second;
  Sequence& sizes = sequences_.at(steps);
  const std::vector<int> lengths(static_cast<std::size_t>(cell_.batch), static_cast<int>(steps));
  std::size_t no_reserve = 0;
  // The packed layout takes kLongestChunk steps and no more.
  const auto described =
      checked(cudnn_.cudnnSetRNNDataDescriptor(
                  sizes.descriptor, data_type_of(number_type_of(cell_.precision)),
                  CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_PACKED, static_cast<int>(steps),
                  static_cast<int>(cell_.batch), static_cast<int>(cell_.hidden), lengths.data(), nullptr),
              "describing a sequence")
          .and_then([&] {
            return checked(
                cudnn_.cudnnGetRNNTempSpaceSizes(handle_->get(), network_, CUDNN_FWD_MODE_TRAINING,
                                                 sizes.descriptor, &sizes.training_workspace, &sizes.reserve),
                "telling the size of an internal state");
          })
          .and_then([&] {
            return checked(
                cudnn_.cudnnGetRNNTempSpaceSizes(handle_->get(), network_, CUDNN_FWD_MODE_INFERENCE,
                                                 sizes.descriptor, &sizes.inference_workspace, &no_reserve),
                "telling the size of its workspace");
          });
  if (!described) return tl::unexpected(described.error());
  return sequence;
}

Result<std::vector<WeightRun>> CudnnRnn::weight_runs(const WeightLayout& model, const void* weights) const {
  return tidemark::weight_runs(
      model, [&](std::size_t layer, std::size_t transform) { return parameters(weights, layer, transform); });
}

Result<CudnnParameters> CudnnRnn::parameters(const void* weights, std::size_t layer,
                                             std::size_t transform) const {
  cudnnTensorDescriptor_t matrix_shape = nullptr;
  cudnnTensorDescriptor_t bias_shape = nullptr;
  void* matrix = nullptr;
  void* bias = nullptr;
  const auto asked =
      checked(cudnn_.cudnnCreateTensorDescriptor(&matrix_shape), "describing a matrix")
          .and_then(
              [&] { return checked(cudnn_.cudnnCreateTensorDescriptor(&bias_shape), "describing a bias"); })
          .and_then([&] {
            return checked(cudnn_.cudnnGetRNNWeightParams(handle_->get(), network_, static_cast<int>(layer),
                                                          weight_bytes_, weights, static_cast<int>(transform),
                                                          matrix_shape, &matrix, bias_shape, &bias),
                           "telling where its weights are");
          });
  if (matrix_shape) cudnn_.cudnnDestroyTensorDescriptor(matrix_shape);
  if (bias_shape) cudnn_.cudnnDestroyTensorDescriptor(bias_shape);
  if (!asked) return tl::unexpected(asked.error());
  if (!matrix || !bias)
    return failure("cuDNN has no weights for transformation ", transform, " of layer ", layer);
  const std::size_t number = bytes_of(number_type_of(cell_.precision));
  const auto* base = static_cast<const std::byte*>(weights);
  return CudnnParameters{static_cast<std::size_t>(static_cast<const std::byte*>(matrix) - base) / number,
                         static_cast<std::size_t>(static_cast<const std::byte*>(bias) - base) / number};
}

}  // namespace tidemark
