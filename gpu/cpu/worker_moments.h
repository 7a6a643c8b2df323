// SPDX-License-Identifier: Apache-2.0
/// When all workers have come to a point in their queues, for EventLine.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "gpu/cpu/worker.h"

namespace tidemark {

class WorkerMoments {
  /// Of one recording. Workers that have yet to pass hold it, so that it may be forgotten at any time.
  struct Moment {
    explicit Moment(std::size_t workers) : to_come(workers) {}
    std::atomic<std::size_t> to_come;
    std::atomic<std::int64_t> last_ns = 0;  ///< when the last worker passed
  };
  struct Recorded {
    std::shared_ptr<Moment> moment;
  };

 public:
  using Event = Recorded*;

  explicit WorkerMoments(std::span<const std::unique_ptr<Worker>> workers) : workers_(workers) {}

  Event create() const { return new Recorded; }
  void destroy(Event event) const { delete event; }
  void record(Event event) const {
    event->moment = std::make_shared<Moment>(workers_.size());
    for (const std::unique_ptr<Worker>& worker : workers_) {
      worker->queue(0, [moment = event->moment] { pass(*moment); });
    }
  }
  bool is_over(Event event) const { return event->moment->to_come == 0; }
  std::int64_t between_ns(Event earlier, Event later) const {
    return later->moment->last_ns - earlier->moment->last_ns;
  }

 private:
  static void pass(Moment& moment) {
    const std::int64_t now =
        std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
    std::int64_t last = moment.last_ns;
    while (last < now && !moment.last_ns.compare_exchange_weak(last, now)) {
    }
    --moment.to_come;
  }

  std::span<const std::unique_ptr<Worker>> workers_;
};

}  // namespace tidemark
