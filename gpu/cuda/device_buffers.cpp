// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/device_buffers.h"

#include "gpu/cuda/hidden_layout.h"

namespace tidemark {

StateBytes cuda_state_sizes(const Cell& cell, std::int64_t internal_bytes) {
  const std::int64_t hidden = HiddenLayout(cell).bytes;
  const std::int64_t beta = aligned(internal_bytes);
  return {.hidden = hidden, .alpha = beta + hidden, .beta = beta};
}

void DeviceBuffers::plan(const WeightLayout& model, std::int64_t most_steps, const StateBytes& sizes,
                         std::int64_t blas_workspace_bytes, MemoryPlan& memory) {
  const DType type = number_type_of(model.cell().precision);
  const bool is_16_bit = type != DType::Float32;
  const auto count = static_cast<std::int64_t>(model.weights());
  const std::int64_t weight_bytes = aligned_bytes_of(count, DType::Float32);
  const auto rows = most_steps * static_cast<std::int64_t>(model.batch());
  const std::int64_t sequence_bytes =
      aligned_bytes_of(rows * static_cast<std::int64_t>(model.hidden()), type);
  const std::int64_t scores = rows * static_cast<std::int64_t>(kSymbols);
  memory.add("weights", weight_bytes, &weights);
  memory.add("gradients", weight_bytes, &gradients);
  memory.add("optimiser", weight_bytes, &mean);
  memory.add("optimiser", weight_bytes, &variance);
  if (is_16_bit) memory.add("weights in 16 bits", aligned_bytes_of(count, type), &numbers16);
  memory.add("working core", sizes.beta, &core_internal);
  memory.add("working core", sizes.hidden, &core_input);
  memory.add("working core", sizes.hidden, &spare_hidden);
  memory.add("working core", sizes.hidden, &initial_hidden);
  memory.add("scratch", sequence_bytes, &d_y);
  memory.add("scratch", aligned_bytes_of(scores, DType::Float32), &logits);
  if (is_16_bit) memory.add("scratch", aligned_bytes_of(scores, type), &d_logits16);
  memory.add("scratch", rows * static_cast<std::int64_t>(sizeof(double)), &losses);
  memory.add("scratch", static_cast<std::int64_t>(sizeof(std::int64_t)), &origin);
  memory.add("workspace", blas_workspace_bytes, &blas_workspace);
}

}  // namespace tidemark
