// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cudnn_engine.h"

#include <algorithm>
#include <utility>

#include "gpu/cuda/kernels.h"

namespace tidemark {
namespace {

// cuDNN does not promise that sizes grow with the number of steps. Asking takes time in proportion to that
// number, 2 ms for 65,535 steps. So up to this bound every number is asked about, and beyond it only the
// largest. cuDNN 9.19's sizes never fall, whatever the cell and the precision. If one does, it is noticed
// before the call that would need it.
constexpr std::int64_t kEachAsked = 128;

std::size_t workspace_of(const CudnnRnn::Sequence& sequence) {
  return std::max(sequence.training_workspace, sequence.inference_workspace);
}

}  // namespace

Result<std::unique_ptr<CudnnEngine>> CudnnEngine::create(const WeightLayout& model, std::int64_t most_steps,
                                                         std::shared_ptr<const CudnnHandle> cudnn,
                                                         cudaStream_t stream, CudaStatus& status) {
  auto rnn = CudnnRnn::create(std::move(cudnn), model.cell());
  if (!rnn) return tl::unexpected(rnn.error());
  std::unique_ptr<CudnnEngine> engine(new CudnnEngine(model, most_steps, *std::move(rnn), stream, status));
  if (auto asked = engine->ask_sizes(); !asked) return tl::unexpected(asked.error());
  return engine;
}

CudnnEngine::CudnnEngine(const WeightLayout& model, std::int64_t most_steps, std::unique_ptr<CudnnRnn> rnn,
                         cudaStream_t stream, CudaStatus& status)
    : model_(model),
      most_steps_(most_steps),
      type_(number_type_of(model.cell().precision)),
      hidden_(model.cell()),
      rnn_(std::move(rnn)),
      cudnn_(rnn_->library()),
      stream_(stream),
      status_(status),
      run_count_(model.layers() * (2 * model.vectors().gates + model.vectors().biases)) {}

CudnnEngine::~CudnnEngine() {
  rnn_->handle().leave(stream_);
}

Result<void> CudnnEngine::ask_sizes() {
  for (std::int64_t steps = 1; steps <= most_steps_; ++steps) {
    if (steps > kEachAsked) steps = most_steps_;
    const auto asked = rnn_->sequence(steps);
    if (!asked) return tl::unexpected(asked.error());
    workspace_bytes_ = std::max(workspace_bytes_, workspace_of(**asked));
    internal_bytes_ = std::max(internal_bytes_, internal_bytes_of(steps, **asked));
  }
  return {};
}

std::int64_t CudnnEngine::internal_bytes_of(std::int64_t steps, const CudnnRnn::Sequence& sequence) const {
  return layout(steps).bytes(static_cast<std::int64_t>(sequence.reserve));
}

const CudnnRnn::Sequence* CudnnEngine::sequence(std::int64_t steps) {
  const auto asked = rnn_->sequence(steps);
  if (!asked) {
    status_.note(asked.error().message);
  } else if (workspace_of(**asked) > workspace_bytes_ ||
             internal_bytes_of(steps, **asked) > internal_bytes_) {
    status_.note("cuDNN needs more memory for " + std::to_string(steps) + " steps than for " +
                 std::to_string(most_steps_) + "; choose another number of steps for a chunk");
  }
  return status_.is_fine() ? *asked : nullptr;
}

void CudnnEngine::plan_memory(MemoryPlan& plan) {
  const auto weight_bytes = static_cast<std::int64_t>(rnn_->weight_bytes());
  const std::int64_t vectors = most_steps_ * static_cast<std::int64_t>(model_.vector());
  plan.add("weights in cuDNN's order", weight_bytes, &room_.weights);
  plan.add("gradients in cuDNN's order", weight_bytes, &room_.gradients);
  plan.add("weights in cuDNN's order", static_cast<std::int64_t>(run_count_ * sizeof(WeightRun)),
           &room_.runs);
  plan.add("workspace", static_cast<std::int64_t>(workspace_bytes_), &room_.workspace);
  plan.add("scratch", aligned_bytes_of(vectors, type_), &room_.x);
  const std::int64_t rows = most_steps_ * static_cast<std::int64_t>(model_.batch());
  plan.add("scratch", rows, &room_.symbols);
  plan.add("scratch", kernels::bytes_to_sort(rows), &room_.sorting);
  plan.add("scratch", aligned_bytes_of(vectors, type_), &room_.outputs);
  for (int turn = 0; turn < 2; ++turn) {
    plan.add("working core", hidden_.bytes, &room_.current[turn]);
    plan.add("working core", hidden_.bytes, &room_.d_hidden[turn]);
  }
}

void CudnnEngine::start() {
  auto runs = rnn_->weight_runs(model_, room_.weights);
  if (!runs) return status_.note(runs.error().message);
  runs_ = *std::move(runs);
  // Biases that only cuDNN has stay 0.
  status_.check(cudaMemsetAsync(room_.weights, 0, rnn_->weight_bytes(), stream_), "laying out the weights");
  status_.check(cudaMemcpyAsync(room_.runs, runs_.data(), runs_.size() * sizeof(WeightRun),
                                cudaMemcpyHostToDevice, stream_),
                "laying out the weights");
}

void CudnnEngine::weights_changed(const Weights& weights) {
  weights_ = weights;
  kernels::scatter(room_.runs, static_cast<std::int64_t>(runs_.size()), weights.masters, room_.weights, type_,
                   stream_);
  status_.check(cudaGetLastError(), "laying out the weights");
}

void CudnnEngine::begin_iteration(float gradient_scale) {
  gradient_scale_ = gradient_scale;
  turn_ = 0;
  gradient_turn_ = 0;
  handle();  // switches to the stream now: within an iteration the switch might be captured into a graph
  const auto bytes = static_cast<std::size_t>(hidden_.bytes);
  status_.check(cudaMemsetAsync(room_.current[0], 0, bytes, stream_), "starting an iteration");
  status_.check(cudaMemsetAsync(room_.d_hidden[0], 0, bytes, stream_), "starting an iteration");
  status_.check(cudaMemsetAsync(room_.gradients, 0, rnn_->weight_bytes(), stream_), "starting an iteration");
}

/// Gradients of 16 bits have been added up in float32 already, call by call.
void CudnnEngine::finish_gradients() {
  if (is_16_bit()) return;
  kernels::gather(room_.runs, static_cast<std::int64_t>(runs_.size()), room_.gradients, type_,
                  weights_.gradients, stream_);
  status_.check(cudaGetLastError(), "gathering gradients");
}

bool CudnnEngine::check(cudnnStatus_t code, const char* what) {
  if (code != CUDNN_STATUS_SUCCESS && status_.is_fine()) {
    status_.note(std::string("cuDNN failed while ") + what + ": " + cudnn_.words(code));
  }
  return status_.is_fine();
}

cudnnHandle_t CudnnEngine::handle() {
  check(rnn_->handle().work_on(stream_), "taking its stream");
  return rnn_->handle().get();
}

void CudnnEngine::embed(const kernels::ByteWindow& bytes) {
  const auto row_bytes = static_cast<std::int64_t>(model_.hidden() * bytes_of(type_));
  kernels::look_up(
      bytes, static_cast<const std::byte*>(weights_.numbers) + model_.embedding_offset() * bytes_of(type_),
      row_bytes, room_.x, room_.symbols, stream_);
  status_.check(cudaGetLastError(), "embedding the input");
}

void CudnnEngine::forward(std::int64_t steps, const kernels::ByteWindow& bytes, void* y, void* reserve) {
  const CudnnRnn::Sequence* sizes = sequence(steps);
  if (!sizes) return;
  embed(bytes);
  std::byte* before = room_.current[turn_];
  std::byte* after = room_.current[1 - turn_];
  const cudnnForwardMode_t mode = reserve ? CUDNN_FWD_MODE_TRAINING : CUDNN_FWD_MODE_INFERENCE;
  const std::size_t workspace = reserve ? sizes->training_workspace : sizes->inference_workspace;
  check(cudnn_.cudnnRNNForward(handle(), rnn_->network(), mode, nullptr, sizes->descriptor, room_.x,
                               sizes->descriptor, y, rnn_->hidden(), before, after, rnn_->hidden(),
                               c_of(before), c_of(after), rnn_->weight_bytes(), room_.weights, workspace,
                               room_.workspace, reserve ? sizes->reserve : 0, reserve),
        "going forward");
  turn_ = 1 - turn_;
}

void CudnnEngine::advance(std::int64_t steps, const kernels::ByteWindow& bytes) {
  forward(steps, bytes, room_.outputs, nullptr);
}

void CudnnEngine::keep(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal) {
  const CudnnInternal at = layout(steps);
  forward(steps, bytes, internal, internal + at.reserve);
  const std::byte* after = room_.current[turn_];
  // Where h is the last y, it is there already.
  const std::int64_t skipped = at.shares_y ? hidden_.c() : 0;
  if (skipped < hidden_.bytes) {
    status_.check(
        cudaMemcpyAsync(internal + at.end_h + skipped, after + skipped,
                        static_cast<std::size_t>(hidden_.bytes - skipped), cudaMemcpyDeviceToDevice, stream_),
        "keeping a state");
  }
}

void CudnnEngine::end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) {
  status_.check(cudaMemcpyAsync(hidden, internal + layout(steps).end_h,
                                static_cast<std::size_t>(hidden_.bytes), cudaMemcpyDeviceToDevice, stream_),
                "taking a hidden state from an internal state");
}

void CudnnEngine::backward(std::int64_t steps, const kernels::ByteWindow& bytes, std::byte* internal,
                           const std::byte* before, void* d_y) {
  const CudnnRnn::Sequence* sizes = sequence(steps);
  std::byte* d_x = room_.outputs;
  if (!sizes) return;
  embed(bytes);
  const CudnnInternal at = layout(steps);
  const std::byte* d_after = room_.d_hidden[gradient_turn_];
  std::byte* d_before = room_.d_hidden[1 - gradient_turn_];
  if (is_16_bit()) {
    status_.check(cudaMemsetAsync(room_.gradients, 0, rnn_->weight_bytes(), stream_), "going backward");
  }
  // Overwrites parts of the reserve with what the weights' gradients need next: a reserve can be used for one
  // backward call only.
  check(cudnn_.cudnnRNNBackwardData_v8(handle(), rnn_->network(), nullptr, sizes->descriptor, internal, d_y,
                                       sizes->descriptor, d_x, rnn_->hidden(), before, d_after, d_before,
                                       rnn_->hidden(), c_of(before), c_of(d_after), c_of(d_before),
                                       rnn_->weight_bytes(), room_.weights, sizes->training_workspace,
                                       room_.workspace, sizes->reserve, internal + at.reserve),
        "going backward");
  check(cudnn_.cudnnRNNBackwardWeights_v8(
            handle(), rnn_->network(), CUDNN_WGRAD_MODE_ADD, nullptr, sizes->descriptor, room_.x,
            rnn_->hidden(), before, sizes->descriptor, internal, rnn_->weight_bytes(), room_.gradients,
            sizes->training_workspace, room_.workspace, sizes->reserve, internal + at.reserve),
        "computing weight gradients");
  gradient_turn_ = 1 - gradient_turn_;
  if (is_16_bit()) {
    kernels::add_gathered(room_.runs, static_cast<std::int64_t>(runs_.size()), room_.gradients, type_,
                          gradient_scale_, weights_.gradients, stream_);
    status_.check(cudaGetLastError(), "gathering gradients");
  }
  kernels::add_by_symbol(room_.symbols, d_x, type_, bytes.rows, static_cast<std::int64_t>(model_.hidden()),
                         gradient_scale_, weights_.gradients + model_.embedding_offset(), room_.sorting,
                         stream_);
  status_.check(cudaGetLastError(), "adding the embedding's gradient");
}

}  // namespace tidemark
