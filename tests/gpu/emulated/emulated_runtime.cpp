// SPDX-License-Identifier: GPL-3.0-or-later
// CUDA's runtime: memory, streams, events, graphs. Only what the CUDA device uses.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "emulated_gpu.h"

namespace {

using emulated::Work;
using Clock = std::chrono::steady_clock;

// --- memory ---

constexpr std::size_t kGuard = 256;  // bytes on either side that must not be written
constexpr int kGuardByte = 0xA5;
constexpr std::size_t kMemory = std::size_t{1} << 30;

struct Piece {
  std::unique_ptr<char[]> storage;
  std::size_t bytes;
};
std::map<const char*, Piece> pieces;
std::size_t used = 0;

bool is_guarded(const char* address, const Piece& piece) {
  const auto whole = [](const char* from) {
    return std::all_of(from, from + kGuard, [](char c) { return c == static_cast<char>(kGuardByte); });
  };
  return whole(address - kGuard) && whole(address + piece.bytes);
}

// --- streams ---

struct Event {
  Clock::time_point at;
  std::uint64_t recorded = 0;  ///< how often it was queued
  std::uint64_t reached = 0;   ///< which of these was done last
  std::size_t node = 0;        ///< what it follows, if it was captured
  bool is_captured = false;

  bool is_over() const { return reached == recorded; }
};

/// Work, or, without any, waiting until an event has been reached so often.
struct Queued {
  Work work;
  const Event* event = nullptr;
  std::uint64_t recording = 0;

  bool is_ready() const { return !event || event->reached >= recording; }
};

struct Stream {
  std::deque<Queued> queue;
  bool is_captured = false;
  std::vector<std::size_t> after;  ///< nodes that its next one follows, while it is captured

  bool is_ready() const { return !queue.empty() && queue.front().is_ready(); }
};
std::vector<std::unique_ptr<Stream>> streams;

Stream& of(cudaStream_t stream) {
  if (!stream) {
    std::fprintf(stderr, "emulated GPU: work on the default stream, which ours do not wait for\n");
    std::abort();
  }
  return *reinterpret_cast<Stream*>(stream);
}

/// What is ready is done in any order. An order that holds one stream back for long finds more than one that
/// is random from piece to piece, so that preferences last for a while.
class AnyOrder {
 public:
  /// One of `count` that are ready, as in the order in which they were first queued.
  std::size_t pick(std::size_t count) {
    if (left_-- == 0) {
      left_ = random_() % 200;
      mood_ = random_() % 3;
    }
    return mood_ == 0 ? 0 : mood_ == 1 ? count - 1 : random_() % count;
  }

 private:
  std::minstd_rand random_;
  std::size_t left_ = 0;
  std::size_t mood_ = 0;
};
AnyOrder any_order;

/// Does a piece of work. False: there is none.
bool do_one() {
  std::vector<Stream*> ready;
  bool is_empty = true;
  for (const auto& stream : streams) {
    is_empty = is_empty && stream->queue.empty();
    if (stream->is_ready()) ready.push_back(stream.get());
  }
  if (is_empty) return false;
  if (ready.empty()) {
    std::fprintf(stderr, "emulated GPU: streams wait for each other\n");
    std::abort();
  }
  Stream& stream = *ready[any_order.pick(ready.size())];
  const Queued first = std::move(stream.queue.front());
  stream.queue.pop_front();
  if (first.work) first.work();
  return true;
}

void finish() {
  while (do_one()) {
  }
}

// --- graphs ---

struct Node {
  Work work;
  std::vector<std::size_t> after;
};
struct Graph {
  std::vector<Node> nodes;

  /// Does all nodes, in any order in which each follows those that it is after.
  void run() const {
    std::vector<bool> is_done(nodes.size());
    std::vector<std::size_t> waiting(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) waiting[i] = i;
    while (!waiting.empty()) {
      std::vector<std::size_t> ready;  // places in `waiting`; more than a few are no use
      for (std::size_t k = 0; k < waiting.size() && k < 64; ++k) {
        const auto& after = nodes[waiting[k]].after;
        if (std::all_of(after.begin(), after.end(), [&](std::size_t i) { return is_done[i]; }))
          ready.push_back(k);
      }
      const std::size_t k = ready[any_order.pick(ready.size())];
      if (nodes[waiting[k]].work) nodes[waiting[k]].work();
      is_done[waiting[k]] = true;
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
};
std::unique_ptr<Graph> capturing;

void add_node(Stream& stream, Work work) {
  capturing->nodes.push_back({std::move(work), stream.after});
  stream.after = {capturing->nodes.size() - 1};
}

/// Whether the nodes that a stream's next one would follow are, with all before them, the whole graph.
bool has_joined_all(const Stream& stream) {
  std::vector<bool> is_before(capturing->nodes.size());
  std::vector<std::size_t> open = stream.after;
  std::size_t count = 0;
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    if (is_before[i]) continue;
    is_before[i] = true;
    ++count;
    open.insert(open.end(), capturing->nodes[i].after.begin(), capturing->nodes[i].after.end());
  }
  return count == capturing->nodes.size();
}

}  // namespace

namespace emulated {

cudaError_t enqueue(cudaStream_t stream, Work work) {
  Stream& on = of(stream);
  if (on.is_captured) {
    add_node(on, std::move(work));
  } else {
    on.queue.push_back({std::move(work)});
  }
  return cudaSuccess;
}

bool is_capturing() {
  return capturing != nullptr;
}

void check_memory(const void* address, std::size_t bytes, const char* what) {
  const auto* at = static_cast<const char*>(address);
  auto piece = pieces.upper_bound(at);
  const bool is_there = piece != pieces.begin() && at + bytes <= (--piece)->first + piece->second.bytes;
  if (is_there || bytes == 0) return;
  std::fprintf(stderr, "emulated GPU: %s: %zu bytes at %p are not in its memory\n", what, bytes, address);
  std::abort();
}

}  // namespace emulated

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) {
  return device == 0 ? cudaSuccess : cudaErrorInvalidDevice;
}
cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  *properties = {};
  std::snprintf(properties->name, sizeof properties->name, "Emulated GPU");
  properties->major = 9;
  properties->multiProcessorCount = 1;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) {
  *value = 9;  // asked for the compute capability's first digit
  return cudaSuccess;
}
cudaError_t cudaDeviceGetPCIBusId(char* address, int size, int) {
  std::snprintf(address, static_cast<std::size_t>(size), "0000:00:00.0");
  return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
cudaError_t cudaGetLastError() {
  return cudaSuccess;
}
const char* cudaGetErrorString(cudaError_t) {
  return "an emulated error";
}
const char* cudaGetErrorName(cudaError_t) {
  return "cudaErrorEmulated";
}

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
  *address = nullptr;
  if (bytes > kMemory - used) return cudaErrorMemoryAllocation;
  Piece piece{std::make_unique<char[]>(bytes + 4 * kGuard), bytes};
  char* first = piece.storage.get() + kGuard;
  first += (kGuard - reinterpret_cast<std::uintptr_t>(first) % kGuard) % kGuard;
  std::memset(first - kGuard, kGuardByte, bytes + 2 * kGuard);
  used += bytes;
  *address = first;
  pieces.emplace(first, std::move(piece));
  return cudaSuccess;
}

cudaError_t cudaFree(void* address) {
  finish();
  if (!address) return cudaSuccess;
  const auto piece = pieces.find(static_cast<const char*>(address));
  if (piece == pieces.end() || !is_guarded(piece->first, piece->second)) {
    std::fprintf(stderr, "emulated GPU: %s\n",
                 piece == pieces.end() ? "no such memory to free" : "written beside memory");
    std::abort();
  }
  used -= piece->second.bytes;
  pieces.erase(piece);
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* all) {
  *free = kMemory - used;
  *all = kMemory;
  return cudaSuccess;
}

// Works on the default stream. Other streams do not wait for that, and may still have all their work before
// them.
cudaError_t cudaMemset(void* address, int value, std::size_t bytes) {
  emulated::check_memory(address, bytes, "setting");
  std::memset(address, value, bytes);
  return cudaSuccess;
}
cudaError_t cudaDeviceSynchronize() {
  finish();
  return cudaSuccess;
}

cudaError_t cudaMemsetAsync(void* address, int value, std::size_t bytes, cudaStream_t stream) {
  emulated::check_memory(address, bytes, "setting");
  return emulated::enqueue(stream, [=] { std::memset(address, value, bytes); });
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  if (kind != cudaMemcpyDeviceToHost) emulated::check_memory(to, bytes, "copying to");
  if (kind != cudaMemcpyHostToDevice) emulated::check_memory(from, bytes, "copying from");
  const auto* source = static_cast<const char*>(from);
  auto* target = static_cast<char*>(to);
  if (source < target + bytes && target < source + bytes && bytes > 0) {
    std::fprintf(stderr, "emulated GPU: a copy onto itself\n");
    std::abort();
  }
  return emulated::enqueue(stream, [=] { std::memcpy(to, from, bytes); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  streams.push_back(std::make_unique<Stream>());
  *stream = reinterpret_cast<cudaStream_t>(streams.back().get());
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  finish();
  const auto is_it = [&](const auto& each) { return each.get() == &of(stream); };
  streams.erase(std::find_if(streams.begin(), streams.end(), is_it));
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (capturing) return cudaErrorStreamCaptureUnsupported;
  while (!of(stream).queue.empty()) do_one();
  return cudaSuccess;
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t handle_of, unsigned) {
  Stream& on = of(stream);
  const auto* event = reinterpret_cast<const Event*>(handle_of);
  if (event->is_captured) {
    on.is_captured = true;
    on.after.push_back(event->node);
  } else if (on.is_captured) {
    return cudaErrorStreamCaptureIsolation;
  } else {
    on.queue.push_back({nullptr, event, event->recorded});
  }
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = reinterpret_cast<cudaEvent_t>(new Event);
  return cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  finish();
  delete reinterpret_cast<Event*>(event);
  return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t handle_of, cudaStream_t stream) {
  auto* event = reinterpret_cast<Event*>(handle_of);
  Stream& on = of(stream);
  event->is_captured = on.is_captured;
  if (on.is_captured) {
    add_node(on, nullptr);
    event->node = on.after.front();
    return cudaSuccess;
  }
  const std::uint64_t recording = ++event->recorded;
  return emulated::enqueue(stream, [event, recording] {
    event->at = Clock::now();
    event->reached = recording;
  });
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  for (int i = 0; i < 3; ++i) do_one();
  return reinterpret_cast<Event*>(event)->is_over() ? cudaSuccess : cudaErrorNotReady;
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  while (!reinterpret_cast<Event*>(event)->is_over()) do_one();
  return cudaSuccess;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  const auto* first = reinterpret_cast<Event*>(begin);
  const auto* last = reinterpret_cast<Event*>(end);
  if (!first->is_over() || !last->is_over()) return cudaErrorNotReady;
  *milliseconds = std::chrono::duration<float, std::milli>(last->at - first->at).count();
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (capturing) return cudaErrorIllegalState;
  capturing = std::make_unique<Graph>();
  of(stream).is_captured = true;
  of(stream).after.clear();
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = nullptr;
  if (!capturing) return cudaErrorIllegalState;
  const bool is_joined = has_joined_all(of(stream));
  for (const auto& each : streams) {
    each->is_captured = false;
    each->after.clear();
  }
  const std::unique_ptr<Graph> captured = std::move(capturing);
  if (!is_joined) return cudaErrorStreamCaptureUnjoined;
  *graph = reinterpret_cast<cudaGraph_t>(new Graph(*captured));
  return cudaSuccess;
}
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t*, std::size_t* count) {
  *count = reinterpret_cast<Graph*>(graph)->nodes.size();
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* ready, cudaGraph_t graph, unsigned long long) {
  *ready = reinterpret_cast<cudaGraphExec_t>(new Graph(*reinterpret_cast<Graph*>(graph)));
  return cudaSuccess;
}
cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t ready, cudaStream_t stream) {
  return emulated::enqueue(stream, [ready] { reinterpret_cast<Graph*>(ready)->run(); });
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete reinterpret_cast<Graph*>(graph);
  return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t ready) {
  finish();
  delete reinterpret_cast<Graph*>(ready);
  return cudaSuccess;
}

cudaError_t cudaOccupancyMaxActiveClusters(int* count, const void*, const cudaLaunchConfig_t*) {
  *count = 2;
  return cudaSuccess;
}

}  // extern "C"
