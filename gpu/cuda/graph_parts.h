// SPDX-License-Identifier: Apache-2.0
/// A long piece of queued work as CUDA graphs: captured once, then launched again and again with next to no
/// work for the host. It is cut into parts, so that a replay can be stopped in between.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "gpu/cuda/side_stream.h"

namespace tidemark {

class GraphParts {
 public:
  /// Graphs of what is queued on `stream`, and on `side` between its forks and joins; each ends with a join.
  /// `side` must outlive this.
  GraphParts(cudaStream_t stream, SideStream& side) : stream_(stream), side_(side) {}
  ~GraphParts() { drop(); }
  GraphParts(const GraphParts&) = delete;
  GraphParts& operator=(const GraphParts&) = delete;

  /// Drops what was captured before, and captures what is queued on the stream from here on, `all_steps`
  /// steps in all.
  void begin(std::int64_t all_steps);
  /// Counts `steps` more steps as queued. Now and then one part ends here and the next begins.
  void count(std::int64_t steps);
  /// Ends the capture. Afterwards either everything is captured, or nothing is, and the Error says why.
  Result<void> end();
  void drop();

  /// True once the capture has failed; nothing more needs to be queued, and end() says why.
  bool has_failed() const { return !failure_.empty(); }

  /// The parts are to be launched in order: launch(i) queues the i-th.
  std::size_t parts() const { return parts_.size(); }
  cudaError_t launch(std::size_t part) const { return cudaGraphLaunch(parts_[part].graph, stream_); }
  std::int64_t steps(std::size_t part) const { return parts_[part].steps; }
  std::int64_t nodes() const { return nodes_; }

 private:
  struct Part {
    cudaGraphExec_t graph;
    std::int64_t steps;
  };

  void begin_part();
  void end_part();
  void fail(cudaError_t code, const char* what);

  const cudaStream_t stream_;
  SideStream& side_;
  std::vector<Part> parts_;
  bool is_capturing_ = false;
  std::int64_t steps_ = 0;  ///< of the part being captured
  std::int64_t steps_before_ = 0;
  std::int64_t all_steps_ = 0;
  std::int64_t nodes_ = 0;
  std::string failure_;
};

}  // namespace tidemark
