// SPDX-License-Identifier: Apache-2.0
#include "core/files/record_file.h"

#include <charconv>
#include <utility>

#include "core/base/file_io.h"
#include "core/files/json_parts.h"

namespace tidemark {
namespace {

constexpr std::string_view kFormat = "tidemark-record";
constexpr std::int64_t kVersion = 1;

/// How the line of an action begins.
constexpr std::string_view kActionLine = "{\"event\":\"action\"";

constexpr WholeRange kSlots = {Action::kNoSlot, Action::kLastSlot};

constexpr Named<EndEvent::Status> kStatusNames[] = {{EndEvent::Status::Done, "done"},
                                                    {EndEvent::Status::Cancelled, "cancelled"},
                                                    {EndEvent::Status::Failed, "failed"}};

// --- writing ---

std::string line_of(const StartEvent& start) {
  Json line = {{"event", "start"},
               {"format", kFormat},
               {"version", kVersion},
               {"device", json_of(start.device)},
               {"problem", json_of(start.problem)},
               {"sizes", json_of(ChunkSizes{start.sizes, start.fixed})},
               {"predicted",
                {{"forward_steps", start.predicted_forward_steps},
                 {"arena_peak_bytes", start.predicted_arena_peak_bytes},
                 {"seconds", start.predicted_seconds}}},
               {"iterations", start.iterations},
               {"budget_bytes", start.budget_bytes}};
  if (start.step_sizes) line["step_sizes"] = json_of(*start.step_sizes);
  put_times(start.times, line);
  if (start.calibration) line["calibration"] = json_of(*start.calibration);
  return dumped(line);
}

/// Written without the JSON library for speed: a long plan has millions of these lines.
std::string line_of(const ActionEvent& event) {
  std::string line(kActionLine);
  const auto put = [&line](std::string_view name, std::int64_t value) {
    line += ",\"";
    line += name;
    line += "\":";
    append_number(line, value);
  };
  line.reserve(200);
  put("i", event.index);
  line += ",\"kind\":\"";
  line += name_of(event.action.kind);
  line += '"';
  put("from", event.action.from);
  put("to", event.action.to);
  if (event.action.slot != Action::kNoSlot) put("slot", event.action.slot);
  put("begin_ns", event.begin_ns);
  put("end_ns", event.end_ns);
  put("arena_bytes", event.arena_bytes);
  if (event.device_bytes) put("device_bytes", *event.device_bytes);
  put("iteration", event.iteration);
  line += '}';
  return line;
}

std::string line_of(const IterationEvent& event) {
  return dumped({{"event", "iteration"},
                 {"n", event.n},
                 {"loss", event.loss},
                 {"seconds", event.seconds},
                 {"forward_steps", event.forward_steps},
                 {"arena_peak_bytes", event.arena_peak_bytes},
                 {"device_peak_bytes", event.device_peak_bytes}});
}

std::string line_of(const VerifyEvent& event) {
  return dumped({{"event", "verify"},
                 {"relative_l2", event.relative_l2},
                 {"bit_identical", event.bit_identical},
                 {"standard_seconds", event.standard_seconds},
                 {"standard_bytes", event.standard_bytes}});
}

std::string line_of(const EndEvent& event) {
  return dumped(
      {{"event", "end"}, {"status", name_in(kStatusNames, event.status)}, {"message", event.message}});
}

// --- reading ---

StartEvent read_start(Fields& fields) {
  StartEvent start;
  fields.expect_format(kFormat, kVersion);
  Fields device = fields.object("device");
  start.device = read_device(device);
  Fields problem = fields.object("problem");
  start.problem = read_planned_problem(problem);
  const ChunkSizes sizes = read_chunk_sizes(fields.object("sizes"));
  if (fields.has("step_sizes")) start.step_sizes = read_chunk_sizes(fields.object("step_sizes"));
  start.sizes = sizes.states;
  start.fixed = sizes.fixed;
  Fields predicted = fields.object("predicted");
  start.predicted_forward_steps = predicted.whole("forward_steps", kCounts, 0);
  start.predicted_arena_peak_bytes = predicted.whole("arena_peak_bytes", kCounts, 0);
  start.predicted_seconds = predicted.real("seconds", kSeconds, 0);
  start.iterations = fields.whole("iterations", kPositive, 1);
  start.budget_bytes = fields.whole("budget_bytes", kCounts, 0);
  start.times = read_times(fields);
  if (fields.has("calibration")) {
    start.calibration = std::make_shared<const Calibration>(read_calibration(fields.object("calibration")));
  }
  const std::int64_t longest = (kCounts.most - start.sizes.hidden) / start.sizes.beta;
  if (start.problem.length > longest) {
    fields.fail("sizes: the states of " + std::to_string(start.problem.length) +
                " steps are more bytes than a 64-bit number counts");
  }
  return start;
}

ActionEvent read_action(Fields& fields) {
  ActionEvent event;
  event.iteration = fields.whole("iteration", kCounts, 0);
  event.index = fields.whole("i", kCounts);
  event.action.kind = fields.word("kind", action_named, "the name of an action");
  event.action.from = fields.whole("from", kSteps);
  event.action.to = fields.whole("to", kSteps);
  event.action.slot = static_cast<std::int32_t>(fields.whole("slot", kSlots, Action::kNoSlot));
  event.begin_ns = fields.whole("begin_ns", kCounts);
  event.end_ns = fields.whole("end_ns", {event.begin_ns, kCounts.most});
  event.arena_bytes = fields.whole("arena_bytes", kCounts);
  event.device_bytes = fields.whole_if_any("device_bytes", kCounts);
  return event;
}

IterationEvent read_iteration(Fields& fields) {
  IterationEvent event;
  event.n = fields.whole("n", kPositive);
  event.loss = fields.measured("loss");
  event.seconds = fields.real("seconds", kSeconds);
  event.forward_steps = fields.whole("forward_steps", kCounts);
  event.arena_peak_bytes = fields.whole("arena_peak_bytes", kCounts);
  event.device_peak_bytes = fields.whole("device_peak_bytes", kCounts, 0);
  return event;
}

VerifyEvent read_verify(Fields& fields) {
  VerifyEvent event;
  event.relative_l2 = fields.measured("relative_l2");
  event.bit_identical = fields.flag("bit_identical", false);
  event.standard_seconds = fields.real("standard_seconds", kSeconds, 0);
  event.standard_bytes = fields.whole("standard_bytes", kCounts, 0);
  return event;
}

EndEvent read_end(Fields& fields) {
  EndEvent event;
  event.status = fields.word("status", kStatusNames);
  event.message = fields.text("message", "");
  return event;
}

/// Reads text that is laid out exactly as expected.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  std::string_view word() {
    const std::string_view found = rest_.substr(0, rest_.find('"'));
    rest_.remove_prefix(found.size());
    return found;
  }
  bool whole(std::string_view lead, WholeRange range, std::int64_t& number) {
    if (!skip(lead)) return false;
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    const auto digits = static_cast<std::size_t>(read.ptr - rest_.data());
    if (read.ec != std::errc{} || number < range.least || number > range.most) return false;
    if (digits > 1 && rest_.front() == '0') return false;  // JSON knows no leading zeros
    rest_.remove_prefix(digits);
    return true;
  }
  bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Reads a valid line that is exactly as line_of(ActionEvent) writes it, many times as fast as the JSON
/// library: nearly all lines of a long record are such. std::nullopt for any other line, right or wrong.
std::optional<ActionEvent> scan_action(std::string_view line) {
  ActionEvent event;
  Scanner in(line);
  if (!in.skip(kActionLine) || !in.whole(",\"i\":", kCounts, event.index)) return std::nullopt;
  if (!in.skip(",\"kind\":\"")) return std::nullopt;
  const auto kind = action_named(in.word());
  if (!kind) return std::nullopt;
  event.action.kind = *kind;
  std::int64_t slot = Action::kNoSlot;
  std::int64_t device_bytes = 0;
  bool is_read = false;
  const bool is_plain = in.whole("\",\"from\":", kSteps, event.action.from) &&
                        in.whole(",\"to\":", kSteps, event.action.to) &&
                        (!in.skip(",\"slot\"") || in.whole(":", kSlots, slot)) &&
                        in.whole(",\"begin_ns\":", kCounts, event.begin_ns) &&
                        in.whole(",\"end_ns\":", {event.begin_ns, kCounts.most}, event.end_ns) &&
                        in.whole(",\"arena_bytes\":", kCounts, event.arena_bytes) &&
                        (!(is_read = in.skip(",\"device_bytes\"")) || in.whole(":", kCounts, device_bytes)) &&
                        in.whole(",\"iteration\":", kCounts, event.iteration) && in.skip("}");
  if (!is_plain || !in.is_at_end()) return std::nullopt;
  event.action.slot = static_cast<std::int32_t>(slot);
  if (is_read) event.device_bytes = device_bytes;
  return event;
}

/// std::nullopt for a kind that a newer program may know.
std::optional<Event> read_event(std::string_view kind, Fields& fields) {
  if (kind == "action") return read_action(fields);
  if (kind == "start") return read_start(fields);
  if (kind == "iteration") return read_iteration(fields);
  if (kind == "verify") return read_verify(fields);
  if (kind == "end") return read_end(fields);
  return std::nullopt;
}

Result<std::optional<Event>> parse_event(std::string_view line) {
  if (const auto action = scan_action(line)) return *action;
  const auto parsed = parse_json(line, "the line");
  if (!parsed) return tl::unexpected(parsed.error());
  Fields fields(*parsed);
  return fields.check(read_event(fields.text("event"), fields));
}

}  // namespace

std::string to_json_line(const Event& event) {
  return std::visit([](const auto& some) { return line_of(some); }, event);
}

Result<std::optional<Event>> RecordReader::read_line(std::string_view line) {
  ++lines_;
  if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
  if (with_ == WithActions::No && started_ && line.starts_with(kActionLine)) return std::nullopt;
  const auto at_line = [this](const Error& error) {
    return Error{"line " + std::to_string(lines_) + ": " + error.message};
  };
  auto event = parse_event(line);
  if (!event) return tl::unexpected(at_line(event.error()));
  if (!*event) return std::nullopt;
  if (auto taken = take(**event); !taken) return tl::unexpected(at_line(taken.error()));
  return event;
}

/// Puts an event in its place in the record. An Error if it comes out of turn.
Result<void> RecordReader::take(const Event& event) {
  const bool is_start = std::holds_alternative<StartEvent>(event);
  if (record_.end) return failure("nothing may follow the end event");
  if (is_start && started_) return failure("there is more than one start event");
  if (!is_start && !started_) return failure("the first event must be start");
  if (is_start) {
    started_ = true;
    record_.start = std::get<StartEvent>(event);
  } else if (const auto* action = std::get_if<ActionEvent>(&event)) {
    if (with_ == WithActions::No) return {};
    if (!record_.actions.empty()) {
      const ActionEvent& last = record_.actions.back();
      if (action->iteration != last.iteration) return {};
      if (action->index <= last.index) {
        return failure("i: must be above ", last.index, ", the action before it, not ", action->index);
      }
    }
    record_.actions.push_back(*action);
  } else if (const auto* iteration = std::get_if<IterationEvent>(&event)) {
    record_.iterations.push_back(*iteration);
  } else if (const auto* verify = std::get_if<VerifyEvent>(&event)) {
    record_.verify = *verify;
  } else if (const auto* end = std::get_if<EndEvent>(&event)) {
    record_.end = *end;
  }
  return {};
}

Result<Record> parse_record(std::string_view text, WithActions with) {
  if (text.empty()) return failure("the file is empty; a record begins with a start event");
  RecordReader reader(with);
  while (!text.empty()) {
    const std::size_t line_end = text.find('\n');
    const bool is_whole = line_end != std::string_view::npos;
    const std::string_view line = text.substr(0, line_end);
    text.remove_prefix(is_whole ? line_end + 1 : text.size());
    // The writer was stopped in the middle of this line: the record ends before it.
    if (!is_whole && reader.has_started() && !parse_json(line, "the line")) break;
    if (auto read = reader.read_line(line); !read) return tl::unexpected(read.error());
  }
  if (!reader.has_started()) return failure("there is no start event");
  return reader.record();
}

Result<Record> load_record(const std::filesystem::path& path, WithActions with) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  return parse_record(*content, with).map_error(in_file(path));
}

Result<void> write_record(const Record& record, std::ostream& out) {
  TextWriter writer(out);
  const auto put = [&writer](const auto& event) { writer << line_of(event) << "\n"; };
  put(record.start);
  for (const ActionEvent& action : record.actions) put(action);
  for (const IterationEvent& iteration : record.iterations) put(iteration);
  if (record.verify) put(*record.verify);
  if (record.end) put(*record.end);
  return writer.finish();
}

Result<void> save_record(const Record& record, const std::filesystem::path& path) {
  return write_file(path, [&record](std::ostream& out) { return write_record(record, out); });
}

}  // namespace tidemark
