// SPDX-License-Identifier: Apache-2.0
/// Recurrent layers by cuBLAS and own kernels: two matrix products and one element-wise kernel a step. Its
/// internal states are small, as the CPU device's. The inputs' product is one for all steps of a call, as are
/// the weight gradients'; with calls of one step every product is of one step, and gradients do not depend
/// on the schedule by a single bit.
#pragma once

#include <memory>

#include "gpu/cuda/cuda_status.h"
#include "gpu/cuda/fused_cell.h"
#include "gpu/cuda/fused_layout.h"
#include "gpu/cuda/hidden_layout.h"
#include "gpu/cuda/matrix_products.h"
#include "gpu/cuda/recurrent_engine.h"
#include "gpu/weight_layout.h"

namespace tidemark {

class FusedEngine final : public RecurrentEngine {
 public:
  /// For calls of at most so many steps. `products` and `status` must outlive this.
  FusedEngine(const WeightLayout& model, std::int64_t most_steps, MatrixProducts& products,
              cudaStream_t stream, CudaStatus& status);

  std::int64_t internal_bytes() const override;
  void plan_memory(MemoryPlan& plan) override;
  /// The same without an engine, for sizes alone: addresses are thrown away.
  static void plan_memory_of(const WeightLayout& model, std::int64_t most_steps, MemoryPlan& plan);
  void start() override {}
  void weights_changed(const Weights& weights) override { weights_ = weights; }
  void begin_iteration(float gradient_scale) override;
  void finish_gradients() override {}  // they go there at once
  std::byte* current() override { return room_.current; }

  void advance(std::int64_t steps, void* x) override;
  void keep(std::int64_t steps, void* x, std::byte* internal) override;
  void end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) override;
  const void* outputs(std::int64_t steps, const std::byte* internal) override;
  const void* backward(std::int64_t steps, const void* x, std::byte* internal, const std::byte* before,
                       void* d_y) override;

 private:
  /// Fixed memory of the engine.
  struct Room {
    std::byte* current = nullptr;   ///< a hidden state
    std::byte* d_hidden = nullptr;  ///< the carried gradient, shaped like one
    std::byte* from_h = nullptr;    ///< one step's
    std::byte* d_from_x = nullptr;  ///< every step's; when advancing, gates that are discarded
    std::byte* d_from_h = nullptr;  ///< likewise, where the cell has two parts
    std::byte* states = nullptr;    ///< h before the first step, then after every step: a layer's
    std::byte* below = nullptr;     ///< likewise, of the layer below, where there is one
  };
  static void plan_room(const WeightLayout& model, std::int64_t most_steps, MemoryPlan& plan, Room& room);

  /// One layer goes forward from the current hidden state; `first`: its internal state's first step.
  void forward_layer(std::size_t layer, std::int64_t steps, void* x, const FusedStep& first);
  FusedStep layer_state(std::size_t layer, std::int64_t steps, const std::byte* internal) const;
  FusedStep at_step(const FusedStep& first, std::int64_t step) const;
  /// `vectors` vectors (batch x hidden numbers) further on.
  std::byte* ahead(const void* from, std::int64_t vectors) const;
  const void* input_weights(std::size_t layer) const;
  const void* hidden_weights(std::size_t layer) const;
  void copy(const void* from, void* to, std::int64_t vectors);
  void launched(const char* what) { status_.check(cudaGetLastError(), what); }

  const WeightLayout model_;
  const std::int64_t most_steps_;
  const DType type_;
  const HiddenLayout hidden_;
  const std::int64_t gates_;  ///< gates of the cell
  MatrixProducts& products_;
  const cudaStream_t stream_;
  CudaStatus& status_;
  const std::unique_ptr<const FusedCell> cell_;
  Weights weights_{};
  Room room_;
  float gradient_scale_ = 1;
};

}  // namespace tidemark
