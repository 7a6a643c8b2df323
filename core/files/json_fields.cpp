// SPDX-License-Identifier: Apache-2.0
#include "core/files/json_fields.h"

#include <algorithm>

#include "core/base/text_writer.h"

namespace tidemark {
namespace {

using nlohmann::json;

const json& nothing(json::value_t type) {
  static const json object = json::object();
  static const json list = json::array();
  return type == json::value_t::array ? list : object;
}

std::string expectation(WholeRange range) {
  constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
  std::string text = "a whole number from " + std::to_string(range.least);
  if (range.most == kLargest) return text + " upwards";
  return text + " to " + std::to_string(range.most);
}

std::string expectation(RealRange range) {
  if (range.least == kAnyReal.least && range.most == kAnyReal.most) return "a number";
  std::string text = "a number from ";
  append_number(text, range.least);
  text += " to ";
  append_number(text, range.most);
  return text;
}

std::optional<std::int64_t> whole_within(const json& value, WholeRange range) {
  const bool fits = value.is_number_unsigned()
                        ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(kCounts.most)
                        : value.is_number_integer();
  if (!fits) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  if (number < range.least || number > range.most) return std::nullopt;
  return number;
}

/// "line 3, column 14" of the byte that could not be understood.
std::string position(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte > 0 ? byte - 1 : 0);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - line_start + 1);
}

/// Builds a value from what the parser sees, as json::parse() would, but hands the items of the reader's list
/// to the reader. (json::parse() with a callback could drop them too, but looks through a whole list after
/// every object in it.) The parser prescribes the names of the functions; each returns whether to go on.
class Builder {
 public:
  Builder(json& root, ListReader* reader) : root_(root), reader_(reader) {}

  bool null() { return put_leaf(nullptr); }
  bool boolean(bool value) { return put_leaf(value); }
  bool number_integer(json::number_integer_t value) { return put_leaf(value); }
  bool number_unsigned(json::number_unsigned_t value) { return put_leaf(value); }
  bool number_float(json::number_float_t value, const std::string& /*text*/) { return put_leaf(value); }
  bool string(std::string& value) { return put_leaf(std::move(value)); }
  bool binary(json::binary_t& value) { return put_leaf(std::move(value)); }

  bool start_object(std::size_t /*size*/) {
    open_.push_back({&put(json::object()), ""});
    return true;
  }
  bool key(const std::string& name) {
    open_.back().key = name;
    return true;
  }
  bool end_object() { return close(); }

  bool start_array(std::size_t /*size*/) {
    open_.push_back({&put(json::array()), ""});
    if (is_in_readers_list()) reader_->begin();
    return true;
  }
  bool end_array() { return close(); }

  template <class Exception>
  bool parse_error(std::size_t /*byte*/, const std::string& /*token*/, const Exception& error) {
    throw error;
  }

 private:
  /// An object or a list whose end has not been seen.
  struct Open {
    json* value;
    std::string key;  ///< of the object's field that comes next or is being read
  };

  json& put(json value) {
    if (open_.empty()) return root_ = std::move(value);
    auto& [parent, key] = open_.back();
    if (parent->is_object()) return (*parent)[key] = std::move(value);
    parent->push_back(std::move(value));
    return parent->back();
  }
  bool put_leaf(json value) {
    put(std::move(value));
    hand_on();
    return true;
  }
  bool close() {
    open_.pop_back();
    hand_on();
    return true;
  }
  /// To be called when a value is complete: if it is an item of the reader's list, it goes to the reader, and
  /// the list is emptied again.
  void hand_on() {
    if (!is_in_readers_list()) return;
    json& list = *open_.back().value;
    reader_->take(list.back());
    list.clear();
  }
  bool is_in_readers_list() const {
    if (reader_ == nullptr || open_.size() != reader_->path().size() + 1) return false;
    return open_.back().value->is_array() &&
           std::equal(reader_->path().begin(), reader_->path().end(), open_.begin(),
                      [](const std::string& name, const Open& open) { return name == open.key; });
  }

  json& root_;
  ListReader* reader_;
  std::vector<Open> open_;  ///< outermost first
};

}  // namespace

Result<json> parse_json(std::string_view text, std::string_view what, ListReader* reader) {
  constexpr std::string_view kSpace = " \t\r\n";
  if (text.find_first_not_of(kSpace) == std::string_view::npos) return failure(what, " is empty");
  try {
    json value;
    Builder builder(value, reader);
    json::sax_parse(text, &builder);
    return value;
  } catch (const json::parse_error& error) {
    if (error.byte > text.size()) return failure(what, " ends early, at byte ", text.size());
    return failure(what, " is not valid JSON at ", position(text, error.byte), " (byte ", error.byte, ")");
  } catch (const json::exception&) {
    return failure(what, " has a number that is too large to be read");
  }
}

std::string shown(const json& value) {
  constexpr std::size_t kMostShown = 40;
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (!value.is_string()) return value.dump();
  std::string text = value.get_ref<const std::string&>();
  if (text.size() > kMostShown) text = text.substr(0, kMostShown) + "..";
  return json(text).dump(-1, ' ', true, json::error_handler_t::ignore);
}

Result<std::int64_t> whole_number(const json& value, WholeRange range, std::string_view place) {
  if (const auto number = whole_within(value, range)) return *number;
  return failure(place, ": must be ", expectation(range), ", not ", shown(value));
}

Fields::Fields(const json& value, std::string path) : Fields(value, std::move(path), nullptr) {}

Fields::Fields(const json& value, std::string path, Fields* root)
    : value_(&value), path_(std::move(path)), root_(root != nullptr ? root : this) {
  if (value.is_object()) return;
  fail((path_.empty() ? "it" : path_ + ":") + " must be an object, not " + shown(value));
  value_ = &nothing(json::value_t::object);
}

void Fields::expect_format(std::string_view format, std::int64_t newest_version) {
  const std::string found = text("format");
  if (is_good() && found != format) {
    fail(place_of("format") + ": must be \"" + std::string(format) + "\", not " + shown(found));
  }
  const std::int64_t version = whole("version", kPositive);
  if (is_good() && version > newest_version) {
    fail("version " + std::to_string(version) + " is newer than this program reads (" +
         std::to_string(newest_version) + ")");
  }
}

bool Fields::has(std::string_view name) const {
  return find(name) != nullptr;
}

std::int64_t Fields::whole(std::string_view name, WholeRange range) {
  const json* value = find(name);
  if (value != nullptr) {
    if (const auto number = whole_within(*value, range)) return *number;
  }
  fail_at(name, expectation(range), value);
  return range.least;
}

std::int64_t Fields::whole(std::string_view name, WholeRange range, std::int64_t fallback) {
  return has(name) ? whole(name, range) : fallback;
}

std::uint64_t Fields::natural(std::string_view name, std::uint64_t fallback) {
  const json* value = find(name);
  if (value == nullptr) return fallback;
  if (value->is_number_unsigned()) return value->get<std::uint64_t>();
  fail_at(name, "a whole number from 0 to 18446744073709551615", value);
  return fallback;
}

double Fields::real(std::string_view name, RealRange range) {
  const json* value = find(name);
  if (value != nullptr && value->is_number()) {
    const double number = value->get<double>();
    if (number >= range.least && number <= range.most) return number;
  }
  fail_at(name, expectation(range), value);
  return range.least;
}

double Fields::real(std::string_view name, RealRange range, double fallback) {
  return has(name) ? real(name, range) : fallback;
}

std::optional<std::int64_t> Fields::whole_if_any(std::string_view name, WholeRange range) {
  return has(name) ? std::optional(whole(name, range)) : std::nullopt;
}

std::optional<double> Fields::real_if_any(std::string_view name, RealRange range) {
  if (!has(name)) return std::nullopt;
  return real(name, range);
}

double Fields::measured(std::string_view name) {
  return real(name, kAnyReal, std::numeric_limits<double>::quiet_NaN());
}

bool Fields::flag(std::string_view name, bool fallback) {
  const json* value = find(name);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  fail_at(name, "true or false", value);
  return fallback;
}

std::string Fields::text(std::string_view name) {
  const json* value = find(name);
  if (value != nullptr && value->is_string()) return value->get<std::string>();
  fail_at(name, "a text", value);
  return {};
}

std::string Fields::text(std::string_view name, std::string_view fallback) {
  return has(name) ? text(name) : std::string(fallback);
}

Fields Fields::object(std::string_view name) {
  const json* value = find(name);
  return Fields(value != nullptr ? *value : nothing(json::value_t::object), place_of(name), root_);
}

const json& Fields::list(std::string_view name) {
  const json* value = find(name);
  if (value != nullptr && value->is_array()) return *value;
  if (value != nullptr) fail_at(name, "a list", value);
  return nothing(json::value_t::array);
}

void Fields::fail(std::string message) {
  if (!root_->error_) root_->error_ = Error{std::move(message)};
}

std::string Fields::place_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

const json* Fields::find(std::string_view name) const {
  const auto found = value_->find(name);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

void Fields::fail_at(std::string_view name, std::string_view expected, const json* found) {
  const std::string must = " must be " + std::string(expected);
  fail(place_of(name) + ":" +
       (found == nullptr ? " is missing; it" + must : must + ", not " + shown(*found)));
}

}  // namespace tidemark
