// SPDX-License-Identifier: Apache-2.0
#include "gpu/cpu/worker.h"

#include <exception>
#include <utility>

namespace tidemark {
namespace {

// Enough for a thread that is not held up by whoever queues; and so little that it ends soon.
constexpr std::int64_t kMostSteps = 256;
constexpr std::size_t kMostOperations = 64;

}  // namespace

Worker::Worker() : thread_([this] { work(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  has_work_.notify_one();
  thread_.join();
}

void Worker::queue(std::int64_t steps, std::function<void()> operation) {
  std::unique_lock lock(mutex_);
  if (steps_queued_ >= kMostSteps || queue_.size() >= kMostOperations) {
    has_room_.wait(lock, [this] { return has_room(); });
  }
  queue_.push_back({steps, std::move(operation)});
  steps_queued_ += steps;
  if (queue_.size() == 1) has_work_.notify_one();
}

void Worker::wait() {
  std::unique_lock lock(mutex_);
  is_idle_.wait(lock, [this] { return queue_.empty(); });
}

std::string Worker::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

/// Half of it is free, so that whoever waits for room is woken once for many operations.
bool Worker::has_room() const {
  return steps_queued_ <= kMostSteps / 2 && queue_.size() <= kMostOperations / 2;
}

void Worker::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    has_work_.wait(lock, [this] { return !queue_.empty() || is_ending_; });
    if (queue_.empty()) return;
    Queued& next = queue_.front();  // stays where it is when others are added
    lock.unlock();
    std::string trouble;
    try {
      next.operation();
    } catch (const std::exception& exception) {
      trouble = exception.what();
    }
    lock.lock();
    if (trouble_.empty()) trouble_ = std::move(trouble);
    steps_queued_ -= next.steps;
    queue_.pop_front();
    if (has_room()) has_room_.notify_one();
    if (queue_.empty()) is_idle_.notify_one();
  }
}

void Rendezvous::meet() {
  std::unique_lock lock(mutex_);
  if (++here_ == threads_) {
    here_ = 0;
    ++meetings_;
    all_are_here_.notify_all();
    return;
  }
  all_are_here_.wait(lock, [this, meeting = meetings_] { return meetings_ != meeting; });
}

}  // namespace tidemark
