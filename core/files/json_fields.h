// SPDX-License-Identifier: Apache-2.0
/// Reads JSON and checks every field, for core's own .cpp files. The Error names the first field that is
/// wrong, with its place, what it must be, and what was found.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/names.h"
#include "core/base/result.h"

namespace tidemark {

/// Both ends belong to the range.
struct WholeRange {
  std::int64_t least;
  std::int64_t most;
};
inline constexpr WholeRange kCounts = {0, std::numeric_limits<std::int64_t>::max()};
inline constexpr WholeRange kPositive = {1, std::numeric_limits<std::int64_t>::max()};

struct RealRange {
  double least;
  double most;
};
inline constexpr RealRange kAnyReal = {std::numeric_limits<double>::lowest(),
                                       std::numeric_limits<double>::max()};

/// Takes the items of one list while the text around them is parsed. A list of millions of items is then
/// never held as JSON, which takes many times its memory: the parsed value has an empty list in its place.
class ListReader {
 public:
  /// `path` leads to the list: {"plan", "actions"}.
  explicit ListReader(std::vector<std::string> path) : path_(std::move(path)) {}
  virtual ~ListReader() = default;

  /// The list begins. Called again if the key is repeated; the last occurrence wins, as in nlohmann::json.
  virtual void begin() = 0;
  virtual void take(const nlohmann::json& item) = 0;

  const std::vector<std::string>& path() const { return path_; }

 private:
  std::vector<std::string> path_;
};

/// Parses a whole text, all but the list of `reader` if there is one. `what` names it in the Error: "the
/// file", "the request".
Result<nlohmann::json> parse_json(std::string_view text, std::string_view what, ListReader* reader = nullptr);

/// A value as an error shows it: short, and on one line.
std::string shown(const nlohmann::json& value);

/// The number, when `value` is a whole one within `range`; else an Error at `place`.
Result<std::int64_t> whole_number(const nlohmann::json& value, WholeRange range, std::string_view place);

/// An object read field by field. The first failure is kept: after it, getters return a harmless value and
/// check() returns the Error, so that code that reads an object looks like the list of its fields. A getter
/// with a `fallback` accepts a missing field; a null counts as missing. Fields that are not asked for are
/// ignored.
class Fields {
 public:
  /// `path` is put before the names of the fields in errors ("" at the top). REQUIRES: `value` outlives this.
  explicit Fields(const nlohmann::json& value, std::string path = "");
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  /// Checks "format" and "version".
  void expect_format(std::string_view format, std::int64_t newest_version);

  bool has(std::string_view name) const;

  std::int64_t whole(std::string_view name, WholeRange range);
  std::int64_t whole(std::string_view name, WholeRange range, std::int64_t fallback);
  std::optional<std::int64_t> whole_if_any(std::string_view name, WholeRange range);
  std::uint64_t natural(std::string_view name, std::uint64_t fallback);
  double real(std::string_view name, RealRange range);
  double real(std::string_view name, RealRange range, double fallback);
  std::optional<double> real_if_any(std::string_view name, RealRange range);
  /// A measured number. One that is not finite (the loss of a run that diverges) is written as null.
  double measured(std::string_view name);
  bool flag(std::string_view name, bool fallback);
  std::string text(std::string_view name);
  std::string text(std::string_view name, std::string_view fallback);

  /// One of a few words, which `named` turns into an optional value; `choices` lists them for the error.
  template <class Find>
  auto word(std::string_view name, const Find& named, std::string_view choices) {
    const nlohmann::json* value = find(name);
    if (value != nullptr && value->is_string()) {
      if (const auto found = named(value->get_ref<const std::string&>())) return *found;
    }
    fail_at(name, choices, value);
    return typename std::invoke_result_t<Find, std::string_view>::value_type{};
  }

  /// One of the names of a table.
  template <class T, std::size_t N>
  T word(std::string_view name, const Named<T> (&table)[N]) {
    return word(
        name, [&](std::string_view text) { return value_in(table, text); }, "one of " + list_of(table));
  }

  /// The object or list of that name, or an empty one when it is missing; see also has().
  Fields object(std::string_view name);
  const nlohmann::json& list(std::string_view name);
  /// An object found in a list of this one, whose failures count as this one's. REQUIRES: `value` outlives
  /// it.
  Fields nested(const nlohmann::json& value, std::string path) {
    return Fields(value, std::move(path), root_);
  }
  /// The names and values of this object itself.
  const nlohmann::json& raw() const { return *value_; }

  /// Keeps a failure that the caller has found; place_of() gives the field's place for its message.
  void fail(std::string message);
  std::string place_of(std::string_view name) const;
  const std::string& path() const { return path_; }

  bool is_good() const { return !root_->error_.has_value(); }
  const Error& error() const { return *root_->error_; }
  template <class T>
  Result<T> check(T value) const {
    if (!is_good()) return tl::unexpected(error());
    return value;
  }

 private:
  Fields(const nlohmann::json& value, std::string path, Fields* root);

  const nlohmann::json* find(std::string_view name) const;
  /// `found` is null when the field is missing.
  void fail_at(std::string_view name, std::string_view expected, const nlohmann::json* found);

  const nlohmann::json* value_;
  std::string path_;
  Fields* root_;  ///< where the first failure of all objects of one text is kept
  std::optional<Error> error_;
};

}  // namespace tidemark
