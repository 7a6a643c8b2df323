// SPDX-License-Identifier: Apache-2.0
/// Recurrent layers by cuDNN, the library that everyone uses. An internal state is cuDNN's reserve, y and the
/// last hidden state (gpu/cuda/cudnn_layout.h); hx and cx are the input hidden state, and x is recomputed.
///
/// Advancing uses inference mode, which keeps nothing. cuDNN does not promise that a state then has the bits
/// of one that was kept; cuDNN 9.19 gave the same on an H200, for all cells and precisions in the same chunks
/// (tests/gpu). cuDNN has weights in an order of its own: this engine has a copy of them in that
/// order, and cuDNN adds up gradients in that order.
#pragma once

#include <memory>
#include <vector>

#include "gpu/cuda/cuda_status.h"
#include "gpu/cuda/cudnn_rnn.h"
#include "gpu/cuda/recurrent_engine.h"
#include "gpu/weight_layout.h"

namespace tidemark {

class CudnnEngine final : public RecurrentEngine {
 public:
  /// An engine for calls of at most `most_steps` steps. `status` must outlive it.
  static Result<std::unique_ptr<CudnnEngine>> create(const WeightLayout& model, std::int64_t most_steps,
                                                     std::shared_ptr<const CudnnHandle> cudnn,
                                                     cudaStream_t stream, CudaStatus& status);
  ~CudnnEngine() override;

  std::int64_t internal_bytes() const override { return internal_bytes_; }
  void plan_memory(MemoryPlan& plan) override;
  void start() override;
  void weights_changed(const Weights& weights) override;
  void begin_iteration(float gradient_scale) override;
  void finish_gradients() override;
  std::byte* current() override { return room_.current[turn_]; }

  void advance(std::int64_t steps, const kernels::ByteWindow& bytes) override;
  void keep(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal) override;
  void end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) override;
  const void* outputs(std::int64_t, const std::byte* internal) override { return internal; }
  void backward(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal,
                const std::byte* before, void* d_y) override;

 private:
  /// Fixed memory of the engine.
  struct Room {
    std::byte* weights = nullptr;    ///< in cuDNN's order
    std::byte* gradients = nullptr;  ///< likewise
    WeightRun* runs = nullptr;
    std::byte* workspace = nullptr;
    std::byte* x = nullptr;           ///< the embedded bytes of every step
    std::uint8_t* symbols = nullptr;  ///< the bytes themselves
    std::byte* sorting = nullptr;     ///< for sums by symbol
    std::byte* outputs = nullptr;     ///< y when it is discarded; when going backward, the gradient of x
    // Pairs, of which cuDNN reads one and writes the other.
    std::byte* current[2] = {nullptr, nullptr};
    std::byte* d_hidden[2] = {nullptr, nullptr};
  };

  CudnnEngine(const WeightLayout& model, std::int64_t most_steps, std::unique_ptr<CudnnRnn> rnn,
              cudaStream_t stream, CudaStatus& status);
  /// Asks cuDNN for the sizes of all possible calls: of every number of steps up to a bound, and of the most
  /// steps.
  Result<void> ask_sizes();
  std::int64_t internal_bytes_of(std::int64_t steps, const CudnnRnn::Sequence& sequence) const;
  /// Null if that fails, or needs more memory than there is; status_ then says why.
  const CudnnRnn::Sequence* sequence(std::int64_t steps);
  CudnnInternal layout(std::int64_t steps) const { return {model_.cell(), steps}; }
  void embed(const kernels::ByteWindow& bytes);
  /// Goes forward from the current hidden state. `reserve`: null for inference.
  void forward(std::int64_t steps, const kernels::ByteWindow& bytes, void* y, void* reserve);
  bool check(cudnnStatus_t code, const char* what);
  /// The shared handle, which works on this engine's stream from here on.
  cudnnHandle_t handle();
  bool is_16_bit() const { return type_ != DType::Float32; }
  /// c of a hidden state; null for cells that have none.
  template <class Byte>
  Byte* c_of(Byte* hidden) const {
    return hidden_.has_c() ? hidden + hidden_.c() : nullptr;
  }

  const WeightLayout model_;
  const std::int64_t most_steps_;
  const DType type_;
  const HiddenLayout hidden_;
  const std::unique_ptr<CudnnRnn> rnn_;
  const CudnnLibrary& cudnn_;
  const cudaStream_t stream_;
  CudaStatus& status_;
  std::vector<WeightRun> runs_;
  std::int64_t internal_bytes_ = 0;
  std::size_t workspace_bytes_ = 0;
  std::size_t run_count_;
  Weights weights_{};
  Room room_;
  int turn_ = 0;           ///< which current[] is the current one
  int gradient_turn_ = 0;  ///< the same for d_hidden[]
  float gradient_scale_ = 1;
};

}  // namespace tidemark
