// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/input_table.h"

#include <algorithm>

#include "gpu/cpu/gemm.h"
#include "gpu/cpu/pointwise.h"

namespace tidemark {

using gemm::Into;
using gemm::multiply;
using gemm::transposed;

InputTable::InputTable(const CpuLayout& shape, const float* weights, float* gradients, float* columns,
                       float* d_columns)
    : rows_(shape.gate_rows()),
      hidden_(shape.hidden()),
      weights_(shape.layer(weights, 0)),
      gradients_(shape.layer(gradients, 0)),
      embedding_(weights + shape.embedding_offset()),
      d_embedding_(gradients + shape.embedding_offset()),
      columns_(columns),
      d_columns_(d_columns) {}

void InputTable::begin() {
  for (std::size_t symbol = 0; symbol < kSymbols; ++symbol) {
    std::copy_n(weights_.bias, rows_, columns_ + symbol * rows_);
  }
  multiply({embedding_}, transposed(weights_.input), columns_, kSymbols, rows_, hidden_, Into::Sum);
  std::fill_n(d_columns_, kSymbols * rows_, 0.0F);
}

void InputTable::forward(std::span<const std::uint8_t> symbols, float* gates) const {
  pointwise::look_up(columns_, symbols.data(), gates, rows_, symbols.size());
}

void InputTable::backward(std::span<const std::uint8_t> symbols, const float* d_gates) {
  pointwise::add_by_symbol(d_gates, symbols.data(), d_columns_, rows_, symbols.size());
}

void InputTable::finish() {
  multiply(transposed(d_columns_), {embedding_}, gradients_.input, rows_, hidden_, kSymbols, Into::Sum);
  pointwise::add_column_sums(d_columns_, gradients_.bias, kSymbols, rows_);
  multiply({d_columns_}, {weights_.input}, d_embedding_, kSymbols, hidden_, rows_, Into::Sum);
}

}  // namespace tidemark
