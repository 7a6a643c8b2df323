// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/input_table.h"

#include <algorithm>

#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"

namespace tidemark {

using gemm::Into;
using gemm::multiply;
using gemm::transposed;

InputTable::InputTable(const CpuLayout& shape, const float* weights, float* columns)
    : rows_(shape.gate_rows()),
      hidden_(shape.hidden()),
      weights_(shape.layer(weights, 0)),
      embedding_(weights + shape.embedding_offset()),
      columns_(columns) {}

void InputTable::compute(const Range& symbols) {
  float* columns = columns_ + symbols.first * rows_;
  for (std::size_t k = 0; k < symbols.count; ++k) std::copy_n(weights_.bias, rows_, columns + k * rows_);
  multiply({embedding_ + symbols.first * hidden_}, transposed(weights_.input), columns, symbols.count, rows_,
           hidden_, Into::Sum);
}

void InputTable::look_up(std::span<const std::uint8_t> symbols, float* gates) const {
  pointwise::look_up(columns_, symbols.data(), gates, rows_, symbols.size());
}

InputTableGradients::InputTableGradients(const CpuLayout& shape, const float* weights, float* gradients,
                                         float* d_columns)
    : rows_(shape.gate_rows()),
      hidden_(shape.hidden()),
      weights_(shape.layer(weights, 0)),
      gradients_(shape.layer(gradients, 0)),
      embedding_(weights + shape.embedding_offset()),
      d_embedding_(gradients + shape.embedding_offset()),
      d_columns_(d_columns) {}

void InputTableGradients::clear() {
  std::fill_n(d_columns_, kSymbols * rows_, 0.0F);
}

void InputTableGradients::add(std::span<const std::uint8_t> symbols, const float* d_gates) {
  pointwise::add_by_symbol(d_gates, symbols.data(), d_columns_, rows_, symbols.size());
}

void InputTableGradients::finish(std::size_t part, std::size_t parts) const {
  const Range rows = Range::of(rows_, part, parts);
  multiply(transposed(d_columns_ + rows.first, rows_), {embedding_}, gradients_.input + rows.first * hidden_,
           rows.count, hidden_, kSymbols, Into::Sum);
  if (part == 0) pointwise::add_column_sums(d_columns_, gradients_.bias, kSymbols, rows_);
  const Range symbols = Range::of(kSymbols, part, parts);
  multiply({d_columns_ + symbols.first * rows_}, {weights_.input}, d_embedding_ + symbols.first * hidden_,
           symbols.count, hidden_, rows_, Into::Sum);
}

}  // namespace tidemark
