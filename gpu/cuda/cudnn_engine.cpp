// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cudnn_engine.h"

#include <algorithm>
#include <utility>

#include "gpu/cuda/kernels.h"

namespace tidemark {

Result<std::unique_ptr<CudnnEngine>> CudnnEngine::create(const ModelWeights& model, std::int64_t most_steps,
                                                         std::shared_ptr<const CudnnHandle> cudnn,
                                                         cudaStream_t stream, CudaStatus& status) {
  auto rnn = CudnnRnn::create(std::move(cudnn), model.cell());
  if (!rnn) return tl::unexpected(rnn.error());
  std::unique_ptr<CudnnEngine> engine(new CudnnEngine(model, most_steps, *std::move(rnn), stream, status));
  if (auto asked = engine->ask_sizes(); !asked) return tl::unexpected(asked.error());
  return engine;
}

CudnnEngine::CudnnEngine(const ModelWeights& model, std::int64_t most_steps, std::unique_ptr<CudnnRnn> rnn,
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

/// Of few steps one by one, since sizes do not always grow with them, and of the most: cuDNN takes the longer
/// to answer the more steps there are, 2 ms for 65,535 (9.19, where sizes of LSTMs grew all the way to
/// 16,000).
Result<void> CudnnEngine::ask_sizes() {
  constexpr std::int64_t kOneByOne = 128;
  for (std::int64_t steps = 1; steps <= std::min(kOneByOne, most_steps_); ++steps) {
    if (auto asked = ask_sizes_of(steps); !asked) return asked;
  }
  return ask_sizes_of(most_steps_);
}

Result<void> CudnnEngine::ask_sizes_of(std::int64_t steps) {
  return rnn_->sequence(steps).map([&](const CudnnRnn::Sequence* sequence) {
    most_internal_bytes_ = std::max(most_internal_bytes_, layout(steps, *sequence).bytes);
    workspace_bytes_ =
        std::max({workspace_bytes_, sequence->training_workspace, sequence->inference_workspace});
  });
}

CudnnInternal CudnnEngine::layout(std::int64_t steps, const CudnnRnn::Sequence& sequence) const {
  return {model_.cell(), steps, static_cast<std::int64_t>(sequence.reserve)};
}

const CudnnRnn::Sequence* CudnnEngine::sequence(std::int64_t steps) {
  const auto asked = rnn_->sequence(steps);
  if (!asked) {
    status_.note(asked.error().message);
    return nullptr;
  }
  const bool fits = layout(steps, **asked).bytes <= most_internal_bytes_ &&
                    (*asked)->training_workspace <= workspace_bytes_ &&
                    (*asked)->inference_workspace <= workspace_bytes_;
  if (fits) return *asked;
  status_.note("cuDNN needs more memory for " + std::to_string(steps) + " steps than for " +
               std::to_string(most_steps_) + "; choose units of another length");
  return nullptr;
}

void CudnnEngine::plan_memory(MemoryPlan& plan) {
  const auto weight_bytes = static_cast<std::int64_t>(rnn_->weight_bytes());
  const std::int64_t vectors = most_steps_ * static_cast<std::int64_t>(model_.vector());
  plan.add("weights in cuDNN's order", weight_bytes, &room_.weights);
  plan.add("gradients in cuDNN's order", weight_bytes, &room_.gradients);
  plan.add("weights in cuDNN's order", static_cast<std::int64_t>(run_count_ * sizeof(WeightRun)),
           &room_.runs);
  plan.add("workspace", static_cast<std::int64_t>(workspace_bytes_), &room_.workspace);
  plan.add("scratch", aligned_bytes_of(vectors, type_), &room_.outputs);
  if (is_exact()) {
    const CudnnRnn::Sequence& step = **rnn_->sequence(1);  // asked for already
    plan.add("scratch", static_cast<std::int64_t>(step.reserve), &room_.reserve);
  }
  for (int turn = 0; turn < 2; ++turn) {
    plan.add("working core", hidden_.bytes, &room_.current[turn]);
    plan.add("working core", hidden_.bytes, &room_.d_hidden[turn]);
  }
}

void CudnnEngine::start() {
  auto runs = rnn_->weight_runs(model_, room_.weights);
  if (!runs) return status_.note(runs.error().message);
  runs_ = *std::move(runs);
  // Biases that we do not have are 0 for good.
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
  handle();  // now rather than in the middle of a capture
  gradient_scale_ = gradient_scale;
  turn_ = 0;
  gradient_turn_ = 0;
  const auto bytes = static_cast<std::size_t>(hidden_.bytes);
  status_.check(cudaMemsetAsync(room_.current[0], 0, bytes, stream_), "starting an iteration");
  status_.check(cudaMemsetAsync(room_.d_hidden[0], 0, bytes, stream_), "starting an iteration");
  status_.check(cudaMemsetAsync(room_.gradients, 0, rnn_->weight_bytes(), stream_), "starting an iteration");
}

/// 16-bit gradients have been added up in float32 as they came.
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

void CudnnEngine::forward(const CudnnRnn::Sequence& sequence, const void* x, void* y, void* reserve) {
  std::byte* before = room_.current[turn_];
  std::byte* after = room_.current[1 - turn_];
  const cudnnForwardMode_t mode = reserve ? CUDNN_FWD_MODE_TRAINING : CUDNN_FWD_MODE_INFERENCE;
  const std::size_t workspace = reserve ? sequence.training_workspace : sequence.inference_workspace;
  check(cudnn_.cudnnRNNForward(handle(), rnn_->network(), mode, nullptr, sequence.descriptor, x,
                               sequence.descriptor, y, rnn_->hidden(), before, after, rnn_->hidden(),
                               c_of(before), c_of(after), rnn_->weight_bytes(), room_.weights, workspace,
                               room_.workspace, reserve ? sequence.reserve : 0, reserve),
        "going forward");
  turn_ = 1 - turn_;
}

void CudnnEngine::advance(std::int64_t steps, void* x) {
  const CudnnRnn::Sequence* of_steps = sequence(steps);
  if (of_steps != nullptr) forward(*of_steps, x, room_.outputs, is_exact() ? room_.reserve : nullptr);
}

void CudnnEngine::keep(std::int64_t steps, void* x, std::byte* internal) {
  const CudnnRnn::Sequence* of_steps = sequence(steps);
  if (of_steps == nullptr) return;
  const CudnnInternal at = layout(steps, *of_steps);
  forward(*of_steps, x, internal, internal + at.reserve);
  const std::byte* after = room_.current[turn_];
  // h is there already where it is the last y.
  const std::int64_t skipped = at.shares_y ? hidden_.c() : 0;
  if (skipped < hidden_.bytes) {
    status_.check(
        cudaMemcpyAsync(internal + at.end_h + skipped, after + skipped,
                        static_cast<std::size_t>(hidden_.bytes - skipped), cudaMemcpyDeviceToDevice, stream_),
        "keeping a state");
  }
}

void CudnnEngine::end_state(std::int64_t steps, const std::byte* internal, std::byte* hidden) {
  const CudnnRnn::Sequence* of_steps = sequence(steps);
  if (of_steps == nullptr) return;
  status_.check(cudaMemcpyAsync(hidden, internal + layout(steps, *of_steps).end_h,
                                static_cast<std::size_t>(hidden_.bytes), cudaMemcpyDeviceToDevice, stream_),
                "taking a hidden state from an internal state");
}

const void* CudnnEngine::backward(std::int64_t steps, const void* x, std::byte* internal,
                                  const std::byte* before, void* d_y) {
  const CudnnRnn::Sequence* of_steps = sequence(steps);
  if (of_steps == nullptr) return d_y;  // noted: nothing that follows counts
  const CudnnRnn::Sequence& shape = *of_steps;
  const CudnnInternal at = layout(steps, shape);
  const std::byte* d_after = room_.d_hidden[gradient_turn_];
  std::byte* d_before = room_.d_hidden[1 - gradient_turn_];
  std::byte* d_x = room_.outputs;
  if (is_16_bit()) {
    status_.check(cudaMemsetAsync(room_.gradients, 0, rnn_->weight_bytes(), stream_), "going backward");
  }
  // Overwrites parts of the reserve, which the weights' gradients then need: one copy serves one backward.
  check(cudnn_.cudnnRNNBackwardData_v8(handle(), rnn_->network(), nullptr, shape.descriptor, internal, d_y,
                                       shape.descriptor, d_x, rnn_->hidden(), before, d_after, d_before,
                                       rnn_->hidden(), c_of(before), c_of(d_after), c_of(d_before),
                                       rnn_->weight_bytes(), room_.weights, shape.training_workspace,
                                       room_.workspace, shape.reserve, internal + at.reserve),
        "going backward");
  check(cudnn_.cudnnRNNBackwardWeights_v8(
            handle(), rnn_->network(), CUDNN_WGRAD_MODE_ADD, nullptr, shape.descriptor, x, rnn_->hidden(),
            before, shape.descriptor, internal, rnn_->weight_bytes(), room_.gradients,
            shape.training_workspace, room_.workspace, shape.reserve, internal + at.reserve),
        "computing weight gradients");
  gradient_turn_ = 1 - gradient_turn_;
  if (is_16_bit()) {
    kernels::add_gathered(room_.runs, static_cast<std::int64_t>(runs_.size()), room_.gradients, type_,
                          gradient_scale_, weights_.gradients, stream_);
    status_.check(cudaGetLastError(), "gathering gradients");
  }
  return d_x;
}

}  // namespace tidemark
