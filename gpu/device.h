// SPDX-License-Identifier: Apache-2.0
/// What a runner needs from a kind of hardware. The interpreter carries out schedules and knows no hardware;
/// a device carries out single operations and knows no schedule.
///
/// Addresses are in the device's memory, and only the device may dereference them: the CPU device's threads
/// each have their part of a state elsewhere. Operations may be queued: they are done in the order of the
/// calls, and wait() returns when all are done. Not thread-safe: one thread
/// drives a device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/files/protocol.h"
#include "core/model/problem.h"
#include "core/model/record.h"
#include "core/model/sizes.h"
#include "core/plan/plan.h"

namespace tidemark {

class ByteInput;

/// Where a hidden state h_p can be read: from a stored hidden state, or from an internal state whose last
/// step is p.
struct HiddenSource {
  enum class Kind : std::uint8_t { Hidden, Internal };
  Kind kind;
  const std::byte* address;
  std::int64_t steps = 1;  ///< that the internal state covers
};

/// The working core: a current hidden state, room for one internal state and its input, and what
/// backpropagation carries from step to step.
///
/// Steps are single steps, 1..t, and ranges include both ends. An internal state covers the steps that were
/// given to keep(), at most a chunk of the length that the device was created for.
class WorkingCore {
 public:
  virtual ~WorkingCore() = default;

  /// The current hidden state h_from becomes h_to. REQUIRES: from < to.
  virtual void advance(std::int64_t from, std::int64_t to) = 0;

  /// The current hidden state h_{first-1} becomes h_last; the steps' internal state is written to `internal`
  /// (beta bytes for that many steps), and h_{first-1} is copied to `input` (hidden bytes) unless that is
  /// null.
  virtual void keep(std::int64_t first, std::int64_t last, std::byte* internal, std::byte* input) = 0;

  virtual void store_current(std::byte* to) = 0;
  virtual void load_current(const HiddenSource& from) = 0;
  virtual void copy_hidden(const HiddenSource& from, std::byte* to) = 0;
  virtual void copy(const std::byte* from, std::byte* to, std::int64_t bytes) = 0;

  /// Backpropagates the steps, last to first. The gradients of the losses at their outputs are added to the
  /// carried gradient, which becomes that of h_{first-1}; the gradients of the weights are added up, and are
  /// complete with step 1. Steps must come in the order t, t-1, .. 1. `internal` is what keep() wrote for the
  /// same steps, and can be backpropagated from only once: it may be overwritten, except its last hidden
  /// state.
  virtual void backward(std::int64_t first, std::int64_t last, std::byte* internal,
                        const HiddenSource& input) = 0;

  /// Fills freed memory with NaNs, so that reading it by mistake is noticed.
  virtual void poison(std::byte* at, std::int64_t bytes) = 0;

  /// The core's own internal state: beta bytes of fixed memory, for a chunk.
  virtual std::byte* core_internal() = 0;
  virtual std::byte* core_input() = 0;      ///< hidden bytes: the input hidden state of core_internal()
  virtual std::byte* spare_hidden() = 0;    ///< hidden bytes: a temporary place for a hidden state
  virtual std::byte* initial_hidden() = 0;  ///< hidden bytes: h_0, where the arena does not count it (ISM)
};

/// One allocation, freed with the object. All its pages have been touched, so that readings of the memory in
/// use include it.
class DeviceMemory {
 public:
  virtual ~DeviceMemory() = default;
  virtual std::byte* data() = 0;
  virtual std::int64_t size() const = 0;
};

/// Captures the operations of one iteration (on CUDA as graphs) and replays them without issuing each again.
/// A replay has the addresses and the length of the captured iteration, but the input's window and the
/// weights of its own moment.
class GraphCapture {
 public:
  virtual ~GraphCapture() = default;
  /// From here on the device's operations are captured instead of done; together they compute `steps` steps,
  /// forward and backward. REQUIRES: the call before was begin_iteration(), and each operation has been done
  /// before on as many steps: at a first call libraries load and take memory, which cannot be captured.
  virtual void begin_capture(std::int64_t steps) = 0;
  /// False once it is clear that the capture fails; further operations need not be issued.
  virtual bool can_capture() const = 0;
  /// The Error says why the operations could not be captured; they must then be issued one by one.
  virtual Result<void> end_capture() = 0;
  /// Queues all captured operations. Returns false if it was stopped by `should_stop`, which is called now
  /// and then. REQUIRES: end_capture() succeeded, and nothing was computed since begin_iteration().
  virtual bool replay(const std::function<bool()>& should_stop) = 0;
  /// Forgets what was captured. Its memory is free again, or for the next capture.
  virtual void drop_capture() = 0;
};

/// A model (byte embedding, recurrent core, output projection) with its optimiser on one device.
class Device : public WorkingCore {
 public:
  /// A point in the device's work; see reached().
  using Mark = std::int64_t;

  virtual const DeviceInfo& info() const = 0;
  /// Sizes of a chunk of the length that the device was created for, in bytes. Each is a multiple of 256, and
  /// alpha = beta + hidden.
  virtual StateBytes state_sizes() const = 0;
  /// Bytes beside the arena, by name.
  virtual FixedBytes fixed() const = 0;
  /// Memory in use now: on the CPU the process's resident set. 0: cannot be read.
  virtual std::int64_t memory_in_use() const = 0;
  /// Memory for states. It must be freed before the device is.
  virtual Result<std::unique_ptr<DeviceMemory>> allocate(std::int64_t bytes) = 0;

  /// h_0 becomes current; the weights' gradients, the carried gradient and the loss become zero. Iteration n
  /// (from 0) of `length` steps reads a window of the input of its own. Times are counted from here.
  virtual void begin_iteration(std::int64_t n, std::int64_t length) = 0;
  /// The loss of the steps backpropagated since begin_iteration(): the mean over steps and batch, in nats per
  /// byte.
  virtual double loss() = 0;
  /// Updates the weights by Adam with this iteration's gradients.
  virtual void update() = 0;
  /// The gradients of all weights, in an order that depends on the cell alone. REQUIRES: step 1 has been
  /// backpropagated.
  virtual std::vector<float> gradients() = 0;
  virtual void set_gradients(const std::vector<float>& gradients) = 0;

  virtual Mark mark() = 0;
  /// Nanoseconds from begin_iteration() to a mark, or nothing while the device has not reached it. Marks must
  /// be asked for in the order in which they were made; marks that are skipped are forgotten, and the last
  /// one answered may be asked for again.
  virtual std::optional<std::int64_t> reached(Mark mark) = 0;
  virtual void wait() = 0;
  /// Null if the device cannot capture. The device owns it.
  virtual GraphCapture* graph_capture() { return nullptr; }
  /// The first thing that went wrong on the device, if anything did.
  virtual Result<void> status() const = 0;
};

struct DeviceOptions {
  std::uint64_t seed = 1;  ///< of the weights
  double learning_rate = 1e-3;
};

/// The devices a runner program is linked with.
class DeviceProvider {
 public:
  virtual ~DeviceProvider() = default;
  /// Those that are listed; others may be known by name.
  virtual std::vector<DeviceInfo> devices() const = 0;
  /// Sizes of a cell in chunks of each of these lengths. They are computed, not tried: no memory is taken,
  /// and a calibration may ask about dozens of lengths. Errors: no such device, or a cell that is too large
  /// to be counted.
  virtual Result<DeviceDescription> describe(const std::string& id, const Cell& cell,
                                             const std::set<std::int64_t>& chunk_lengths) const = 0;
  /// A device for chunks of at most `chunk_length` steps. Errors: its memory cannot be allocated.
  virtual Result<std::unique_ptr<Device>> create(const std::string& id, const Cell& cell,
                                                 std::int64_t chunk_length,
                                                 std::shared_ptr<const ByteInput> input,
                                                 const DeviceOptions& options) const = 0;
};

}  // namespace tidemark
