// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/fused_engine.h"

#include <utility>

namespace tidemark {
namespace {

using Into = MatrixProducts::Into;

/// For cuBLAS on the side stream, which must not share the main one's.
constexpr std::int64_t kSideWorkspaceBytes = 8 << 20;

std::unique_ptr<const FusedSteps> make_steps(CellKind kind, const kernels::CellSize& size,
                                             const FusedCell& cell, std::int64_t gates,
                                             MatrixProducts& products, cudaStream_t stream) {
  auto steps = make_steps_in_one_launch(kind, size, stream);
  return steps ? std::move(steps) : make_steps_one_by_one(cell, size, gates, products, stream);
}

}  // namespace

FusedEngine::FusedEngine(const WeightLayout& model, std::int64_t most_steps, MatrixProducts& products,
                         MatrixProducts& master_products, MatrixProducts& side_products, cudaStream_t stream,
                         SideStream& side, CudaStatus& status)
    : model_(model),
      most_steps_(most_steps),
      type_(number_type_of(model.cell().precision)),
      hidden_(model.cell()),
      gates_(static_cast<std::int64_t>(model.vectors().gates)),
      products_(products),
      master_products_(master_products),
      side_products_(side_products),
      stream_(stream),
      side_(side),
      status_(status),
      size_{model.cell().batch, model.cell().hidden, type_},
      cell_(make_fused_cell(model.cell().kind, size_, stream)),
      steps_(make_steps(model.cell().kind, size_, *cell_, gates_, products, stream)) {}

void FusedEngine::start() {
  side_products_.set_workspace(room_.side_workspace, kSideWorkspaceBytes);
}

std::int64_t FusedEngine::internal_bytes() const {
  return FusedInternal(model_.cell(), most_steps_).bytes();
}

void FusedEngine::plan_memory(MemoryPlan& plan) {
  plan_room(model_, most_steps_, plan, room_);
}

void FusedEngine::plan_memory_of(const WeightLayout& model, std::int64_t most_steps, MemoryPlan& plan) {
  Room room;
  plan_room(model, most_steps, plan, room);
}

void FusedEngine::plan_room(const WeightLayout& model, std::int64_t most_steps, MemoryPlan& plan,
                            Room& room) {
  const HiddenLayout hidden(model.cell());
  const DType type = number_type_of(model.cell().precision);
  const auto vectors = [&](std::int64_t count) {
    return aligned_bytes_of(count * static_cast<std::int64_t>(model.vector()), type);
  };
  const auto gates = static_cast<std::int64_t>(model.vectors().gates);
  plan.add("working core", hidden.bytes, &room.current);
  plan.add("working core", hidden.bytes, &room.d_hidden);
  plan.add("scratch", vectors(gates), &room.from_h);
  const auto vector = static_cast<std::int64_t>(model.vector());
  plan.add("scratch", aligned_bytes_of(gates * vector, DType::Float32), &room.parts);
  plan.add("scratch", vectors(most_steps * gates), &room.d_from_x);
  if (model.cell().kind == CellKind::Gru) plan.add("scratch", vectors(most_steps * gates), &room.d_from_h);
  plan.add("scratch", vectors(most_steps + 1), &room.states);
  if (model.layers() > 1) {
    plan.add("scratch", vectors(most_steps + 1), &room.below);
    plan.add("scratch", vectors(most_steps), &room.between);
  }
  const auto cells = static_cast<std::int64_t>(kSymbols * model.hidden()) * gates;
  plan.add("input table", aligned_bytes_of(cells, type), &room.table);
  plan.add("input table", aligned_bytes_of(cells, DType::Float32), &room.d_table);
  plan.add("scratch", most_steps * static_cast<std::int64_t>(model.batch()), &room.symbols);
  plan.add("scratch", most_steps * static_cast<std::int64_t>(model.batch()), &room.read);
  const std::int64_t rows = most_steps * static_cast<std::int64_t>(model.batch());
  plan.add("scratch", kernels::bytes_to_sort(rows), &room.sorting);
  plan.add("workspace", kSideWorkspaceBytes, &room.side_workspace);
}

void FusedEngine::weights_changed(const Weights& weights) {
  weights_ = weights;
  const auto width = static_cast<std::int64_t>(model_.hidden());
  const auto* embedding =
      static_cast<const std::byte*>(weights.numbers) + model_.embedding_offset() * bytes_of(type_);
  products_.forward(embedding, input_weights(0), room_.table, type_, kSymbols, gates_ * width, width);
}

void FusedEngine::begin_iteration(float gradient_scale) {
  gradient_scale_ = gradient_scale;
  const auto bytes = static_cast<std::size_t>(hidden_.bytes);
  status_.check(cudaMemsetAsync(room_.current, 0, bytes, stream_), "starting an iteration");
  status_.check(cudaMemsetAsync(room_.d_hidden, 0, bytes, stream_), "starting an iteration");
  const std::size_t cells = kSymbols * model_.hidden() * static_cast<std::size_t>(gates_);
  status_.check(cudaMemsetAsync(room_.d_table, 0, cells * sizeof(float), stream_), "starting an iteration");
}

void FusedEngine::finish_gradients() {
  side_.join();
  constexpr auto kRows = static_cast<std::int64_t>(kSymbols);
  const auto width = static_cast<std::int64_t>(model_.hidden());
  const float* embedding = weights_.masters + model_.embedding_offset();
  const LayerWeights<float> gradients = model_.layer(weights_.gradients, 0);
  master_products_.add_weight_gradient(room_.d_table, embedding, gradients.input, kRows, gates_ * width,
                                       width, 1);
  kernels::add_column_sums(room_.d_table, DType::Float32, kRows, gates_ * width, gates_ * width, 1,
                           gradients.bias, stream_);
  master_products_.backward(room_.d_table, model_.layer(weights_.masters, 0).input,
                            weights_.gradients + model_.embedding_offset(), kRows, gates_ * width, width,
                            Into::Sum);
  launched("finishing gradients");
}

void FusedEngine::advance(std::int64_t steps, const kernels::ByteWindow& bytes) {
  for (std::size_t layer = 0; layer < model_.layers(); ++layer) {
    forward_layer(layer, steps, bytes, {});
  }
}

void FusedEngine::keep(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal) {
  for (std::size_t layer = 0; layer < model_.layers(); ++layer) {
    forward_layer(layer, steps, bytes, layer_state(layer, steps, internal));
  }
}

void FusedEngine::forward_layer(std::size_t layer, std::int64_t steps, const kernels::ByteWindow& bytes,
                                const FusedStep& kept) {
  const auto width = static_cast<std::int64_t>(model_.hidden());
  const auto index = static_cast<std::int64_t>(layer);
  const bool is_top = layer + 1 == model_.layers();
  kernels::CellInput x{room_.table, room_.symbols};
  if (layer == 0) {
    kernels::read_symbols(bytes, room_.symbols, stream_);
  } else {
    void* rows = kept.gates;
    if (!rows) {
      side_.join();  // which may still read the gradients there
      rows = room_.d_from_x;
    }
    products_.forward(room_.between, input_weights(layer), rows, type_, steps * size_.batch, gates_ * width,
                      width);
    x = {rows, nullptr};
  }
  steps_->forward({.steps = steps,
                   .hidden_weights = hidden_weights(layer),
                   .bias = model_.layer(weights_.masters, layer).bias,
                   .x = x,
                   .kept = kept,
                   .h = ahead(room_.current, index),
                   .c = ahead(room_.current + hidden_.c(), index),
                   .h_out = is_top ? nullptr : room_.between,
                   .from_h = room_.from_h});
  launched("going forward");
}

void FusedEngine::end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) {
  for (std::size_t layer = 0; layer < model_.layers(); ++layer) {
    const auto index = static_cast<std::int64_t>(layer);
    const FusedStep last = steps_ahead(layer_state(layer, steps, internal), steps - 1, gates_, size_);
    cell_->outputs(1, last, ahead(hidden, index));
    if (hidden_.has_c()) copy(last.extra, ahead(hidden + hidden_.c(), index), 1);
  }
  launched("taking a hidden state from an internal state");
}

const void* FusedEngine::outputs(std::int64_t steps, const std::byte* internal) {
  side_.join();  // which may still read those of the call before
  cell_->outputs(steps, layer_state(model_.layers() - 1, steps, internal), ahead(room_.states, 1));
  launched("computing outputs");
  return ahead(room_.states, 1);
}

void FusedEngine::backward(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal,
                           const std::byte* before, void* d_y) {
  const auto width = static_cast<std::int64_t>(model_.hidden());
  for (std::size_t layer = model_.layers(); layer-- > 0;) {
    const auto index = static_cast<std::int64_t>(layer);
    const bool is_top = layer + 1 == model_.layers();
    if (!is_top) side_.join();  // which may still read gradients and states of the layer above
    copy(ahead(before, index), room_.states, 1);  // outputs() has put those of the other steps behind it
    steps_->backward({.steps = steps,
                      .hidden_weights = hidden_weights(layer),
                      .kept = layer_state(layer, steps, internal),
                      .h_before = room_.states,
                      .c_before = ahead(before + hidden_.c(), index),
                      .d_y = d_y,
                      .d_h = ahead(room_.d_hidden, index),
                      .d_c = ahead(room_.d_hidden + hidden_.c(), index),
                      .d_from_x = room_.d_from_x,
                      .d_from_h = d_from_h(),
                      .parts = room_.parts});
    if (layer > 0) cell_->outputs(steps, layer_state(layer - 1, steps, internal), ahead(room_.below, 1));
    side_.fork();
    add_weight_gradients(layer, steps, bytes);
    if (layer > 0) {
      products_.backward(room_.d_from_x, input_weights(layer), d_y, steps * size_.batch, gates_ * width,
                         width, Into::Place);
      std::swap(room_.states, room_.below);
    }
  }
  launched("going backward");
}

void FusedEngine::add_weight_gradients(std::size_t layer, std::int64_t steps,
                                       const kernels::ByteWindow& bytes) {
  const auto width = static_cast<std::int64_t>(model_.hidden());
  const std::int64_t rows = steps * size_.batch;
  const std::int64_t columns = gates_ * width;
  const LayerWeights<float> gradients = model_.layer(weights_.gradients, layer);
  side_products_.add_weight_gradient(d_from_h(), room_.states, gradients.hidden, rows, columns, width,
                                     gradient_scale_);
  if (cell_->has_two_parts()) {  // the last gate of the hidden state's part has a bias of its own
    const std::byte* last_gate = d_from_h() + (columns - width) * static_cast<std::int64_t>(bytes_of(type_));
    kernels::add_column_sums(last_gate, type_, rows, width, columns, gradient_scale_,
                             gradients.bias + columns, side_.get());
  }
  if (layer == 0) {
    kernels::read_symbols(bytes, room_.read, side_.get());
    kernels::add_by_symbol(room_.read, room_.d_from_x, type_, rows, columns, gradient_scale_, room_.d_table,
                           room_.sorting, side_.get());
  } else {
    side_products_.add_weight_gradient(room_.d_from_x, ahead(room_.below, 1), gradients.input, rows, columns,
                                       width, gradient_scale_);
    kernels::add_column_sums(room_.d_from_x, type_, rows, columns, columns, gradient_scale_, gradients.bias,
                             side_.get());
  }
}

FusedStep FusedEngine::layer_state(std::size_t layer, std::int64_t steps, const std::byte* internal) const {
  const FusedInternal layout(model_.cell(), steps);
  auto* at = const_cast<std::byte*>(internal);
  const auto index = static_cast<std::int64_t>(layer);
  return {at + layout.gates(index), at + layout.extra(index), at + layout.h(index)};
}

std::byte* FusedEngine::ahead(const void* from, std::int64_t vectors) const {
  return vectors_ahead(from, vectors, size_);
}

const void* FusedEngine::input_weights(std::size_t layer) const {
  return static_cast<const std::byte*>(weights_.numbers) + model_.layer_offset(layer) * bytes_of(type_);
}

const void* FusedEngine::hidden_weights(std::size_t layer) const {
  return static_cast<const std::byte*>(input_weights(layer)) + model_.layer_matrix() * bytes_of(type_);
}

void FusedEngine::copy(const void* from, void* to, std::int64_t vectors) {
  const std::size_t bytes = static_cast<std::size_t>(vectors) * model_.vector() * bytes_of(type_);
  status_.check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_), "copying a state");
}

}  // namespace tidemark
