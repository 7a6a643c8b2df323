// SPDX-License-Identifier: GPL-3.0-or-later
// CUDA's runtime: memory, one stream, events, graphs. Only what the CUDA device uses.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
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

// --- the stream ---

struct Graph {
  std::vector<Work> work;
};
std::deque<Work> queue;
std::unique_ptr<Graph> capturing;
int handle;  // something to point at

void do_some(std::size_t count) {
  for (; count > 0 && !queue.empty(); --count) {
    const Work work = std::move(queue.front());
    queue.pop_front();
    work();
  }
}

void finish() {
  do_some(queue.size());
}

struct Event {
  Clock::time_point at;
  bool is_over = true;
  std::uint64_t recordings = 0;
};

}  // namespace

namespace emulated {

cudaError_t enqueue(cudaStream_t stream, Work work) {
  if (!stream) {
    std::fprintf(stderr, "emulated GPU: work on the default stream, which ours does not wait for\n");
    std::abort();
  }
  if (capturing) {
    capturing->work.push_back(std::move(work));
  } else {
    queue.push_back(std::move(work));
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
  *value = 8;  // asked for the compute capability's first digit: a small workspace
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
  *stream = reinterpret_cast<cudaStream_t>(&handle);
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t) {
  if (capturing) return cudaErrorStreamCaptureUnsupported;
  finish();
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
  event->is_over = false;
  const std::uint64_t recording = ++event->recordings;
  return emulated::enqueue(stream, [event, recording] {
    if (event->recordings != recording) return;  // recorded anew meanwhile
    event->at = Clock::now();
    event->is_over = true;
  });
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  do_some(3);
  return reinterpret_cast<Event*>(event)->is_over ? cudaSuccess : cudaErrorNotReady;
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  while (!reinterpret_cast<Event*>(event)->is_over) do_some(1);
  return cudaSuccess;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  const auto* first = reinterpret_cast<Event*>(begin);
  const auto* last = reinterpret_cast<Event*>(end);
  if (!first->is_over || !last->is_over) return cudaErrorNotReady;
  *milliseconds = std::chrono::duration<float, std::milli>(last->at - first->at).count();
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t, cudaStreamCaptureMode) {
  if (capturing) return cudaErrorIllegalState;
  capturing = std::make_unique<Graph>();
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t, cudaGraph_t* graph) {
  *graph = reinterpret_cast<cudaGraph_t>(capturing.release());
  return *graph ? cudaSuccess : cudaErrorIllegalState;
}
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t*, std::size_t* count) {
  *count = reinterpret_cast<Graph*>(graph)->work.size();
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
  for (const Work& work : reinterpret_cast<Graph*>(ready)->work) emulated::enqueue(stream, work);
  return cudaSuccess;
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

}  // extern "C"
