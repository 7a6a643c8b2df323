// SPDX-License-Identifier: Apache-2.0
/// Recurrent layers by cuBLAS and Tidemark's own kernels: a matrix product and an element-wise kernel per
/// step and layer, or, for LSTMs whose weights fit on the chip, one launch for all steps of a call. Its
/// internal states are as small as the CPU device's. One product serves a layer's inputs
/// from the layer below in all steps of a call, and one each its weight gradients. With calls of one step
/// every product is of one step, and gradients do not depend on the schedule by a single bit.
///
/// The lowest layer reads bytes, so that its inputs are rows of a table: W e for each of the 256 bytes,
/// computed once an update (as on the CPU, gpu/cpu/input_table.h). The table's gradient is summed by byte,
/// and taken through the embedding and W once an iteration. That saves three of the six products of its
/// steps.
///
/// Nothing waits for weight gradients but the end of the iteration and whoever needs the scratch memory that
/// they read, so that they are taken on a side stream while the main one goes on.
#pragma once

#include <memory>

#include "gpu/cuda/cuda_status.h"
#include "gpu/cuda/fused_cell.h"
#include "gpu/cuda/fused_layout.h"
#include "gpu/cuda/fused_steps.h"
#include "gpu/cuda/hidden_layout.h"
#include "gpu/cuda/matrix_products.h"
#include "gpu/cuda/recurrent_engine.h"
#include "gpu/cuda/side_stream.h"
#include "gpu/weight_layout.h"

namespace tidemark {

class FusedEngine final : public RecurrentEngine {
 public:
  /// An engine for calls of at most `most_steps` steps. `products` multiply the cell's numbers,
  /// `side_products` too, on the side stream, and `master_products` float32 ones. All of them, the side
  /// stream and `status` must outlive it.
  FusedEngine(const WeightLayout& model, std::int64_t most_steps, MatrixProducts& products,
              MatrixProducts& master_products, MatrixProducts& side_products, cudaStream_t stream,
              SideStream& side, CudaStatus& status);

  /// How steps are launched, for the record of a run.
  const char* launches() const { return steps_->words(); }

  std::int64_t internal_bytes() const override;
  void plan_memory(MemoryPlan& plan) override;
  /// The same without an engine, for the sizes alone: the addresses are discarded.
  static void plan_memory_of(const WeightLayout& model, std::int64_t most_steps, MemoryPlan& plan);
  void start() override;
  void weights_changed(const Weights& weights) override;
  void begin_iteration(float gradient_scale) override;
  void finish_gradients() override;
  std::byte* current() override { return room_.current; }

  void advance(std::int64_t steps, const kernels::ByteWindow& bytes) override;
  void keep(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal) override;
  void end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) override;
  const void* outputs(std::int64_t steps, const std::byte* internal) override;
  void backward(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal,
                const std::byte* before, void* d_y) override;

 private:
  /// Fixed memory of the engine.
  struct Room {
    std::byte* current = nullptr;     ///< a hidden state
    std::byte* d_hidden = nullptr;    ///< the carried gradient, shaped like a hidden state
    std::byte* from_h = nullptr;      ///< the hidden state's part of one step's pre-activations
    float* parts = nullptr;           ///< summands of the hidden state's gradient
    std::byte* d_from_x = nullptr;    ///< gradients of every step; when advancing an upper layer, its input
    std::byte* d_from_h = nullptr;    ///< the same, if the cell has two parts
    std::byte* states = nullptr;      ///< a layer's h before the first step, then after every step
    std::byte* below = nullptr;       ///< the same of the layer below, if there is one
    std::byte* between = nullptr;     ///< going forward, what a layer gives the one above, if there is one
    std::byte* table = nullptr;       ///< the lowest layer's input for each symbol: 256 x gates
    float* d_table = nullptr;         ///< its gradient, already scaled
    std::uint8_t* symbols = nullptr;  ///< that the steps of a call read, going forward
    std::uint8_t* read = nullptr;     ///< the same, going backward
    std::byte* sorting = nullptr;     ///< for sums by symbol
    std::byte* side_workspace = nullptr;
  };
  static void plan_room(const WeightLayout& model, std::int64_t most_steps, MemoryPlan& plan, Room& room);

  /// Computes one layer forward from the current hidden state; `kept`: the first step in its internal state,
  /// or nulls.
  void forward_layer(std::size_t layer, std::int64_t steps, const kernels::ByteWindow& bytes,
                     const FusedStep& kept);
  /// Adds the gradients of a layer's weights on the side stream.
  void add_weight_gradients(std::size_t layer, std::int64_t steps, const kernels::ByteWindow& bytes);
  /// The first step in a layer's internal state.
  FusedStep layer_state(std::size_t layer, std::int64_t steps, const std::byte* internal) const;
  /// The address `vectors` vectors (of batch x hidden elements) further on.
  std::byte* ahead(const void* from, std::int64_t vectors) const;
  /// Gradients of the hidden state's part of the pre-activations.
  std::byte* d_from_h() const { return cell_->has_two_parts() ? room_.d_from_h : room_.d_from_x; }
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
  MatrixProducts& master_products_;
  MatrixProducts& side_products_;
  const cudaStream_t stream_;
  SideStream& side_;
  CudaStatus& status_;
  const kernels::CellSize size_;
  const std::unique_ptr<const FusedCell> cell_;
  const std::unique_ptr<const FusedSteps> steps_;
  Weights weights_{};
  Room room_;
  float gradient_scale_ = 1;
};

}  // namespace tidemark
