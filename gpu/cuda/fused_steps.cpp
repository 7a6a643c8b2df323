// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/fused_steps.h"

#include "gpu/cuda/lstm_run.h"

namespace tidemark {
namespace {

using Into = MatrixProducts::Into;

/// Into how many a step's product going backward is divided. In 16 bits it is so short that most of a GPU
/// would idle: at 1024 units an H200 took 2 us less for a step with the gates side by side, and less gain
/// from 8 or 16 parts.
int parts_of(const kernels::CellSize& size, std::int64_t gates) {
  return size.type == DType::Float32 ? 1 : static_cast<int>(gates);
}

class OneByOne final : public FusedSteps {
 public:
  OneByOne(const FusedCell& cell, const kernels::CellSize& size, std::int64_t gates, MatrixProducts& products,
           cudaStream_t stream)
      : cell_(cell),
        size_(size),
        gates_(gates),
        products_(products),
        stream_(stream),
        parts_(parts_of(size, gates)) {}

  const char* words() const override { return "a product and a kernel each"; }

  void forward(const Forward& call) const override {
    for (std::int64_t step = 0; step < call.steps; ++step) {
      products_.forward(call.h, call.hidden_weights, call.from_h, size_.type, size_.batch,
                        gates_ * size_.hidden, size_.hidden);
      const kernels::CellInput x = call.x.symbols
                                       ? kernels::CellInput{call.x.rows, call.x.symbols + step * size_.batch}
                                       : kernels::CellInput{ahead(call.x.rows, step * gates_), nullptr};
      // The outputs overwrite the inputs, which are not needed any more, and become the inputs of the layer
      // above.
      cell_.forward(x, at_step(call.kept, step), call.from_h, call.bias, call.h, call.c,
                    ahead(call.h_out, step));
    }
  }

  void backward(const Backward& call) const override {
    const std::int64_t columns = gates_ * size_.hidden;
    // Only a gradient that does not go through the gates is left whole from step to step.
    void* beside_gates = cell_.has_two_parts() ? call.d_h : nullptr;
    kernels::Summands d_h{call.d_h, nullptr, 0};
    for (std::int64_t step = call.steps - 1; step >= 0; --step) {
      std::byte* d_from_h = ahead(call.d_from_h, step * gates_);
      cell_.backward(at_step(call.kept, step), ahead(call.h_before, step),
                     step == 0 ? call.c_before : at_step(call.kept, step - 1).extra,
                     {ahead(call.d_y, step), d_h, beside_gates, call.d_c, ahead(call.d_from_x, step * gates_),
                      d_from_h});
      if (parts_ == 1) {
        products_.backward(d_from_h, call.hidden_weights, call.d_h, size_.batch, columns, size_.hidden,
                           beside_gates ? Into::Sum : Into::Place);
      } else {
        products_.backward_in_parts(d_from_h, call.hidden_weights, call.parts, parts_, size_.batch, columns,
                                    size_.hidden);
        d_h = {beside_gates, call.parts, parts_};
      }
    }
    if (parts_ > 1) kernels::add_up(size_, d_h, call.d_h, stream_);
  }

 private:
  std::byte* ahead(const void* from, std::int64_t vectors) const {
    return vectors_ahead(from, vectors, size_);
  }
  FusedStep at_step(const FusedStep& first, std::int64_t step) const {
    return steps_ahead(first, step, gates_, size_);
  }

  const FusedCell& cell_;
  const kernels::CellSize size_;
  const std::int64_t gates_;
  MatrixProducts& products_;
  const cudaStream_t stream_;
  const int parts_;  ///< into which a step's product going backward is divided
};

class LstmInOneLaunch final : public FusedSteps {
 public:
  LstmInOneLaunch(const kernels::CellSize& size, int most_clusters, cudaStream_t stream)
      : size_(size), most_clusters_(most_clusters), stream_(stream) {}

  const char* words() const override { return "all of a call in one launch"; }

  void forward(const Forward& call) const override {
    kernels::run_lstm_forward(size_,
                              {call.steps, call.hidden_weights, call.bias, call.x, call.kept.gates,
                               call.kept.extra, call.h_out, call.h, call.c},
                              most_clusters_, stream_);
  }

  void backward(const Backward& call) const override {
    kernels::run_lstm_backward(size_,
                               {call.steps, call.hidden_weights, call.kept.gates, call.kept.extra,
                                call.c_before, call.d_y, call.d_h, call.d_c, call.d_from_x},
                               most_clusters_, stream_);
  }

 private:
  const kernels::CellSize size_;
  const int most_clusters_;
  const cudaStream_t stream_;
};

}  // namespace

std::unique_ptr<const FusedSteps> make_steps_one_by_one(const FusedCell& cell, const kernels::CellSize& size,
                                                        std::int64_t gates, MatrixProducts& products,
                                                        cudaStream_t stream) {
  return std::make_unique<OneByOne>(cell, size, gates, products, stream);
}

std::unique_ptr<const FusedSteps> make_steps_in_one_launch(CellKind kind, const kernels::CellSize& size,
                                                           cudaStream_t stream) {
  const int most_clusters = kind == CellKind::Lstm ? kernels::lstm_clusters(size) : 0;
  if (most_clusters == 0) return nullptr;
  return std::make_unique<LstmInOneLaunch>(size, most_clusters, stream);
}

}  // namespace tidemark
