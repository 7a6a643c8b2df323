// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/cpu_part.h"

#include <algorithm>
#include <utility>

namespace tidemark {
namespace {

float* numbers(std::byte* at) {
  return reinterpret_cast<float*>(at);
}
const float* numbers(const std::byte* at) {
  return reinterpret_cast<const float*>(at);
}

}  // namespace

CpuPart::CpuPart(const CpuLayout& shape, const BatchSlice& slice, const SharedModel& model,
                 const PartPlaces& places)
    : shape_(shape),
      slice_(slice),
      model_(model),
      at_(places),
      cell_(make_cpu_cell(shape.cell().kind, shape.batch(), shape.hidden())),
      table_gradients_(shape, model.weights, places.gradients, places.d_input_columns),
      layer_input_{shape.gate_rows(), shape.hidden(), shape.batch()},
      output_layer_(shape, model.weights, places.gradients, places.logits, places.entries),
      bytes_(shape.batch()) {}

void CpuPart::begin(std::int64_t position, std::int64_t length) {
  table_gradients_.clear();
  std::fill_n(at_.gradients, shape_.weights(), 0.0F);
  std::fill_n(at_.current, shape_.hidden_numbers(), 0.0F);
  std::fill_n(at_.d_hidden, shape_.hidden_numbers(), 0.0F);
  first_position_ = position;
  loss_sum_ = 0;
  steps_done_ = 0;
  gradient_scale_ = 1.0F / (static_cast<float>(length) * static_cast<float>(slice_.batch));
}

std::span<const std::uint8_t> CpuPart::bytes_read(std::int64_t step) {
  std::int64_t entry = slice_.first;
  for (std::uint8_t& byte : bytes_) byte = model_.input->at(entry++, first_position_ + step - 1);
  return bytes_;
}

LayerWeights<const float> CpuPart::layer_weights(std::size_t layer) const {
  return shape_.layer(model_.weights, layer);
}

void CpuPart::hidden_of(const float* internal, float* hidden) const {
  for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
    cell_->hidden_of(internal + layer * shape_.layer_internal(), hidden + layer * shape_.layer_hidden());
  }
}

void CpuPart::forward(std::int64_t step, std::size_t layer, float* internal) {
  float* hidden = at_.current + layer * shape_.layer_hidden();
  if (layer == 0) {
    model_.table.look_up(bytes_read(step), internal);
  } else {
    const float* h_below = hidden - shape_.layer_hidden();  // h comes first
    layer_input_.forward(layer_weights(layer), h_below, internal);
  }
  cell_->forward(layer_weights(layer), hidden, internal, at_.cell_scratch);
  cell_->hidden_of(internal, hidden);
}

void CpuPart::advance(std::int64_t from, std::int64_t to) {
  for (std::int64_t step = from + 1; step <= to; ++step) {
    for (std::size_t layer = 0; layer < shape_.layers(); ++layer) forward(step, layer, at_.advance_internal);
  }
}

void CpuPart::keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) {
  if (input) store_current(input);
  float* state = numbers(internal);
  for (std::int64_t step = first; step <= last; ++step, state += shape_.internal_numbers()) {
    for (std::size_t layer = 0; layer < shape_.layers(); ++layer) {
      forward(step, layer, state + layer * shape_.layer_internal());
    }
  }
}

void CpuPart::store_current(std::byte* to) const {
  std::copy_n(at_.current, shape_.hidden_numbers(), numbers(to));
}

void CpuPart::load_current(const HiddenSource& from) {
  copy_hidden(from, reinterpret_cast<std::byte*>(at_.current));
}

void CpuPart::copy_hidden(const HiddenSource& from, std::byte* to) const {
  if (from.kind == HiddenSource::Kind::Hidden) {
    std::copy_n(numbers(from.address), shape_.hidden_numbers(), numbers(to));
  } else {
    const std::size_t steps_before = static_cast<std::size_t>(from.steps) - 1;
    hidden_of(numbers(from.address) + steps_before * shape_.internal_numbers(), numbers(to));
  }
}

void CpuPart::backward(std::int64_t first, std::int64_t last, const std::byte* internal,
                       const HiddenSource& input) {
  for (std::int64_t step = last; step > first; --step) {
    const float* state =
        numbers(internal) + static_cast<std::size_t>(step - first) * shape_.internal_numbers();
    hidden_of(state - shape_.internal_numbers(), at_.spare_hidden);
    backward_step(step, state, at_.spare_hidden);
  }
  const float* before = numbers(input.address);
  if (input.kind == HiddenSource::Kind::Internal) {
    copy_hidden(input, reinterpret_cast<std::byte*>(at_.spare_hidden));
    before = at_.spare_hidden;
  }
  backward_step(first, numbers(internal), before);
}

void CpuPart::backward_step(std::int64_t step, const float* internal, const float* before) {
  const auto state_of = [&](std::size_t layer) { return internal + layer * shape_.layer_internal(); };
  const auto d_hidden_of = [&](std::size_t layer) { return at_.d_hidden + layer * shape_.layer_hidden(); };

  const std::size_t top = shape_.layers() - 1;
  loss_sum_ += output_layer_.backward(cell_->output_of(state_of(top), at_.output), bytes_read(step + 1),
                                      gradient_scale_, d_hidden_of(top));
  for (std::size_t layer = top + 1; layer-- > 0;) {
    const LayerWeights<float> gradients = shape_.layer(at_.gradients, layer);
    const float* d_gates =
        cell_->backward(layer_weights(layer), gradients, before + layer * shape_.layer_hidden(),
                        state_of(layer), d_hidden_of(layer), at_.cell_scratch);
    if (layer > 0) {
      layer_input_.backward(layer_weights(layer), gradients,
                            cell_->output_of(state_of(layer - 1), at_.output), d_gates,
                            d_hidden_of(layer - 1));
    } else {
      table_gradients_.add(bytes_read(step), d_gates);
    }
  }
  ++steps_done_;
}

}  // namespace tidemark
