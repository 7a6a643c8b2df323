// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/fused_engine.h"

#include <utility>

namespace tidemark {
namespace {

using Into = MatrixProducts::Into;

kernels::CellSize cell_size(const Cell& cell) {
  return {cell.batch, cell.hidden, number_type_of(cell.precision)};
}

}  // namespace

FusedEngine::FusedEngine(const WeightLayout& model, std::int64_t most_steps, MatrixProducts& products,
                         MatrixProducts& master_products, cudaStream_t stream, CudaStatus& status)
    : model_(model),
      most_steps_(most_steps),
      type_(number_type_of(model.cell().precision)),
      hidden_(model.cell()),
      gates_(static_cast<std::int64_t>(model.vectors().gates)),
      products_(products),
      master_products_(master_products),
      stream_(stream),
      status_(status),
      cell_(make_fused_cell(model.cell().kind, cell_size(model.cell()), stream)) {}

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
    forward_layer(layer, steps, bytes, {room_.d_from_x, nullptr, nullptr});
  }
}

void FusedEngine::keep(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal) {
  for (std::size_t layer = 0; layer < model_.layers(); ++layer) {
    forward_layer(layer, steps, bytes, layer_state(layer, steps, internal));
  }
}

void FusedEngine::forward_layer(std::size_t layer, std::int64_t steps, const kernels::ByteWindow& bytes,
                                const FusedStep& first) {
  const auto batch = static_cast<std::int64_t>(model_.batch());
  const auto width = static_cast<std::int64_t>(model_.hidden());
  std::byte* h = ahead(room_.current, static_cast<std::int64_t>(layer));
  std::byte* c = ahead(room_.current + hidden_.c(), static_cast<std::int64_t>(layer));
  const float* bias = model_.layer(weights_.masters, layer).bias;
  const bool is_top = layer + 1 == model_.layers();
  if (layer == 0) {
    const std::int64_t row_bytes = gates_ * width * static_cast<std::int64_t>(bytes_of(type_));
    kernels::look_up(bytes, room_.table, row_bytes, first.gates, room_.symbols, stream_);
  } else {
    products_.forward(room_.between, input_weights(layer), first.gates, type_, steps * batch, gates_ * width,
                      width);
  }
  for (std::int64_t step = 0; step < steps; ++step) {
    products_.forward(h, hidden_weights(layer), room_.from_h, type_, batch, gates_ * width, width);
    // The outputs overwrite the inputs, which are not needed any more, and become the inputs of the layer
    // above.
    cell_->forward(at_step(first, step), room_.from_h, bias, h, c,
                   is_top ? nullptr : ahead(room_.between, step));
  }
  launched("going forward");
}

void FusedEngine::end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) {
  for (std::size_t layer = 0; layer < model_.layers(); ++layer) {
    const auto index = static_cast<std::int64_t>(layer);
    const FusedStep last = at_step(layer_state(layer, steps, internal), steps - 1);
    cell_->outputs(1, last, ahead(hidden, index));
    if (hidden_.has_c()) copy(last.extra, ahead(hidden + hidden_.c(), index), 1);
  }
  launched("taking a hidden state from an internal state");
}

const void* FusedEngine::outputs(std::int64_t steps, const std::byte* internal) {
  cell_->outputs(steps, layer_state(model_.layers() - 1, steps, internal), ahead(room_.states, 1));
  launched("computing outputs");
  return ahead(room_.states, 1);
}

void FusedEngine::backward(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal,
                           const std::byte* before, void* d_y) {
  const auto batch = static_cast<std::int64_t>(model_.batch());
  const auto width = static_cast<std::int64_t>(model_.hidden());
  const std::int64_t rows = steps * batch;
  for (std::size_t layer = model_.layers(); layer-- > 0;) {
    const auto index = static_cast<std::int64_t>(layer);
    const FusedStep first = layer_state(layer, steps, internal);
    std::byte* d_h = ahead(room_.d_hidden, index);
    std::byte* d_c = ahead(room_.d_hidden + hidden_.c(), index);
    const std::byte* c_before = ahead(before + hidden_.c(), index);
    std::byte* d_from_h = cell_->has_two_parts() ? room_.d_from_h : room_.d_from_x;
    copy(ahead(before, index), room_.states, 1);  // outputs() has put those of the other steps behind it
    for (std::int64_t step = steps - 1; step >= 0; --step) {
      std::byte* d_from_h_of_step = ahead(d_from_h, step * gates_);
      cell_->backward(at_step(first, step), ahead(room_.states, step),
                      step == 0 ? c_before : at_step(first, step - 1).extra,
                      {ahead(d_y, step), d_h, d_c, ahead(room_.d_from_x, step * gates_), d_from_h_of_step});
      products_.backward(d_from_h_of_step, hidden_weights(layer), d_h, batch, gates_ * width, width,
                         cell_->has_two_parts() ? Into::Sum : Into::Place);
    }

    const LayerWeights<float> gradients = model_.layer(weights_.gradients, layer);
    products_.add_weight_gradient(d_from_h, room_.states, gradients.hidden, rows, gates_ * width, width,
                                  gradient_scale_);
    if (cell_->has_two_parts()) {  // the last gate of the hidden state's part has a bias of its own
      kernels::add_column_sums(
          ahead(d_from_h, 0) + (gates_ - 1) * width * static_cast<std::int64_t>(bytes_of(type_)), type_, rows,
          width, gates_ * width, gradient_scale_, gradients.bias + gates_ * width, stream_);
    }
    if (layer == 0) {
      kernels::read_symbols(bytes, room_.symbols, stream_);
      kernels::add_by_symbol(room_.symbols, room_.d_from_x, type_, rows, gates_ * width, gradient_scale_,
                             room_.d_table, stream_);
    } else {
      cell_->outputs(steps, layer_state(layer - 1, steps, internal), ahead(room_.below, 1));
      products_.add_weight_gradient(room_.d_from_x, ahead(room_.below, 1), gradients.input, rows,
                                    gates_ * width, width, gradient_scale_);
      kernels::add_column_sums(room_.d_from_x, type_, rows, gates_ * width, gates_ * width, gradient_scale_,
                               gradients.bias, stream_);
      products_.backward(room_.d_from_x, input_weights(layer), d_y, rows, gates_ * width, width, Into::Place);
      std::swap(room_.states, room_.below);
    }
  }
  launched("going backward");
}

FusedStep FusedEngine::layer_state(std::size_t layer, std::int64_t steps, const std::byte* internal) const {
  const FusedInternal layout(model_.cell(), steps);
  auto* at = const_cast<std::byte*>(internal);
  const auto index = static_cast<std::int64_t>(layer);
  return {at + layout.gates(index), at + layout.extra(index), at + layout.h(index)};
}

FusedStep FusedEngine::at_step(const FusedStep& first, std::int64_t step) const {
  return {ahead(first.gates, step * gates_), first.extra ? ahead(first.extra, step) : nullptr,
          first.h ? ahead(first.h, step) : nullptr};
}

std::byte* FusedEngine::ahead(const void* from, std::int64_t vectors) const {
  auto* bytes = const_cast<std::byte*>(static_cast<const std::byte*>(from));
  return bytes + vectors * static_cast<std::int64_t>(model_.vector() * bytes_of(type_));
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
