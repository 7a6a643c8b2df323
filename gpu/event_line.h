// SPDX-License-Identifier: Apache-2.0
/// Times of marks in a stream of work, gathered without ever waiting for the work.
///
/// This is bookkeeping alone: `Events` records and compares the events, so that this can be tested without a
/// GPU. Events are reused once their mark has been answered or skipped. Times are sums of differences between
/// neighbours, so that a long run loses no precision (CUDA reports differences in float milliseconds).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark {

/// Events: { using Event; Event create(); void destroy(Event); void record(Event); bool is_over(Event);
/// std::int64_t between_ns(Event earlier, Event later); }
template <class Events>
class EventLine {
 public:
  using Mark = std::int64_t;
  using Event = typename Events::Event;

  explicit EventLine(Events events) : events_(std::move(events)) {}
  ~EventLine() {
    for (Event event : all_) events_.destroy(event);
  }
  EventLine(const EventLine&) = delete;
  EventLine& operator=(const EventLine&) = delete;

  /// Times are counted from here; marks made before are forgotten.
  void begin() {
    for (const Entry& entry : line_) idle_.push_back(entry.event);
    line_.clear();
    if (origin_) idle_.push_back(*origin_);
    origin_ = take();
    origin_ns_ = 0;
    origin_mark_ = next_++;
    events_.record(*origin_);
  }

  Mark mark() {
    const Event event = take();
    events_.record(event);
    line_.push_back({next_, event});
    return next_++;
  }

  /// Nanoseconds from begin() to a mark, or nothing while the work has not reached it. Marks must be asked
  /// for in the order in which they were made; marks that are skipped are forgotten, and the last one
  /// answered may be asked for again.
  std::optional<std::int64_t> reached(Mark mark) {
    if (mark == origin_mark_) return origin_ns_;
    while (!line_.empty() && line_.front().mark < mark) {
      idle_.push_back(line_.front().event);
      line_.pop_front();
    }
    if (line_.empty() || line_.front().mark != mark || !events_.is_over(line_.front().event))
      return std::nullopt;
    const Event event = line_.front().event;
    origin_ns_ += events_.between_ns(*origin_, event);
    idle_.push_back(*std::exchange(origin_, event));
    origin_mark_ = mark;
    line_.pop_front();
    return origin_ns_;
  }

  std::size_t events_made() const { return all_.size(); }

 private:
  struct Entry {
    Mark mark;
    Event event;
  };

  Event take() {
    if (idle_.empty()) {
      all_.push_back(events_.create());
      return all_.back();
    }
    const Event event = idle_.back();
    idle_.pop_back();
    return event;
  }

  Events events_;
  std::vector<Event> all_;
  std::vector<Event> idle_;
  std::deque<Entry> line_;       ///< recorded and not yet asked for
  std::optional<Event> origin_;  ///< the event of the last answer, or of begin()
  Mark origin_mark_ = -1;
  std::int64_t origin_ns_ = 0;
  Mark next_ = 0;
};

}  // namespace tidemark
