// SPDX-License-Identifier: Apache-2.0
/// Traces in the Chrome trace event format: what write_trace() of core/files/exports.h streams.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/base/text_writer.h"
#include "core/files/exports.h"
#include "core/plan/checker.h"

namespace tidemark {
namespace {

// Tracks ("threads" in the format), in the order they are shown.
constexpr std::int64_t kForwardTrack = 1;
constexpr std::int64_t kBackwardTrack = 2;
constexpr std::int64_t kStoringTrack = 3;
constexpr std::int64_t kFirstSlotTrack = 10;

std::int64_t track_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::Advance:
    case ActionKind::Keep:
      return kForwardTrack;
    case ActionKind::Backward:
      return kBackwardTrack;
    case ActionKind::StoreHidden:
    case ActionKind::StoreInternal:
    case ActionKind::Restore:
    case ActionKind::Free:
      break;
  }
  return kStoringTrack;
}

std::string title_of(const Action& action) {
  std::string title(name_of(action.kind));
  const auto add = [&title](std::int64_t number) {
    title += ' ';
    append_number(title, number);
  };
  if (action.kind == ActionKind::Advance) add(action.from);
  add(action.kind == ActionKind::Free ? action.slot : action.step());
  return title;
}

/// Nanoseconds, written as the format's microseconds with three decimals: exact, so that events which follow
/// each other still do so in the file.
struct Nanoseconds {
  std::int64_t count;
};

TextWriter& operator<<(TextWriter& out, Nanoseconds time) {
  const std::string digits = std::to_string(time.count % 1000);
  return out << time.count / 1000 << '.' << std::string(3 - digits.size(), '0') << digits;
}

/// Streams a trace event by event. Times are in whole nanoseconds. All names written are Tidemark's own plain
/// words, which need no escaping.
class TraceWriter {
 public:
  explicit TraceWriter(std::ostream& out) : out_(out) {
    out_ << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
         << R"({"name":"process_name","ph":"M","pid":1,"args":{"name":"Tidemark"}})";
    name_track(kForwardTrack, "forward");
    name_track(kBackwardTrack, "backward");
    name_track(kStoringTrack, "store, restore, free");
  }

  void put_action(const Action& action, std::int64_t index, std::int64_t begin, std::int64_t end) {
    open_span(title_of(action), track_of(action.kind), begin, end);
    out_ << ",\"args\":{\"action\":" << index;
    if (action.kind != ActionKind::Free) out_ << ",\"from\":" << action.from << ",\"to\":" << action.to;
    if (action.slot != Action::kNoSlot) out_ << ",\"slot\":" << action.slot;
    out_ << "}}";
    if (action.kind == ActionKind::Free) {
      empty_slot(action.slot, end);
    } else if (action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal) {
      fill_slot(action, begin);
    }
  }

  /// The same for an action before those that the trace shows, of which it shows only what stays stored.
  void pass_over(const Action& action) {
    if (action.kind == ActionKind::Free) {
      filled_.erase(action.slot);
    } else if (action.kind == ActionKind::StoreHidden || action.kind == ActionKind::StoreInternal) {
      filled_[action.slot] = {title_of_state(action), 0};
    }
  }

  /// Ends the actions that are passed over: what is stored now lives from now on.
  void begin_at(std::int64_t now) {
    for (auto& [slot, lifetime] : filled_) {
      name_slot(slot);
      lifetime.begin = now;
    }
  }

  /// A value that holds from now on. `measure` says what it counts, such as bytes.
  void put_counter(std::string_view name, std::string_view measure, std::int64_t now,
                   PlainNumber auto value) {
    out_ << ",\n{\"name\":\"" << name << "\",\"ph\":\"C\",\"pid\":1,\"ts\":" << Nanoseconds{now}
         << ",\"args\":{\"" << measure << "\":" << value << "}}";
  }

  bool is_good() const { return out_.is_good(); }

  /// Lifetimes that are still open end at `now`.
  Result<void> finish(std::int64_t now) {
    while (!filled_.empty()) empty_slot(filled_.begin()->first, now);
    out_ << "\n]}\n";
    return out_.finish();
  }

 private:
  struct Lifetime {
    std::string title;
    std::int64_t begin;
  };

  void name_track(std::int64_t track, std::string_view name) {
    out_ << ",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":" << track
         << ",\"args\":{\"name\":\"" << name
         << "\"}},\n{\"name\":\"thread_sort_index\",\"ph\":\"M\",\"pid\":1,\"tid\":" << track
         << ",\"args\":{\"sort_index\":" << track << "}}";
  }

  void open_span(std::string_view title, std::int64_t track, std::int64_t begin, std::int64_t end) {
    out_ << ",\n{\"name\":\"" << title << "\",\"ph\":\"X\",\"pid\":1,\"tid\":" << track
         << ",\"ts\":" << Nanoseconds{begin} << ",\"dur\":" << Nanoseconds{end - begin};
  }

  void fill_slot(const Action& action, std::int64_t now) {
    empty_slot(action.slot, now);  // a thinned record may lack the action that freed it
    name_slot(action.slot);
    filled_[action.slot] = {title_of_state(action), now};
  }

  static std::string title_of_state(const Action& store) {
    const bool is_hidden = store.kind == ActionKind::StoreHidden;
    return (is_hidden ? "h_" : "internal state ") + std::to_string(store.step());
  }

  void name_slot(std::int32_t slot) {
    if (named_slots_.insert(slot).second) name_track(kFirstSlotTrack + slot, "slot " + std::to_string(slot));
  }

  void empty_slot(std::int32_t slot, std::int64_t now) {
    const auto found = filled_.find(slot);
    if (found == filled_.end()) return;
    open_span(found->second.title, kFirstSlotTrack + slot, found->second.begin, now);
    out_ << "}";
    filled_.erase(found);
  }

  TextWriter out_;
  std::map<std::int32_t, Lifetime> filled_;
  std::set<std::int32_t> named_slots_;
};

constexpr StepTimes kMicrosecondEach = {.advance = 1e-6, .keep = 1e-6, .backward = 1e-6};

/// The nearest nanosecond, up to the 292 years that can be counted.
std::int64_t in_nanoseconds(double seconds) {
  constexpr double kMost = 9.2e18;
  return static_cast<std::int64_t>(std::llround(std::min(1e9 * seconds, kMost)));
}

}  // namespace

Result<void> write_trace(const ScheduleView& schedule, std::ostream& out, const StepTimes* times,
                         const ScheduleRange& range) {
  const StepTimes step = times != nullptr ? *times : kMicrosecondEach;
  TraceWriter trace(out);
  const Sequence sequence = schedule.solution.sequence();
  Checker checker(schedule.solution);
  Result<void> applied;
  std::int64_t advanced = 0;
  std::int64_t kept = 0;
  std::int64_t backward = 0;
  std::int64_t now = 0;
  std::int64_t shown_memory = -1;
  schedule.emit_actions([&](const Action& action) {
    const std::int64_t number = checker.actions();
    if (number > range.last) return false;
    const std::int64_t begin = now;
    if (number == range.first) trace.begin_at(begin);
    if (action.kind == ActionKind::Backward) backward += sequence.steps_of(action.step());
    (action.kind == ActionKind::Keep ? kept : advanced) += sequence.forward_steps(action);
    // Worked out from the counts, so that rounding errors do not add up over millions of actions.
    now =
        in_nanoseconds(static_cast<double>(advanced) * step.advance + static_cast<double>(kept) * step.keep +
                       static_cast<double>(backward) * step.backward);
    applied = checker.apply(action);
    if (!applied) return false;
    if (number < range.first) {
      trace.pass_over(action);
      return true;
    }
    trace.put_action(action, number, begin, now);
    if (checker.memory() != shown_memory) {
      shown_memory = checker.memory();
      trace.put_counter("memory", "slots", now, schedule.solution.in_slots(shown_memory));
    }
    return trace.is_good();
  });
  if (applied) applied = refuse_beyond(checker.actions(), range);
  if (!applied) return applied;
  return trace.finish(now);
}

Result<void> write_trace(const Record& record, std::ostream& out) {
  TraceWriter trace(out);
  std::int64_t now = 0;
  std::int64_t shown_arena = -1;
  std::optional<std::int64_t> shown_device;
  for (const ActionEvent& event : record.actions) {
    now = event.end_ns;
    trace.put_action(event.action, event.index, event.begin_ns, now);
    if (event.arena_bytes != shown_arena) {
      shown_arena = event.arena_bytes;
      trace.put_counter("arena", "bytes", now, shown_arena);
    }
    if (event.device_bytes && event.device_bytes != shown_device) {
      shown_device = event.device_bytes;
      trace.put_counter("device memory", "bytes", now, *shown_device);
    }
    if (!trace.is_good()) break;
  }
  return trace.finish(now);
}

}  // namespace tidemark
