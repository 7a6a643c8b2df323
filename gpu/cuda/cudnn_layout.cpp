// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cudnn_layout.h"

namespace tidemark {

CudnnInternal::CudnnInternal(const Cell& cell, std::int64_t steps) {
  const HiddenLayout hidden(cell);
  const std::int64_t step_bytes =
      cell.batch * cell.hidden * static_cast<std::int64_t>(bytes_of(number_type_of(cell.precision)));
  shares_y = cell.layers == 1 && step_bytes == hidden.part_bytes;
  end_h = shares_y ? (steps - 1) * step_bytes : aligned(steps * step_bytes);
  end_c = end_h + hidden.c();
  reserve = end_h + hidden.bytes;
}

Result<std::vector<WeightRun>> weight_runs(const WeightLayout& model, const CudnnParameterLookup& lookup) {
  const std::size_t hidden = model.hidden();
  const std::size_t gates = model.vectors().gates;
  const std::size_t biases = model.vectors().biases;  // one for each gate, and a second one for a GRU's n
  std::vector<WeightRun> runs;
  for (std::size_t layer = 0; layer < model.layers(); ++layer) {
    const std::size_t input = model.layer_offset(layer);  // the same offsets as in WeightLayout::layer()
    const std::size_t recurrent = input + model.layer_matrix();
    const std::size_t bias = recurrent + model.layer_matrix();
    for (std::size_t transform = 0; transform < 2 * gates; ++transform) {
      const auto theirs = lookup(layer, transform);
      if (!theirs) return tl::unexpected(theirs.error());
      const bool on_input = transform < gates;
      const std::size_t gate = on_input ? transform : transform - gates;
      const std::size_t matrix = (on_input ? input : recurrent) + gate * hidden * hidden;
      runs.push_back({matrix, theirs->matrix, hidden * hidden});
      // A GRU's n has a second bias, on the hidden state's side, which comes last.
      const bool has_second_bias = !on_input && gate + 1 == gates && biases == gates + 1;
      if (on_input || has_second_bias) {
        runs.push_back({bias + (on_input ? gate : gates) * hidden, theirs->bias, hidden});
      }
    }
  }
  return runs;
}

}  // namespace tidemark
