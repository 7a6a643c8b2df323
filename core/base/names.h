// SPDX-License-Identifier: Apache-2.0
/// What the values of an enumeration are called, in files, on the command line or in a report: one table for
/// writing, reading and listing them.
#pragma once

#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

/// One row of such a table.
template <class T>
struct Named {
  T value;
  std::string_view name;
};

/// REQUIRES: the table has the value.
template <class T, std::size_t N>
constexpr std::string_view name_in(const Named<T> (&table)[N], T value) {
  for (const Named<T>& row : table) {
    if (row.value == value) return row.name;
  }
  assert(!"the table has a row for every value");
  return {};
}

template <class T, std::size_t N>
constexpr std::optional<T> value_in(const Named<T> (&table)[N], std::string_view name) {
  for (const Named<T>& row : table) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

/// "lstm, gru, tanh"
template <class T, std::size_t N>
std::string list_of(const Named<T> (&table)[N]) {
  std::string list;
  for (const Named<T>& row : table) list += (list.empty() ? "" : ", ") + std::string(row.name);
  return list;
}

}  // namespace tidemark
