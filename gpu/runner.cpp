// SPDX-License-Identifier: Apache-2.0
#include "gpu/runner.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/files/protocol.h"
#include "core/plan/plan.h"
#include "gpu/byte_input.h"
#include "gpu/captured_iteration.h"
#include "gpu/event_stream.h"
#include "gpu/host_memory.h"
#include "gpu/interpreter.h"
#include "gpu/query.h"
#include "gpu/recorder.h"
#include "gpu/step_timer.h"
#include "gpu/verification.h"

namespace tidemark {
namespace {

enum ExitCode { kDone = 0, kFailed = 1, kRefused = 2 };

#ifdef NDEBUG
constexpr bool kPoison = false;
#else
constexpr bool kPoison = true;
#endif

int refuse(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return kRefused;
}

/// Prints an answer of one line on standard output. A cancelled request has no answer.
template <class T>
int print_answer(const Cancellable<T>& answer) {
  if (!answer) return refuse(answer.error());
  if (!*answer) return kDone;
  const std::string line = to_json(**answer) + "\n";
  const bool is_written =
      std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
  if (!is_written) std::perror("the answer cannot be written");
  return is_written ? kDone : kFailed;
}

// --- one run ---

/// Everything that is checked and worked out before any memory is taken.
struct Prepared {
  Run request;
  DeviceSizes sizes;  ///< in single steps and in the plan's chunks
  std::shared_ptr<const ByteInput> input;
  StartEvent start;

  BoundSchedule program() const {
    const Plan& plan = *request.plan;
    return {plan.sequence(), plan.problem.strategy, sizes.chunk.states, plan.actions};
  }
};

Result<void> check_sizes(const Plan& plan, const StateBytes& bytes, std::int64_t peak, std::int64_t budget) {
  if (peak <= budget) return {};
  return failure("the plan needs ", peak, " bytes on this device, above its budget of ", budget,
                 " bytes: it was made with alpha ", plan.sizes.alpha_ratio(), " and beta ",
                 plan.sizes.beta_ratio(), ", where the device's states are ", bytes.hidden,
                 " bytes (hidden), ", bytes.alpha, " (alpha ", bytes.alpha_ratio(), ") and ", bytes.beta,
                 " (beta ", bytes.beta_ratio(), "); plan with the device's sizes or a larger budget");
}

Result<Prepared> prepare(const Run& request, const DeviceProvider& provider) {
  const Plan& plan = *request.plan;
  const Problem& problem = plan.problem;
  const auto device = provider.describe(problem.device, problem.cell, {1, problem.chunk_length});
  if (!device) return tl::unexpected(device.error());
  const auto sizes = device->sizes_for(problem.chunk_length);
  if (!sizes) return failure(problem.device, ": ", sizes.error().message);
  auto input = open_input(problem.input, problem.cell.batch, request.seed);
  if (!input) return tl::unexpected(input.error());
  const auto settled = settle(problem, *sizes);
  if (!settled) return tl::unexpected(settled.error());
  const std::int64_t budget = *settled->arena_bytes;
  const StateBytes& states = sizes->chunk.states;
  const auto peak = peak_bytes_of(plan, states);
  if (!peak) return tl::unexpected(peak.error());
  if (auto fits = check_sizes(plan, states, *peak, budget); !fits) return tl::unexpected(fits.error());

  StartEvent start;
  start.device = device->info;
  start.device.details["resident bytes before the run"] = std::to_string(resident_bytes());
  start.problem = problem;
  start.sizes = states;
  start.fixed = sizes->chunk.fixed;
  start.step_sizes = sizes->step;
  if (const std::int64_t bytes = (*input)->memory_bytes(); bytes > 0) start.fixed["input"] = bytes;
  start.iterations = request.iterations;
  start.budget_bytes = budget;
  start.calibration = plan.calibration;
  start.predicted_forward_steps = plan.forward_steps;
  start.predicted_arena_peak_bytes = *peak;
  Prepared prepared{request, *sizes, *std::move(input), std::move(start)};
  if (auto rehearsed = rehearse(prepared.program(), budget); !rehearsed) {
    return failure("the plan cannot be placed in memory: ", rehearsed.error().message);
  }
  return prepared;
}

class CancelWatch final : public Observer {
 public:
  explicit CancelWatch(RequestStream& requests) : requests_(requests) {}
  bool should_stop() override { return requests_.is_cancelled(); }

 private:
  RequestStream& requests_;
};

class RunInProgress {
 public:
  RunInProgress(Prepared prepared, const DeviceProvider& provider, EventStream& events,
                RequestStream& requests)
      : prepared_(std::move(prepared)), provider_(provider), events_(events), requests_(requests) {}

  /// Carries out all iterations. Returns done or cancelled; an Error if the run failed.
  Result<EndEvent::Status> carry_out_all() {
    const auto ready = set_up();
    events_.put(prepared_.start);
    if (!ready) return tl::unexpected(ready.error());
    if (!*ready) return EndEvent::Status::Cancelled;
    events_.flush();
    for (std::int64_t n = 1; n <= prepared_.request.iterations; ++n) {
      const auto completed = iterate(n);
      if (!completed) return tl::unexpected(completed.error());
      if (!*completed) return EndEvent::Status::Cancelled;
    }
    return EndEvent::Status::Done;
  }

 private:
  /// Takes the memory and measures the steps. Returns false if cancelled.
  Result<bool> set_up() {
    const Problem& problem = prepared_.start.problem;
    const Run& request = prepared_.request;
    auto device = provider_.create(problem.device, problem.cell, problem.chunk_length, prepared_.input,
                                   {.seed = request.seed, .learning_rate = request.learning_rate});
    if (!device) return tl::unexpected(device.error());
    device_ = *std::move(device);
    auto arena = device_->allocate(prepared_.start.budget_bytes);
    if (!arena) return failure("the arena: ", arena.error().message);
    arena_ = *std::move(arena);
    const bool is_completed =
        measure_steps(Issuing::Replayed) && set_up_capture() &&
        (captured_ || issuing_ == Issuing::OneByOne || measure_steps(Issuing::OneByOne));
    for (const auto& [name, bytes] : device_->fixed()) prepared_.start.fixed[name] = bytes;
    prepared_.start.device.details.insert(device_->info().details.begin(), device_->info().details.end());
    return device_->status().map([&] { return is_completed; });
  }

  /// Returns false if cancelled.
  bool measure_steps(Issuing issuing) {
    StartEvent& start = prepared_.start;
    const auto calibrated = calibrate(*device_, *arena_, sequence_of(start.problem), issuing,
                                      [&] { return requests_.is_cancelled(); });
    if (!calibrated) return false;
    issuing_ = calibrated->issuing;
    start.times = calibrated->times;
    start.predicted_seconds = predicted_seconds(start.times, *prepared_.request.plan);
    if (kPoison) device_->poison(arena_->data(), arena_->size());
    return true;
  }

  /// If the device can, iterations are replayed as a whole. Returns false if cancelled.
  bool set_up_capture() {
    if (!device_->graph_capture()) return true;
    CancelWatch watch(requests_);
    const auto captured = capture_iteration(*device_, prepared_.program(), *arena_, kPoison, watch);
    if (captured && !*captured) return false;
    prepared_.start.device.details["iterations"] =
        captured ? "replayed as a whole" : "action by action: " + captured.error().message;
    if (captured) captured_ = *captured;
    return true;
  }

  struct Iterated {
    RunOutcome outcome;
    double seconds;
    std::int64_t device_peak_bytes;
  };

  /// Returns false if cancelled.
  Result<bool> iterate(std::int64_t n) {
    auto done = n > 1 && captured_ ? replay(n) : carry_out_actions(n);
    if (n == 1 && captured_ && done && done->outcome.completed) {
      // The first iteration's actions were timed one by one. It is repeated as all others are done, for a
      // time that can be compared with theirs and with the prediction.
      const std::int64_t device_peak = done->device_peak_bytes;
      done = replay(n);
      if (done) done->device_peak_bytes = std::max(device_peak, done->device_peak_bytes);
    }
    if (!done) return tl::unexpected(done.error());
    if (!done->outcome.completed) return false;
    events_.put(IterationEvent{.n = n,
                               .loss = device_->loss(),
                               .seconds = done->seconds,
                               .forward_steps = done->outcome.forward_steps,
                               .arena_peak_bytes = done->outcome.arena_peak,
                               .device_peak_bytes = done->device_peak_bytes});
    if (n == 1 && prepared_.request.verify) {
      const auto verified = verify(prepared_.start.problem.length);
      if (!verified || !*verified) return verified;
    }
    if (n < prepared_.request.iterations) device_->update();
    return true;
  }

  Result<Iterated> carry_out_actions(std::int64_t n) {
    const BoundSchedule program = prepared_.program();
    device_->begin_iteration(n - 1, prepared_.start.problem.length);
    Recorder recorder = recorder_of(n, n == 1);
    const auto outcome = carry_out(program, *device_, arena_->data(), arena_->size(), kPoison, recorder);
    if (!outcome) return tl::unexpected(outcome.error());
    return finish(*outcome, recorder);
  }

  Result<Iterated> replay(std::int64_t n) {
    device_->begin_iteration(n - 1, prepared_.start.problem.length);
    Recorder recorder = recorder_of(n, false);
    RunOutcome outcome = captured_->outcome;
    outcome.completed = captured_->capture->replay([&] { return recorder.should_stop(); });
    return finish(outcome, recorder);
  }

  Recorder recorder_of(std::int64_t n, bool reports) {
    return {*device_,
            events_,
            requests_,
            n,
            static_cast<std::int64_t>(prepared_.request.plan->actions.size()),
            prepared_.start.predicted_arena_peak_bytes,
            reports};
  }

  Result<Iterated> finish(const RunOutcome& outcome, Recorder& recorder) {
    const double seconds = recorder.finish();
    return device_->status().map([&] { return Iterated{outcome, seconds, recorder.device_peak_bytes()}; });
  }

  Result<bool> verify(std::int64_t length) {
    events_.flush();
    Recorder recorder(*device_, events_, requests_, 0, 1, 0, false);
    auto event = verify_gradients(*device_, prepared_.sizes.step.states, 0, length, recorder);
    if (!event) return tl::unexpected(event.error());
    if (!*event) return false;
    if (captured_) (*event)->standard_seconds = 0;  // one by one, where the run's iterations are replayed
    events_.put(**event);
    return true;
  }

  Prepared prepared_;
  const DeviceProvider& provider_;
  EventStream& events_;
  RequestStream& requests_;
  std::unique_ptr<Device> device_;
  std::unique_ptr<DeviceMemory> arena_;
  Issuing issuing_ = Issuing::OneByOne;
  std::optional<CapturedIteration> captured_;
};

int carry_out(const Run& request, const DeviceProvider& provider, RequestStream& requests) {
  EventStream events(STDOUT_FILENO);
  auto prepared = prepare(request, provider);
  if (!prepared) return refuse(prepared.error());

  // Its end is told before its memory is given back, which takes a GPU a tenth of a second.
  RunInProgress run(*std::move(prepared), provider, events, requests);
  const auto status = run.carry_out_all();
  events.put(status ? EndEvent{*status, ""} : EndEvent{EndEvent::Status::Failed, status.error().message});
  events.flush();
  if (events.has_failed()) {
    std::fprintf(stderr, "the events cannot be written: %s\n", events.trouble().c_str());
    return kFailed;
  }
  return status ? kDone : kFailed;
}

/// Does what a request asks for; returns the exit code.
struct Answering {
  const DeviceProvider& provider;
  RequestStream& requests;

  int operator()(const Describe& request) const { return print_answer(answer_to(request, provider, stop())); }
  int operator()(const Calibrate& request) const {
    return print_answer(answer_to(request, provider, stop()));
  }
  int operator()(const Run& request) const { return carry_out(request, provider, requests); }

  ShouldStop stop() const {
    return [this] { return requests.is_cancelled(); };
  }
};

}  // namespace

int runner_main(int argc, char** argv, const DeviceProvider& provider) try {
  // The program that started this may have gone: then writing ends this one silently, even if it inherited an
  // ignored SIGPIPE.
  std::signal(SIGPIPE, SIG_DFL);
  if (argc > 1) {
    return refuse({std::string("this program takes no options, but got \"") + argv[1] +
                   "\"; it reads one request as a line of JSON on standard input"});
  }
  RequestStream requests(STDIN_FILENO, STDOUT_FILENO);
  const auto line = requests.first_line();
  if (!line) return refuse(line.error());
  const auto request = parse_request(*line);
  if (!request) return refuse(request.error());
  return std::visit(Answering{provider, requests}, *request);
} catch (const std::bad_alloc&) {
  std::fprintf(stderr,
               "out of memory beside the arena: the plan or the input is too large for this machine\n");
  return kFailed;
}

}  // namespace tidemark
