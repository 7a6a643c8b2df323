// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs work in the background of which only the newest request counts: one request is worked on, the newest
/// one waits, and those that came in between are dropped.
#pragma once

#include <QFuture>
#include <QObject>
#include <QtConcurrent>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

namespace tidemark {

/// Owned by the object that asks, and used from its thread alone. Both types are values that can be copied;
/// `Answer{}` means that there is no answer.
template <class Request, class Answer>
class NewestJob {
 public:
  /// What the work can use besides its request, on its own thread.
  struct Context {
    std::stop_token stop;  ///< once a stop is requested, the work must end soon and return Answer{}
    /// Runs a function on the owner's thread, to report what is known before the answer. It is not run if the
    /// request has been dropped by then.
    std::function<void(std::function<void()>)> tell;
  };
  /// Runs on another thread, and must not touch what the owner changes. An exception counts as Answer{}.
  using Work = std::function<Answer(const Request&, const Context&)>;
  /// Called on the owner's thread, also for a request that has been overtaken, see is_overtaken().
  using Done = std::function<void(const Request&, const Answer&)>;
  /// What becomes of the work in progress when another request comes.
  enum class Overtaken { Stops, Finishes };

  /// `started`: called on the owner's thread whenever work on a request begins.
  NewestJob(Work work, Done done, std::function<void()> started = {})
      : work_(std::move(work)), done_(std::move(done)), started_(std::move(started)) {}
  NewestJob(const NewestJob&) = delete;
  NewestJob& operator=(const NewestJob&) = delete;
  ~NewestJob() {  ///< stops the work and waits for it; its answer is dropped
    stop();
    thread_.waitForFinished();
  }

  void ask(Request request, Overtaken overtaken = Overtaken::Stops) {
    waiting_ = std::move(request);
    if (!current_) return start();
    if (overtaken == Overtaken::Stops) stop();
  }
  /// Stops the work in progress. The owner is still told how it ends.
  void stop() { stop_.request_stop(); }
  /// Withdraws every request: the owner is told no more about any of them.
  void drop() {
    waiting_.reset();
    is_dropped_ = true;
    stop();
  }

  /// The request that is worked on; none: there is no work.
  const std::optional<Request>& current() const { return current_; }
  /// Whether a newer request waits for the work in progress to end.
  bool is_overtaken() const { return waiting_.has_value(); }
  bool is_idle() const { return !current_ && !waiting_; }

 private:
  void start() {
    current_ = std::exchange(waiting_, std::nullopt);
    is_dropped_ = false;
    stop_ = std::stop_source();
    if (started_) started_();
    thread_ = QtConcurrent::run([this, request = *current_, stop = stop_.get_token()] {
      const auto tell = [this](std::function<void()> what) {
        post([this, what = std::move(what)] {
          if (!is_dropped_) what();
        });
      };
      Answer answer{};
      try {
        answer = work_(request, Context{stop, tell});
      } catch (...) {
        answer = Answer{};
      }
      post([this, answer] { finish(answer); });
    });
  }

  /// Calls from the working thread to the owner's. Calls that are still queued when this object is destroyed
  /// are dropped.
  void post(std::function<void()> what) {
    QMetaObject::invokeMethod(&receiver_, std::move(what), Qt::QueuedConnection);
  }

  void finish(const Answer& answer) {
    const Request request = *std::exchange(current_, std::nullopt);
    if (!is_dropped_) done_(request, answer);
    if (!current_ && waiting_) start();  // done_ may have started one already
  }

  Work work_;
  Done done_;
  std::function<void()> started_;
  std::optional<Request> waiting_;
  std::optional<Request> current_;
  bool is_dropped_ = false;  ///< the work in progress was for a request that has been withdrawn
  std::stop_source stop_;
  QFuture<void> thread_;
  QObject receiver_;
};

}  // namespace tidemark
