// SPDX-License-Identifier: Apache-2.0
/// The words that the values of an enumeration have in files and on the command line: one table for writing,
/// reading and listing them.
#pragma once

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

/// Empty for a value that the table does not have.
template <class T, std::size_t N>
constexpr std::string_view name_in(const Named<T> (&table)[N], T value) {
  for (const Named<T>& row : table) {
    if (row.value == value) return row.name;
  }
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
