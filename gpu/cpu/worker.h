// SPDX-License-Identifier: Apache-2.0
/// Threads that carry out queued operations, and a place for them to meet. Whoever has to wait sleeps.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace tidemark {

/// A thread that carries out operations in the order in which they were queued.
class Worker {
 public:
  /// Throws std::system_error if the system has no further thread.
  Worker();
  /// Does what is queued, then ends the thread.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Waits while so much is queued that the thread does not run out of work. `steps`: how long the operation
  /// takes.
  void queue(std::int64_t steps, std::function<void()> operation);
  /// Returns when everything is done.
  void wait();
  /// What the first exception that an operation has thrown says; empty: none has.
  std::string trouble() const;

 private:
  struct Queued {
    std::int64_t steps;
    std::function<void()> operation;
  };

  bool has_room() const;
  void work();

  mutable std::mutex mutex_;
  std::condition_variable has_work_;
  std::condition_variable has_room_;
  std::condition_variable is_idle_;
  std::deque<Queued> queue_;  ///< the first is being done
  std::int64_t steps_queued_ = 0;
  bool is_ending_ = false;
  std::string trouble_;
  std::thread thread_;  ///< the last member: it uses the others
};

/// Where a fixed number of threads wait for each other.
class Rendezvous {
 public:
  explicit Rendezvous(std::size_t threads) : threads_(threads) {}
  /// Returns once every thread has called it. May be used again at once.
  void meet();

 private:
  const std::size_t threads_;
  std::mutex mutex_;
  std::condition_variable all_are_here_;
  std::size_t here_ = 0;
  std::uint64_t meetings_ = 0;
};

}  // namespace tidemark
