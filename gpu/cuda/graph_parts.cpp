// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/graph_parts.h"

#include <algorithm>

#include "gpu/cuda/cuda_status.h"

namespace tidemark {
namespace {

// Some milliseconds, after which a run can be stopped. An iteration of cuDNN's (256 wide, 3,000 steps) took
// 45.7 ms on an H200 in parts of 256 steps, 45.9 in parts of 1,024, and 46.4 as a whole.
constexpr std::int64_t kStepsPerPart = 256;
constexpr std::int64_t kMostNodes = 1'000'000;  // each takes about a kilobyte on the host and on the GPU

}  // namespace

void GraphParts::begin(std::int64_t all_steps) {
  drop();
  all_steps_ = all_steps;
  begin_part();
}

void GraphParts::begin_part() {
  steps_ = 0;
  // In thread-local mode other threads of the process, including those of libraries, do not disturb the
  // capture.
  const cudaError_t code = cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal);
  is_capturing_ = code == cudaSuccess;
  if (!is_capturing_) fail(code, "beginning to capture a graph");
}

void GraphParts::count(std::int64_t steps) {
  if (!is_capturing_) return;
  steps_ += steps;
  if (steps_ < kStepsPerPart) return;
  end_part();
  if (!has_failed()) begin_part();
}

void GraphParts::end_part() {
  cudaGraph_t graph = nullptr;
  is_capturing_ = false;
  side_.join();
  cudaError_t code = cudaStreamEndCapture(stream_, &graph);
  if (code != cudaSuccess || !graph) {
    fail(code == cudaSuccess ? cudaErrorStreamCaptureInvalidated : code, "capturing a graph");
    return;
  }
  std::size_t nodes = 0;
  cudaGraphExec_t ready = nullptr;
  code = cudaGraphGetNodes(graph, nullptr, &nodes);
  nodes_ += static_cast<std::int64_t>(nodes);
  steps_before_ += steps_;
  // Capturing all nodes only to find that they are too many would take seconds, so that their number is
  // estimated from the parts so far.
  const double expected = static_cast<double>(nodes_) *
                          std::max(1.0, static_cast<double>(all_steps_) / static_cast<double>(steps_before_));
  if (code == cudaSuccess && expected > kMostNodes) {
    failure_ = "the schedule has more than " + std::to_string(kMostNodes) + " operations";
  }
  if (code == cudaSuccess && !has_failed() && nodes > 0) code = cudaGraphInstantiate(&ready, graph, 0);
  if (ready) parts_.push_back({ready, steps_});
  if (code == cudaSuccess && ready) code = cudaGraphUpload(ready, stream_);
  cudaGraphDestroy(graph);
  if (code != cudaSuccess) fail(code, "preparing a graph");
}

Result<void> GraphParts::end() {
  if (is_capturing_) end_part();
  cudaGetLastError();  // what went wrong while capturing is reported here
  if (!has_failed()) return {};
  const std::string why = failure_;
  drop();
  return failure(why);
}

void GraphParts::fail(cudaError_t code, const char* what) {
  if (failure_.empty()) failure_ = CudaStatus::sentence(code, what);
}

void GraphParts::drop() {
  for (const Part& part : parts_) cudaGraphExecDestroy(part.graph);
  parts_.clear();
  nodes_ = 0;
  steps_before_ = 0;
  failure_.clear();
}

}  // namespace tidemark
